package dev.wavewright.activities.agent;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's output tells of its account's use.
 *
 * @param meter what counts, as the agent names it
 * @param percent used, or null if the agent does not say
 * @param window length of what the meter counts over, or null
 * @param resetsAt when the meter begins anew, or null if the agent does not say
 */
public record UsageSign(
    String meter,
    @Nullable Double percent,
    @Nullable Duration window,
    @Nullable Instant resetsAt) {}
