package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Reading;
import dev.wavewright.workflows.usage.core.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The monitor as one would write it without care for speed: it keeps every reading it ever took and
 * reads them all again for each question. Numbers are its own.
 */
final class NaiveUsage {
  private static final int NONE = Integer.MAX_VALUE;

  /** A reading that was taken in, and what became of it. */
  private static final class Entry {
    final Reading reading;
    boolean ended;
    boolean probed;

    Entry(Reading reading) {
      this.reading = reading;
    }
  }

  final Set<String> met = new TreeSet<>();
  private final List<Entry> taken = new ArrayList<>();
  private List<UsageStep> steps = Steps.DEFAULT.steps();
  private int limit = NONE;
  private Instant since = Instant.EPOCH;
  private @Nullable String governor;
  private int goodOnes;
  private int tries;
  private @Nullable Instant tryAt;

  int limit() {
    return limit;
  }

  private static String name(Reading reading) {
    return reading.meter() + "/" + (reading.window() == null ? "PT0S" : reading.window());
  }

  private List<Entry> newest() {
    Set<String> names = new LinkedHashSet<>();
    List<Entry> newest = new ArrayList<>();
    for (Entry entry : taken.reversed()) {
      if (names.add(name(entry.reading))) {
        newest.add(entry);
      }
    }
    return newest;
  }

  private int allowedBy(double percent) {
    int allowed = NONE;
    for (UsageStep step : steps) {
      allowed = percent < step.from() ? allowed : Math.min(allowed, step.cap());
    }
    return allowed;
  }

  private int allowedBy(Entry entry) {
    if (entry.ended) {
      return NONE;
    }
    int allowed = allowedBy(Objects.requireNonNull(entry.reading.percent()));
    return entry.probed && allowed == 0 ? 1 : allowed;
  }

  private int allowed() {
    int allowed = NONE;
    for (Entry entry : newest()) {
      allowed = Math.min(allowed, allowedBy(entry));
    }
    return allowed;
  }

  private @Nullable String strictest() {
    Entry strictest = null;
    for (Entry entry : newest()) {
      if (!entry.ended && (strictest == null || stricter(entry, strictest))) {
        strictest = entry;
      }
    }
    return strictest == null ? null : name(strictest.reading);
  }

  private boolean stricter(Entry one, Entry other) {
    if (allowedBy(one) != allowedBy(other)) {
      return allowedBy(one) < allowedBy(other);
    }
    double first = Objects.requireNonNull(one.reading.percent());
    double second = Objects.requireNonNull(other.reading.percent());
    return first != second ? first > second : name(one.reading).compareTo(name(other.reading)) < 0;
  }

  private void move(int to, Instant now) {
    limit = to;
    since = now;
    goodOnes = 0;
  }

  void step(Instant now, List<Event> events) {
    windowsEnd(now);
    if (tryAt != null && !now.isBefore(tryAt)) {
      tries++;
      met.add("probe " + Math.min(tries, 5));
      newest().stream()
          .filter(entry -> allowedBy(entry) == 0)
          .forEach(entry -> entry.probed = true);
      move(Math.min(allowed(), 1), now);
      tryAt = null;
    }
    mayRise(now);
    for (Event event : events) {
      if (event instanceof Event.Configured configured) {
        configure(configured.steps().steps(), now);
      } else if (event instanceof Event.Read read) {
        take(read.reading(), now);
      }
    }
    boolean resetComes =
        newest().stream()
            .anyMatch(entry -> allowedBy(entry) == 0 && entry.reading.resetsAt() != null);
    if (limit > 0 || resetComes) {
      tryAt = null;
    } else if (tryAt == null) {
      int minutes = tries == 0 ? 5 : tries == 1 ? 10 : tries == 2 ? 20 : 30;
      tryAt = now.plusSeconds(60L * minutes);
    }
  }

  private void windowsEnd(Instant now) {
    boolean letsGo = false;
    for (Entry entry : newest()) {
      Instant reset = entry.reading.resetsAt();
      if (!entry.ended && reset != null && !reset.plusSeconds(30).isAfter(now)) {
        letsGo |= allowedBy(entry) <= limit || name(entry.reading).equals(governor);
        entry.ended = true;
        met.add("window ended");
      }
    }
    if (letsGo && allowed() > limit) {
      met.add(allowed() == NONE ? "resumed without limit" : "resumed to what others allow");
      move(allowed(), now);
      tries = 0;
    }
  }

  private void configure(List<UsageStep> configured, Instant now) {
    if (configured.equals(steps)) {
      return;
    }
    steps = configured;
    if (allowed() != limit) {
      met.add(allowed() < limit ? "configuration lowers" : "configuration raises");
      governor = strictest();
      move(allowed(), now);
    }
  }

  private void take(Reading reading, Instant now) {
    String why = whyNot(reading, now);
    if (!why.isEmpty()) {
      met.add(why);
      return;
    }
    taken.add(new Entry(reading));
    int allowed = allowed();
    if (allowed < limit) {
      met.add("lowers to " + (allowed > 3 ? "more than 3" : allowed));
      move(allowed, now);
      governor = strictest();
    } else if (allowed == limit) {
      met.add("keeps");
      goodOnes = 0;
    } else {
      goodOnes++;
      met.add("good");
      mayRise(now);
    }
    if (allowed() > 0 && newest().stream().noneMatch(entry -> entry.probed && !entry.ended)) {
      tries = 0;
    }
  }

  private String whyNot(Reading reading, Instant now) {
    if (reading.percent() == null) {
      return "unknown";
    }
    long age = Duration.between(reading.at(), now).toMillis();
    if (age > 15 * 60_000 || age < -60_000) {
      return age > 0 ? "stale" : "from the future";
    }
    if (reading.resetsAt() != null && !now.isBefore(reading.resetsAt())) {
      return "reset is past";
    }
    Entry known = null;
    for (Entry entry : newest()) {
      known = name(entry.reading).equals(name(reading)) ? entry : known;
    }
    if (known == null) {
      return newest().size() >= 20 ? "too many" : "";
    }
    int order = reading.at().compareTo(known.reading.at());
    if (order <= 0) {
      return order == 0 ? "repeated" : "out of order";
    }
    Instant reset = known.reading.resetsAt();
    return known.ended && reset != null && !reading.at().isAfter(reset) ? "of the old window" : "";
  }

  private void mayRise(Instant now) {
    if (goodOnes < 3 || allowed() <= limit) {
      return;
    }
    if (now.isBefore(since.plusSeconds(600))) {
      met.add("waits for the dwell");
      return;
    }
    int next = NONE;
    for (UsageStep step : steps) {
      next = step.cap() > limit ? Math.min(next, step.cap()) : next;
    }
    met.add("rises from " + (limit > 3 ? "more than 3" : limit));
    move(Math.min(next, allowed()), now);
  }

  int good() {
    return goodOnes;
  }

  int tries() {
    return tries;
  }

  @Nullable Instant tryAt() {
    return tryAt;
  }

  /** The next moment at which time alone changes something, or null. */
  @Nullable Instant next() {
    List<Instant> moments = new ArrayList<>();
    if (tryAt != null) {
      moments.add(tryAt);
    }
    if (goodOnes >= 3 && allowed() > limit) {
      moments.add(since.plusSeconds(600));
    }
    for (Entry entry : newest()) {
      Instant reset = entry.reading.resetsAt();
      if (!entry.ended && reset != null) {
        moments.add(reset.plusSeconds(30));
      }
    }
    return moments.isEmpty() ? null : Collections.min(moments);
  }
}
