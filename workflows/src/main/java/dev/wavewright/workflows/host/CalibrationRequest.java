package dev.wavewright.workflows.host;

import dev.wavewright.workflows.model.AgentSettings;
import java.util.Objects;

/**
 * What a calibration is to try.
 *
 * @param agent of which 1, 2, … run side by side
 * @param max at most so many, at least 1
 * @param memoryReserve what stays free, as {@code host.yml} has it
 * @param scriptedModel whether the agent is to talk to the scripted model that the calibration
 *     starts
 */
public record CalibrationRequest(
    AgentSettings agent, int max, String memoryReserve, boolean scriptedModel) {
  public CalibrationRequest {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(memoryReserve, "memoryReserve");
    if (max < 1) {
      throw new IllegalArgumentException("a calibration runs at least one session, not " + max);
    }
  }
}
