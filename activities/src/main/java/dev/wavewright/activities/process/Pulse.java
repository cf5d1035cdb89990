package dev.wavewright.activities.process;

/**
 * Told again and again while something is waited for. It may throw to end the waiting: what runs
 * then runs on.
 */
@FunctionalInterface
public interface Pulse {
  void beat();
}
