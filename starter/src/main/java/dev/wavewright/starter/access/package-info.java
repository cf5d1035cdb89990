/**
 * How a command line reaches the repositories of a project: by the token of its tracker, as a
 * worker does, and with the same care for it.
 */
@NullMarked
package dev.wavewright.starter.access;

import org.jspecify.annotations.NullMarked;
