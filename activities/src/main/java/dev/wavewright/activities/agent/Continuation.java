package dev.wavewright.activities.agent;

/** What an agent is told when its run was cut off and its session is continued. */
final class Continuation {
  private Continuation() {}

  static String of(String prompt) {
    return "Your previous run was interrupted before it was finished. Look at what is already done"
        + " in this folder and finish the task. The task was:\n\n"
        + prompt;
  }
}
