/**
 * The decisions of a wave's tracker: what each issue's marker says, which of them are due, and when
 * a hand-off is made. Texts come from fixed templates; what people or agents wrote is quoted in
 * them as code, so that a tracker reads nothing in it. Nothing here waits, reads a clock or touches
 * the world.
 */
@NullMarked
package dev.wavewright.workflows.tracker.core;

import org.jspecify.annotations.NullMarked;
