package dev.wavewright.workflows.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 90s}, {@code 20m}, {@code 2h}, {@code 7d}, {@code 1h30m}.
 */
public final class Durations {
  /** The form as a regular expression. */
  public static final String PATTERN =
      "^(?=[0-9])([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private Durations() {}

  /** Reads a duration; empty if {@code text} is none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(part(matcher, 1))
            .plusHours(part(matcher, 2))
            .plusMinutes(part(matcher, 3))
            .plusSeconds(part(matcher, 4)));
  }

  /** Reads a duration as programs may write it too: also in the form of ISO-8601. */
  public static Optional<Duration> parseAny(String text) {
    return parse(text).or(() -> iso(text));
  }

  private static Optional<Duration> iso(String text) {
    try {
      return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a duration so that {@link #parse} reads it back: days from two on; less than a second is
   * dropped.
   */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    boolean withDays = duration.toDays() >= 2;
    append(text, withDays ? duration.toDaysPart() : 0, "d");
    append(text, withDays ? duration.toHoursPart() : duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static long part(Matcher matcher, int group) {
    String text = matcher.group(group);
    return text == null ? 0 : Long.parseLong(text.substring(0, text.length() - 1));
  }
}
