/**
 * Suites on the real Temporal server, with real git and real processes, through the command line.
 */
@NullMarked
package dev.wavewright.it;

import org.jspecify.annotations.NullMarked;
