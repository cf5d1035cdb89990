package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.IssueKey;
import java.util.regex.Pattern;

/** Keys as people type them. */
final class IssueKeys {
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");

  private IssueKeys() {}

  /**
   * Reads {@code owner/repo#7} or {@code task/<id>}. Characters that nobody sees may stand in it:
   * one that was copied from GitHub has them, so that GitHub makes no link of it.
   *
   * @throws CliProblem if it is neither
   */
  static IssueKey parse(String text) {
    try {
      return new IssueKey(seen(text));
    } catch (IllegalArgumentException e) {
      throw new CliProblem(
          ExitCode.USAGE,
          "'" + Printable.line(text) + "' is no issue key",
          "a key is owner/repo#7 or task/<id>; quote it for the shell",
          "wavewright wave status",
          e);
    }
  }

  /** Returns what a person sees of a text: nothing of Unicode's category Cf. */
  static String seen(String text) {
    return UNSEEN.matcher(text).replaceAll("").strip();
  }
}
