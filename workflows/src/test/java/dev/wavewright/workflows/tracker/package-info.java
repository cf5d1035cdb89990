/** Tests of what a wave shows at its tracker. */
@NullMarked
package dev.wavewright.workflows.tracker;

import org.jspecify.annotations.NullMarked;
