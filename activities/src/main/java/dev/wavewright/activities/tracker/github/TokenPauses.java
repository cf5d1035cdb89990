package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.tracker.TrackerUnavailable;
import java.nio.file.Path;
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
 * Which tokens rest because GitHub asked for it, for reading and for writing. One refusal stops
 * everybody of the host who uses the token, until the second that GitHub names; nobody waits here.
 */
public final class TokenPauses {
  private static final Duration FIRST = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 4;

  private final Clock clock;
  private final Map<String, Rest> rests = new HashMap<>();
  private final @Nullable RestNotes notes;

  /**
   * @param folder in which the worker processes of this host tell each other, and in which a new
   *     one finds what rests; null if this is the only one
   */
  TokenPauses(Clock clock, @Nullable Path folder) {
    this.clock = clock;
    this.notes = folder == null ? null : new RestNotes(folder);
  }

  /**
   * One token that rests.
   *
   * @param source where the token comes from
   */
  public record Pause(String source, String reason, Instant until) {}

  /**
   * The last rest of a token.
   *
   * @param unnamed refusals in a row without a time
   */
  record Rest(Pause pause, int unnamed) {}

  /** Returns who rests in this process now, the longest last. */
  public synchronized List<Pause> current() {
    Instant now = now();
    return rests.values().stream()
        .map(Rest::pause)
        .filter(pause -> pause.until().isAfter(now))
        .sorted(Comparator.comparing(Pause::until).thenComparing(Pause::source))
        .toList();
  }

  /**
   * Lets a request of the token pass.
   *
   * @throws TrackerUnavailable with the time that is left, while the token rests
   */
  synchronized void admit(TokenUser user) {
    Rest rest = known(user);
    if (rest != null && isResting(rest)) {
      throw unavailable(rest.pause());
    }
  }

  /** Notes that a request of the token was served: the next unnamed rest is short again. */
  synchronized void served(TokenUser user) {
    Rest rest = rests.get(user.identity());
    if (rest != null && !isResting(rest)) {
      rests.remove(user.identity());
      if (notes != null) {
        notes.forget(user.name(), now());
      }
    }
  }

  /** Makes the token rest for everybody, and says until when. */
  synchronized TrackerUnavailable pause(TokenUser user, LimitRule.Limit limit) {
    Rest known = known(user);
    boolean resting = known != null && isResting(known);
    Duration named = limit.rest();
    // Requests that were under way together are refused together: they count as one refusal.
    int before = known == null ? 0 : known.unnamed();
    int unnamed = named != null ? 0 : resting ? before : before + 1;
    Duration wait = named != null ? named : grown(unnamed);
    Pause asked =
        new Pause(user.source(), "GitHub's " + limit.name() + " is reached", now().plus(wait));
    Pause longest =
        resting && known != null && known.pause().until().isAfter(asked.until())
            ? known.pause()
            : asked;
    Rest rest = new Rest(longest, unnamed);
    rests.put(user.identity(), rest);
    if (notes != null) {
      notes.tell(user.name(), rest);
    }
    return unavailable(longest);
  }

  /** Takes in what another process of the host was told. */
  private @Nullable Rest known(TokenUser user) {
    Rest own = rests.get(user.identity());
    Rest told = notes == null ? null : notes.find(user.name());
    if (told == null || (own != null && !told.pause().until().isAfter(own.pause().until()))) {
      return own;
    }
    rests.put(user.identity(), told);
    return told;
  }

  private boolean isResting(Rest rest) {
    return rest.pause().until().isAfter(now());
  }

  private static Duration grown(int refusals) {
    return FIRST.multipliedBy(1L << Math.clamp(refusals - 1L, 0, MOST_DOUBLINGS));
  }

  private Instant now() {
    return clock.instant();
  }

  private TrackerUnavailable unavailable(Pause pause) {
    return new TrackerUnavailable(
        pause.reason() + " for " + pause.source(),
        "; it goes on by itself at " + pause.until().truncatedTo(ChronoUnit.SECONDS),
        Duration.between(now(), pause.until()));
  }
}
