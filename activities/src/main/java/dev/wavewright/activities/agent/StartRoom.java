package dev.wavewright.activities.agent;

import dev.wavewright.workflows.model.AgentSettings;

/** Whether the machine has room for one more agent, asked just before its start. */
@FunctionalInterface
public interface StartRoom {
  /**
   * Tells whether there is room.
   *
   * @param starting how many agents of the host start now, this one included: none of them may have
   *     taken its memory yet
   */
  boolean fits(AgentSettings agent, int starting);
}
