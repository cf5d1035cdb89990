package dev.wavewright.starter.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * Returns the known name with the fewest edits to {@code written}, if that is at most a third of
   * its length and 1; the alphabetically first of equals.
   */
  public static Optional<String> of(String written, Collection<String> known) {
    return known.stream()
        .filter(name -> edits(written, name) <= Math.max(1, (written.length() + 1) / 3))
        .min(
            Comparator.<String>comparingInt(name -> edits(written, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Asks whether the nearest name was meant; empty if none is near. */
  public static Optional<String> question(String written, Collection<String> known) {
    return of(written, known).map(name -> "did you mean '" + name + "'?");
  }

  /** Counts insertions, deletions, replacements and swaps of neighbours. */
  static int edits(String from, String to) {
    int[][] distance = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        distance[i][j] =
            Math.min(
                distance[i - 1][j - 1] + replace,
                Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          distance[i][j] = Math.min(distance[i][j], distance[i - 2][j - 2] + 1);
        }
      }
    }
    return distance[from.length()][to.length()];
  }
}
