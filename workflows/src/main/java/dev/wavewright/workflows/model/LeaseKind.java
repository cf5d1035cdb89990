package dev.wavewright.workflows.model;

/**
 * The two kinds of lease; an issue may hold one of each, and never waits for the first while
 * holding the second.
 */
public enum LeaseKind {
  /** Held from {@code preparing} until the issue landed, was parked, or ended. */
  IN_FLIGHT,
  /** Held only while an agent process runs. */
  SESSION
}
