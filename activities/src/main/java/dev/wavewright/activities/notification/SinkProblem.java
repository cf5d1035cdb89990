package dev.wavewright.activities.notification;

/** Why nothing can be sent to a sink as things are; the message names what to do. */
final class SinkProblem extends Exception {
  private static final long serialVersionUID = 1L;

  SinkProblem(String message) {
    super(message);
  }
}
