package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.IssueKey;

/** Keys as people type them. */
final class IssueKeys {
  private IssueKeys() {}

  /**
   * Reads {@code owner/repo#7} or {@code task/<id>}.
   *
   * @throws CliProblem if it is neither
   */
  static IssueKey parse(String text) {
    try {
      return new IssueKey(text.strip());
    } catch (IllegalArgumentException e) {
      throw new CliProblem(
          ExitCode.USAGE,
          "'" + Printable.line(text) + "' is no issue key",
          "a key is owner/repo#7 or task/<id>; quote it for the shell",
          "wavewright wave status",
          e);
    }
  }
}
