package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.OnExpiry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same over an issue's life.
 *
 * @param reviewed whether a second agent has to approve before the merge queue
 * @param hasDependents whether issues of its wave wait for this one to land that may want its place
 * @param autoResume whether it goes on by itself when the agent's account may be used again
 * @param longestWait in the queue, or null for none
 * @param onExpiry what follows it
 * @param budget what its runs may use together, or null for no bound
 */
public record IssueTerms(
    Limits limits,
    boolean reviewed,
    boolean hasDependents,
    boolean autoResume,
    @Nullable Duration longestWait,
    OnExpiry onExpiry,
    @Nullable Budget budget) {}
