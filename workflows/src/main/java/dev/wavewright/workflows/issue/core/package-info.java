/**
 * How one issue is led from its leases to its landing: pure decisions, without Temporal, clock or
 * disk.
 *
 * <p>{@link dev.wavewright.workflows.issue.core.IssueMachine} is the state machine; {@link
 * dev.wavewright.workflows.issue.core.RecoveryRule}, {@link
 * dev.wavewright.workflows.issue.core.Prompt} and {@link
 * dev.wavewright.workflows.issue.core.ReviewVerdict} serve the host that runs the agent.
 */
@NullMarked
package dev.wavewright.workflows.issue.core;

import org.jspecify.annotations.NullMarked;
