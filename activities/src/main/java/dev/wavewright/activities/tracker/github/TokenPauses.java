package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.tracker.TrackerUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens rest because GitHub asked for it. One object serves a whole process, so that one
 * refusal stops everybody who uses the token; nobody waits here.
 */
public final class TokenPauses {
  private static final Duration FIRST = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 4;

  private final Clock clock;
  private final Map<String, Entry> entries = new HashMap<>();

  public TokenPauses(Clock clock) {
    this.clock = clock;
  }

  /**
   * One token that rests.
   *
   * @param source where the token comes from
   */
  public record Pause(String source, String reason, Instant until) {}

  private record Entry(@Nullable Pause pause, int unnamed) {}

  /** Returns who rests now, the longest last. */
  public synchronized List<Pause> current() {
    Instant now = clock.instant();
    return entries.values().stream()
        .map(Entry::pause)
        .filter(pause -> pause != null && pause.until().isAfter(now))
        .sorted(Comparator.comparing(Pause::until).thenComparing(Pause::source))
        .toList();
  }

  /**
   * Lets a request of the token pass.
   *
   * @throws TrackerUnavailable with the time that is left, while the token rests
   */
  synchronized void admit(TokenUser user) {
    Entry entry = entries.get(user.identity());
    Pause pause = entry == null ? null : entry.pause();
    if (pause != null && pause.until().isAfter(clock.instant())) {
      throw unavailable(pause);
    }
  }

  /** Notes that a request of the token was served: the next unnamed rest is short again. */
  synchronized void served(TokenUser user) {
    Entry entry = entries.get(user.identity());
    if (entry != null && (entry.pause() == null || !entry.pause().until().isAfter(now()))) {
      entries.remove(user.identity());
    }
  }

  /** Makes the token rest for everybody, and says until when. */
  synchronized TrackerUnavailable pause(TokenUser user, LimitRule.Limit limit) {
    Entry entry = entries.getOrDefault(user.identity(), new Entry(null, 0));
    Pause known = entry.pause();
    boolean resting = known != null && known.until().isAfter(now());
    Duration named = limit.rest();
    // Requests that were under way together are refused together: they count as one refusal.
    int unnamed = named != null ? 0 : resting ? entry.unnamed() : entry.unnamed() + 1;
    Duration wait = named != null ? named : grown(unnamed);
    Pause asked =
        new Pause(user.source(), "GitHub's " + limit.name() + " is reached", now().plus(wait));
    Pause longest =
        resting && known != null && known.until().isAfter(asked.until()) ? known : asked;
    entries.put(user.identity(), new Entry(longest, unnamed));
    return unavailable(longest);
  }

  private static Duration grown(int refusals) {
    return FIRST.multipliedBy(1L << Math.clamp(refusals - 1L, 0, MOST_DOUBLINGS));
  }

  private Instant now() {
    return clock.instant();
  }

  private TrackerUnavailable unavailable(Pause pause) {
    return new TrackerUnavailable(
        pause.reason()
            + " for "
            + pause.source()
            + "; it goes on by itself at "
            + pause.until().truncatedTo(ChronoUnit.SECONDS),
        Duration.between(clock.instant(), pause.until()));
  }
}
