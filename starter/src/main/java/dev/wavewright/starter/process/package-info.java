/** Short commands run to their end by the command line itself. */
@NullMarked
package dev.wavewright.starter.process;

import org.jspecify.annotations.NullMarked;
