package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.Phase;
import java.time.Instant;

/**
 * The last marker that was tried for an issue.
 *
 * @param digest of the marker; see {@link Marker#digest()}
 * @param phase that it showed
 * @param refused the tracker does not take it; it is tried again later
 */
public record Written(String digest, Phase phase, boolean refused, Instant at) {}
