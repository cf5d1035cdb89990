package dev.wavewright.starter.stack;

/** There is no Temporal to start on this machine; nothing of the stack was started. */
public final class NoTemporalException extends StackException {
  NoTemporalException(String message, String fix) {
    super(UNREACHABLE, message, fix);
  }
}
