/**
 * What is worth telling, in which words, and which notice a sink gets next. Nothing here waits,
 * reads a clock or touches the world.
 */
@NullMarked
package dev.wavewright.workflows.notice.core;

import org.jspecify.annotations.NullMarked;
