/**
 * The decisions of a wave: what is planned and what is refused, which issue may start, who is held
 * by whom, and which ready issue goes first. Nothing here waits, reads a clock or touches the
 * world.
 */
@NullMarked
package dev.wavewright.workflows.wave.core;

import org.jspecify.annotations.NullMarked;
