package dev.wavewright.workflows.tracker.core;

import java.util.regex.Pattern;

/**
 * Text of others as inline code: no mention, reference, closing keyword, markup or link in it means
 * anything to a tracker.
 *
 * <p>Code alone keeps GitHub from reading it. What begins a mention or a reference is broken up
 * besides by a character that nobody sees, so that no other reader of the text takes it for one.
 */
public final class Quoted {
  /** Stands within what must not be read together. */
  static final char BREAK = '\u200b';

  private static final String CUT = "…";

  /** What lies where on a machine is nothing for a page that others read. */
  private static final Pattern LOCAL_PATH = Pattern.compile("(^|[\\s'\"=(])(?:/[\\w.@+~-]+){2,}/?");

  private Quoted() {}

  /**
   * Returns a text of others in one line as code, without the paths of a machine; a blank text as
   * an empty one.
   *
   * @param longest in code points; more is cut off
   */
  public static String code(String text, int longest) {
    return fenced(line(LOCAL_PATH.matcher(text).replaceAll("$1…"), longest, true));
  }

  /**
   * Returns a text of ours in one line as code, with nothing in it that is not seen: it may be a
   * command to copy.
   */
  static String exactly(String text, int longest) {
    return fenced(line(text, longest, false));
  }

  private static String fenced(String line) {
    if (line.isEmpty()) {
      return "";
    }
    String fence = "`".repeat(longestRun(line) + 1);
    // A space on both sides keeps a backtick at an end apart from the fence; Markdown drops it.
    boolean apart = line.startsWith("`") || line.endsWith("`");
    return apart ? fence + " " + line + " " + fence : fence + line + fence;
  }

  private static String line(String text, int longest, boolean broken) {
    StringBuilder line = new StringBuilder();
    int kept = 0;
    boolean blank = true;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (Character.getType(point) == Character.FORMAT
          || Character.getType(point) == Character.SURROGATE
          || Character.getType(point) == Character.PRIVATE_USE) {
        continue;
      }
      if (Character.isWhitespace(point)
          || Character.isSpaceChar(point)
          || Character.isISOControl(point)) {
        blank = !line.isEmpty();
        continue;
      }
      if (kept == longest) {
        return line + CUT;
      }
      if (blank && !line.isEmpty()) {
        line.append(' ');
      }
      blank = false;
      line.appendCodePoint(point);
      kept++;
      if (broken && (point == '@' || point == '#' || text.startsWith("://", at - 1))) {
        line.append(BREAK);
      }
    }
    return line.toString();
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int at = 0; at < text.length(); at++) {
      run = text.charAt(at) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
