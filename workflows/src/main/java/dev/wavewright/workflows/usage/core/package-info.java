/**
 * The decisions of the usage monitor, without Temporal: {@link
 * dev.wavewright.workflows.usage.core.UsageDecider#decide} takes one snapshot (what is known, time,
 * what has come in) and returns what is known next, the limit of the account's pool in it, and what
 * happened in words.
 *
 * <pre>
 *   reading ──► lowers at once          to what the most restrictive meter allows
 *          └──► good ──► good ──► good  and long enough at this limit: up by one step
 *   reset + 30 s ──► up to what the other meters allow
 *   nothing may start, no reset known ──► after 5, 10, 20, then every 30 minutes one at a time
 *   stale, repeated, out of order, unknown ──► nothing moves, and that is said
 * </pre>
 *
 * <p>What a person sets is no matter of the monitor: at the gate it beats the limit, which stays as
 * it is and is in force again when the person's cap ends.
 */
@NullMarked
package dev.wavewright.workflows.usage.core;

import org.jspecify.annotations.NullMarked;
