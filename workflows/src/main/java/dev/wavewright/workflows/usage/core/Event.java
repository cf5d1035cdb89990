package dev.wavewright.workflows.usage.core;

/** What comes in at the monitor. */
public sealed interface Event {
  /** A reading. */
  record Read(Reading reading) implements Event {}

  /** The steps of the newest configuration. */
  record Configured(Steps steps) implements Event {}
}
