package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;

/**
 * Work that was saved when its session could not keep it.
 *
 * @param ref the rescue ref in the hub
 */
public record RescuedWork(String ref, CommitId commit) {}
