package dev.wavewright.workflows.capacity;

import java.util.List;
import java.util.Objects;

/**
 * Ends all waiting tickets of several holders at once, so that no place one of them gives up goes
 * to another of them. What they hold already stays theirs.
 *
 * @param holders workflow ids; one that does not wait changes nothing
 * @param reason shown to people and sent to the requesters
 */
public record WaitingCancel(List<String> holders, String reason) {
  public WaitingCancel {
    holders = List.copyOf(holders);
    Objects.requireNonNull(reason, "reason");
  }
}
