/**
 * The decisions of a serial merge queue, free of Temporal.
 *
 * <p>{@link dev.wavewright.workflows.merge.core.MergeRules#decide} folds what has happened into the
 * line and says what to do next. A landing goes
 *
 * <pre>
 *   waiting → rebuild → gate → land → landed
 *               ↑  └───────────┘ ↑ │     a verdict of the identical tree skips the gate
 *               └────────────────┴─┘     the branch moved: rebuilt, 5 times, then to the back once
 * </pre>
 *
 * and every arrow that leaves it ends the request with an answer.
 */
@NullMarked
package dev.wavewright.workflows.merge.core;

import org.jspecify.annotations.NullMarked;
