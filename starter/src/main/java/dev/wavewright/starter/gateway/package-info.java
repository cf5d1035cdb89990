/**
 * The HTTP side of a stack: health, one read-only status page, and what programs ask and change.
 */
@NullMarked
package dev.wavewright.starter.gateway;

import org.jspecify.annotations.NullMarked;
