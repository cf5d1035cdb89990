/** The HTTP side of a stack: health, and one read-only status page. */
@NullMarked
package dev.wavewright.starter.gateway;

import org.jspecify.annotations.NullMarked;
