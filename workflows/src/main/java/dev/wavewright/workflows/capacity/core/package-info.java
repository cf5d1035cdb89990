/**
 * The decisions of the gate, without Temporal: {@link
 * dev.wavewright.workflows.capacity.core.CapacityDecider#decide} takes one snapshot (state, time,
 * what has come in) and returns the next state and what happened. Messages that must leave are part
 * of the state until their delivery has come in, so no crash and no continue-as-new can lose one.
 *
 * <pre>
 *   ask ──► waiting ──► granted ──► ended (released)
 *    │         ├─► ended (cancelled, expired, holder-lost)
 *    │         │         granted ──► ended (cancelled, holder-lost): the in-flight lease is free at
 *    │         │                     once, the session lease drains until its host or its holder
 *    └─► rejected                    says that no process is left
 * </pre>
 */
@NullMarked
package dev.wavewright.workflows.capacity.core;

import org.jspecify.annotations.NullMarked;
