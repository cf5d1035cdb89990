package dev.wavewright.workflows.budget.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Nothing new is to start.
 *
 * @param wave of this wave, or null for the whole project
 * @param until when it ends by itself, or null for not
 */
public record Hold(@Nullable String wave, String reason, @Nullable Instant until) {}
