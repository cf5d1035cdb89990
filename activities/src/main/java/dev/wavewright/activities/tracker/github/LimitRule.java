package dev.wavewright.activities.tracker.github;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a request limit from other refusals, in every form GitHub gives it. */
final class LimitRule {
  /** Nobody waits longer than this on a single word of GitHub. */
  private static final Duration LONGEST = Duration.ofHours(2);

  private LimitRule() {}

  /**
   * A limit that was reached.
   *
   * @param rest how long, as GitHub says; null where it does not say
   */
  record Limit(String name, @Nullable Duration rest) {}

  /** Returns the limit that an answer speaks of; empty if it speaks of none. */
  static Optional<Limit> find(GitHubAnswer answer, Instant now) {
    if (answer.status() != 403 && answer.status() != 429) {
      return Optional.empty();
    }
    Duration named = retryAfter(answer, now);
    if (named != null) {
      return Optional.of(new Limit("secondary limit", named));
    }
    if (answer.header("x-ratelimit-remaining").filter("0"::equals).isPresent()) {
      Duration untilReset = untilReset(answer, now);
      return Optional.of(new Limit("hourly limit", untilReset));
    }
    String text = answer.text().toLowerCase(Locale.ROOT);
    boolean spoken =
        text.contains("secondary rate")
            || text.contains("abuse detection")
            || text.contains("rate limit exceeded")
            || answer.header("gh-limited-by").isPresent();
    return spoken || answer.status() == 429
        ? Optional.of(new Limit("secondary limit", null))
        : Optional.empty();
  }

  private static @Nullable Duration retryAfter(GitHubAnswer answer, Instant now) {
    String written = answer.header("retry-after").orElse("").strip();
    if (written.matches("[0-9]{1,9}")) {
      return bounded(Duration.ofSeconds(Long.parseLong(written)));
    }
    Instant at = date(written);
    return at == null ? null : bounded(Duration.between(serverNow(answer, now), at));
  }

  /** By GitHub's own clock: the one of this machine may be wrong. */
  private static @Nullable Duration untilReset(GitHubAnswer answer, Instant now) {
    String written = answer.header("x-ratelimit-reset").orElse("").strip();
    if (!written.matches("[0-9]{1,12}")) {
      return null;
    }
    Instant reset = Instant.ofEpochSecond(Long.parseLong(written));
    return bounded(Duration.between(serverNow(answer, now), reset));
  }

  private static Instant serverNow(GitHubAnswer answer, Instant now) {
    Instant told = date(answer.header("date").orElse(""));
    return told == null ? now : told;
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static @Nullable Instant date(String written) {
    try {
      return written.isEmpty()
          ? null
          : ZonedDateTime.parse(written, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
