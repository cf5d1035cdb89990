/** Tests of the usage monitor. */
@NullMarked
package dev.wavewright.workflows.usage;

import org.jspecify.annotations.NullMarked;
