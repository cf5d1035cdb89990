package dev.wavewright.activities.tracker;

import dev.wavewright.workflows.issue.IssueText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which texts of a tracker are taken. What could deceive a reader is refused, not repaired: control
 * and direction-changing characters in a title or a word, control characters (NUL included) in a
 * text. A text may contain direction marks, as right-to-left prose does.
 */
public final class TrackerText {
  private static final int MAX_TITLE = 256;
  private static final String REMOVE = "remove that character";

  private TrackerText() {}

  /**
   * What is wrong with a text.
   *
   * @param line of the text, from 0
   * @param what continues "its title" or "its text"
   */
  public record Fault(int line, String what, String fix) {}

  /** Returns what is wrong with a title. */
  public static Optional<Fault> inTitle(String title) {
    if (title.codePointCount(0, title.length()) > MAX_TITLE) {
      return Optional.of(new Fault(0, "is longer than " + MAX_TITLE + " characters", "shorten it"));
    }
    return inWord(title);
  }

  /** Returns what is wrong with a label, a milestone or another short text. */
  public static Optional<Fault> inWord(String word) {
    return word.codePoints()
        .filter(TrackerText::deceives)
        .boxed()
        .findFirst()
        .map(bad -> new Fault(0, "contains " + name(bad), REMOVE));
  }

  /** Returns what is wrong with the text of an issue. */
  public static Optional<Fault> inBody(String body) {
    if (body.getBytes(StandardCharsets.UTF_8).length > IssueText.MAX_BODY_BYTES) {
      return Optional.of(
          new Fault(
              0,
              "is longer than " + IssueText.MAX_BODY_BYTES + " bytes",
              "shorten it, or put the rest into a file of the repository"));
    }
    int line = 0;
    for (int at = 0; at < body.length(); at++) {
      char c = body.charAt(at);
      if (c == '\n') {
        line++;
      } else if (Character.isISOControl(c) && c != '\t' && c != '\r') {
        return Optional.of(new Fault(line, "contains " + name(c), REMOVE));
      }
    }
    return Optional.empty();
  }

  /** Control characters, and those that change the direction or order of what is read. */
  private static boolean deceives(int character) {
    return Character.isISOControl(character)
        || character == 0x2028
        || character == 0x2029
        || character == 0x061C
        || character == 0x200E
        || character == 0x200F
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  private static String name(int character) {
    return String.format("U+%04X (%s)", character, Character.getName(character));
  }

  /** Returns text of others for a message: at most {@code most} characters, none that deceives. */
  public static String visible(String text, int most) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(most)
        .forEach(c -> shown.append(deceives(c) ? "?" : Character.toString(c)));
    return shown.toString();
  }
}
