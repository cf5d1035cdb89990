package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Reading;
import dev.wavewright.workflows.usage.core.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A random life of a monitor: what is read and when, the same for the same seed. */
final class UsageScript {
  private static final List<String> METERS = List.of("five-hour", "seven-day", "tokens");
  private static final List<Steps> STEPS =
      List.of(
          Steps.DEFAULT,
          Steps.DEFAULT,
          new Steps(List.of(new UsageStep(40, 5), new UsageStep(90, 0))),
          new Steps(List.of(new UsageStep(30.5, 4), new UsageStep(70, 2))),
          new Steps(List.of()));

  private final Random random;
  private final int length;
  private final boolean manyMeters;
  private final List<Reading> sent = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  /** Where the account's use is about; it drifts, so that good readings come in rows. */
  private double level;

  UsageScript(long seed) {
    random = new Random(seed);
    length = 20 + random.nextInt(60);
    level = random.nextInt(100);
    manyMeters = random.nextInt(12) == 0;
  }

  int length() {
    return length;
  }

  Instant now() {
    return now;
  }

  boolean renews() {
    return random.nextInt(5) == 0;
  }

  /**
   * Lets time pass: nothing, a little, until just before or at the moment the monitor waits for.
   */
  void passTime(@Nullable Instant wakeAt) {
    int dice = random.nextInt(10);
    if (wakeAt != null && wakeAt.isAfter(now) && dice < 3) {
      now = dice == 0 ? wakeAt.minusMillis(1) : wakeAt;
    } else {
      now =
          switch (dice) {
            case 4 -> now;
            case 5 -> now.plus(Duration.ofMinutes(random.nextInt(40)));
            default -> now.plusSeconds(random.nextInt(300));
          };
    }
    level =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt(105);
          case 1, 2, 3 -> Math.max(0, level - random.nextInt(12));
          default -> Math.min(110, level + random.nextInt(5));
        };
  }

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      events.add(event());
    }
    return events;
  }

  private Event event() {
    int dice = random.nextInt(60);
    if (dice == 0) {
      return new Event.Configured(pick(STEPS));
    } else if (dice < 5 && !sent.isEmpty()) {
      return new Event.Read(pick(sent));
    } else if (dice < 8 && !sent.isEmpty()) {
      Reading old = pick(sent);
      return read(
          old.meter(), old.percent(), old.window(), old.resetsAt(), old.at().minusSeconds(1));
    } else if (dice == 8 || (manyMeters && dice < 40)) {
      return read("m" + random.nextInt(40), level, null, null, now);
    }
    Instant at =
        switch (random.nextInt(14)) {
          case 0 -> now.minus(Duration.ofMinutes(10 + random.nextInt(10)));
          case 1 -> now.plusSeconds(random.nextInt(120));
          case 2 -> now.minusSeconds(random.nextInt(100));
          default -> now.plusMillis(sent.size());
        };
    Double percent =
        random.nextInt(20) == 0
            ? null
            : Double.valueOf(Math.max(0, level + random.nextInt(9) - 4 + 0.5 * random.nextInt(2)));
    return read(pick(METERS), percent, window(), resetsAt(), at);
  }

  private Event read(
      String meter,
      @Nullable Double percent,
      @Nullable Duration window,
      @Nullable Instant resetsAt,
      Instant at) {
    Reading reading = new Reading(meter, percent, window, resetsAt, "tester", at);
    sent.add(reading);
    return new Event.Read(reading);
  }

  private @Nullable Duration window() {
    return random.nextInt(6) == 0 ? Duration.ofHours(1 + random.nextInt(2)) : null;
  }

  private @Nullable Instant resetsAt() {
    return switch (random.nextInt(6)) {
      case 0 -> now.plus(Duration.ofMinutes(random.nextInt(90)));
      case 1 -> random.nextInt(3) == 0 ? now.minusSeconds(random.nextInt(50)) : null;
      default -> null;
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
