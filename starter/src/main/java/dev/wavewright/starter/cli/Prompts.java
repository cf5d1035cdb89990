package dev.wavewright.starter.cli;

import java.io.IOException;

/** Questions to the person at the terminal. */
final class Prompts {
  private Prompts() {}

  /** Asks; without a terminal nothing is asked and the answer is yes. */
  static boolean confirm(CliContext context, String question) {
    if (!context.inputIsTerminal()) {
      return true;
    }
    context.error().print(question + " [y/N] ");
    context.error().flush();
    StringBuilder answer = new StringBuilder();
    try {
      for (int next = context.input().read();
          next >= 0 && next != '\n';
          next = context.input().read()) {
        answer.append((char) next);
      }
    } catch (IOException e) {
      return false;
    }
    return answer.toString().strip().matches("(?i)y|yes");
  }

  /** Returns the name under which actions are recorded. */
  static String whoAsks(CliContext context) {
    String user = context.environment().getOrDefault("USER", "");
    return user.isBlank() ? "command line" : user;
  }
}
