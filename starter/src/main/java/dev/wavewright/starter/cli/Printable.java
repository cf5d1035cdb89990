package dev.wavewright.starter.cli;

/**
 * Makes text of others safe on a terminal: titles, logs and paths may hold escape sequences and
 * marks that turn the direction of what follows.
 */
final class Printable {
  private Printable() {}

  /** Returns {@code text} on one line. */
  static String line(String text) {
    return lines(text.replace('\n', ' ').replace('\t', ' '));
  }

  /** Returns {@code text}, keeping its line ends and tabs. */
  static String lines(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .filter(point -> point != '\r')
        .forEach(point -> safe.appendCodePoint(isSafe(point) ? point : '\uFFFD'));
    return safe.toString();
  }

  /** Returns {@code text} on one line of at most {@code width} characters. */
  static String shortened(String text, int width) {
    String line = line(text);
    if (line.codePointCount(0, line.length()) <= width) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static boolean isSafe(int point) {
    if (point == '\n' || point == '\t') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          point == 0x200D;
      default -> true;
    };
  }
}
