/** Tests of the gate's shell on Temporal's test server. */
@NullMarked
package dev.wavewright.workflows.capacity;

import org.jspecify.annotations.NullMarked;
