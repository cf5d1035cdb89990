/** Tests of planning and driving a wave. */
@NullMarked
package dev.wavewright.workflows.wave;

import org.jspecify.annotations.NullMarked;
