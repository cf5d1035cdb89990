package dev.wavewright.workflows.capacity.core;

/** How an accepted request ended; each ends in exactly one way. */
public enum Ending {
  RELEASED,
  CANCELLED,
  EXPIRED,
  REJECTED,
  HOLDER_LOST
}
