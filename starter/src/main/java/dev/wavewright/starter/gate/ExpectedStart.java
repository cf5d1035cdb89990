package dev.wavewright.starter.gate;

import java.time.Instant;

/** When a request is expected to be granted. */
public record ExpectedStart(Instant earliest, Instant latest) {}
