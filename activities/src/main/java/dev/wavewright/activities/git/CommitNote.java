package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.SessionId;
import java.util.List;

/**
 * What a commit made by Wavewright says: a title, and trailers that record whose work it is.
 *
 * @param title text from outside; becomes one line without control or direction characters
 * @param attempt counts agent starts after failures from 1
 * @param dependsOn issues of other repositories that its check was given
 */
public record CommitNote(
    String title, IssueKey key, SessionId session, int attempt, List<IssueKey> dependsOn) {
  static final String ISSUE = "Wavewright-Issue";
  static final String SESSION = "Wavewright-Session";
  static final String ATTEMPT = "Wavewright-Attempt";
  static final String DEPENDS = "Wavewright-Depends";

  private static final int TITLE_LENGTH = 160;

  public CommitNote {
    title = singleLine(title, TITLE_LENGTH);
    dependsOn = List.copyOf(dependsOn);
  }

  /** Returns the message; the trailers are its last paragraph whatever the title says. */
  String message() {
    StringBuilder message =
        new StringBuilder(
            "%s\n\n%s: %s\n%s: %s\n%s: %d\n"
                .formatted(
                    title.isEmpty() ? key.value() : title,
                    ISSUE,
                    key.value(),
                    SESSION,
                    session.value(),
                    ATTEMPT,
                    attempt));
    for (IssueKey depended : dependsOn) {
      message.append(DEPENDS).append(": ").append(depended).append('\n');
    }
    return message.toString();
  }

  /** Makes one bounded line of any text: no control, format, surrogate or separator characters. */
  static String singleLine(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(4L * longest)
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    line.append(' ');
                case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> {}
                case Character.FORMAT -> {
                  // The joiner holds emoji together; every other format character can reorder text.
                  if (point == 0x200D) {
                    line.appendCodePoint(point);
                  }
                }
                default -> line.appendCodePoint(point);
              }
            });
    String single = line.toString().replaceAll(" +", " ").strip();
    return single.codePointCount(0, single.length()) <= longest
        ? single
        : single.substring(0, single.offsetByCodePoints(0, longest)).strip();
  }
}
