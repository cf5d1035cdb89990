package dev.wavewright.activities.git;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of git; {@link #FLOOR} is the oldest one that merges without a checkout. */
public record GitVersion(int major, int minor) implements Comparable<GitVersion> {
  public static final GitVersion FLOOR = new GitVersion(2, 38);

  private static final Pattern OUTPUT =
      Pattern.compile("git version ([0-9]{1,4})\\.([0-9]{1,4}).*");
  private static final Comparator<GitVersion> ORDER =
      Comparator.comparingInt(GitVersion::major).thenComparingInt(GitVersion::minor);

  /** Reads the first line of {@code git --version}; empty if it is none. */
  public static Optional<GitVersion> parse(String output) {
    Matcher matcher = OUTPUT.matcher(output.lines().findFirst().orElse(""));
    return matcher.matches()
        ? Optional.of(
            new GitVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  public boolean isEnough() {
    return compareTo(FLOOR) >= 0;
  }

  @Override
  public int compareTo(GitVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
