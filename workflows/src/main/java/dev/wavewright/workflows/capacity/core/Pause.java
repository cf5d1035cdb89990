package dev.wavewright.workflows.capacity.core;

import java.time.Instant;

/** Why nothing is admitted, and since when. */
public record Pause(String by, String reason, Instant since) {}
