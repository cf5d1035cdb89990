package dev.wavewright.starter.cli;

import dev.wavewright.starter.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of the terminal, as {@code stty} tells; a person may change it at any time.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
record TerminalSize(int rows, int columns) {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})");
  private static final char ESCAPE = '\u001b';

  TerminalSize {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("no size: " + rows + " x " + columns);
    }
  }

  /** Returns the size; empty where there is no terminal, or where it does not know its size. */
  static Optional<TerminalSize> now() throws InterruptedException {
    return parsed(
        ChildProcess.run(Path.of("/"), Map.of(), MOST, List.of("stty", "-F", "/dev/tty", "size"))
            .firstLine());
  }

  static Optional<TerminalSize> parsed(String told) {
    Matcher size = SIZE.matcher(told);
    return size.matches()
        ? Optional.of(
            new TerminalSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
        : Optional.empty();
  }

  /** Returns the part of a line that fits; colours cost no column and are ended. */
  String cut(String line) {
    StringBuilder cut = new StringBuilder();
    int width = 0;
    boolean inEscape = false;
    for (int at = 0; at < line.length(); at++) {
      char each = line.charAt(at);
      if (each == ESCAPE) {
        inEscape = true;
      } else if (inEscape) {
        inEscape = each != 'm';
      } else if (!Character.isLowSurrogate(each) && ++width > columns) {
        return cut + (line.indexOf(ESCAPE) < 0 ? "" : ESCAPE + "[0m");
      }
      cut.append(each);
    }
    return line;
  }
}
