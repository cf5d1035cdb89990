package dev.wavewright.workflows.tracker.core;

import org.jspecify.annotations.Nullable;

/**
 * An issue and the last marker tried for it.
 *
 * @param written null before the first
 */
public record Line(IssueFact fact, @Nullable Written written) {}
