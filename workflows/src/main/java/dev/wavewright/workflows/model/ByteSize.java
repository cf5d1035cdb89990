package dev.wavewright.workflows.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory as people write it: {@code 512MiB}, {@code 2GiB}, {@code 1.5GiB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) {
  /** What a setting of this kind may be, in words. */
  public static final String WANTED = "an amount of memory such as 512MiB or 2GiB";

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(MiB|GiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("an amount of memory is at least 0, not " + bytes);
    }
  }

  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(mebibytes * MIB);
  }

  /** Reads an amount; empty if {@code text} is none. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit = matcher.group(2).equals("GiB") ? GIB : MIB;
    return Optional.of(new ByteSize(Math.round(Double.parseDouble(matcher.group(1)) * unit)));
  }

  /**
   * Returns the amount for people, to a hundredth of a GiB or to a MiB; {@link #parse} reads it.
   */
  @Override
  public String toString() {
    return bytes >= GIB
        ? String.format(Locale.ROOT, "%.2f", bytes / (double) GIB).replaceFirst("\\.?0+$", "")
            + "GiB"
        : bytes / MIB + "MiB";
  }
}
