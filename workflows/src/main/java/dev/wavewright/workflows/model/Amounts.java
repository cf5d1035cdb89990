package dev.wavewright.workflows.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Money and tokens for people. */
public final class Amounts {
  private static final Pattern DOLLARS = Pattern.compile("([0-9]{1,9})(?:[.]([0-9]{1,6}))?");
  private static final Pattern TOKENS = Pattern.compile("([0-9]{1,12})([kM]?)");
  private static final long MICROS = 1_000_000;
  private static final long CENT = 10_000;
  private static final long THOUSAND = 1_000;

  private Amounts() {}

  /** Returns an amount such as {@code $101.30}; what is below a cent keeps its digits. */
  public static String dollars(long microDollars) {
    long whole = microDollars / MICROS;
    long rest = microDollars % MICROS;
    if (whole == 0 && rest > 0 && rest < CENT) {
      return "$0." + String.format(Locale.ROOT, "%06d", rest).replaceAll("0+$", "");
    }
    long cents = (rest + CENT / 2) / CENT;
    long carried = cents == MICROS / CENT ? whole + 1 : whole;
    long shown = cents % (MICROS / CENT);
    return shown == 0 ? "$" + carried : String.format(Locale.ROOT, "$%d.%02d", carried, shown);
  }

  /** Returns a count such as {@code 950 tokens}, {@code 12k tokens} or {@code 1.2M tokens}. */
  public static String tokens(long tokens) {
    if (tokens < 10 * THOUSAND) {
      return tokens + (tokens == 1 ? " token" : " tokens");
    }
    if (tokens < MICROS) {
      return tokens / THOUSAND + "k tokens";
    }
    long tenths = tokens / (MICROS / 10);
    return (tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10)
        + "M tokens";
  }

  /** Reads dollars such as {@code 10} or {@code 0.25} as millionths of a dollar. */
  public static Optional<Long> parseDollars(String text) {
    var matcher = DOLLARS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fraction = matcher.group(2) == null ? "" : matcher.group(2);
    return Optional.of(
        Long.parseLong(matcher.group(1)) * MICROS
            + Long.parseLong((fraction + "000000").substring(0, 6)));
  }

  /** Reads a count such as {@code 900}, {@code 500k} or {@code 2M}. */
  public static Optional<Long> parseTokens(String text) {
    var matcher = TOKENS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long factor =
        switch (matcher.group(2)) {
          case "k" -> THOUSAND;
          case "M" -> MICROS;
          default -> 1;
        };
    return Optional.of(Long.parseLong(matcher.group(1)) * factor);
  }
}
