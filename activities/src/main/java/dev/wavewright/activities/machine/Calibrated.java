package dev.wavewright.activities.machine;

import dev.wavewright.workflows.model.ByteSize;

/**
 * What {@code wavewright calibrate} found on this machine, as {@code host.yml} keeps it.
 *
 * @param agent the name of the agent that was tried
 * @param sessions how many of it may run side by side; at least 1
 * @param memory what one of them uses at most
 */
public record Calibrated(String agent, int sessions, ByteSize memory) {
  public Calibrated {
    if (sessions < 1) {
      throw new IllegalArgumentException("calibrated sessions are at least 1, not " + sessions);
    }
  }
}
