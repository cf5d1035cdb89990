/** One landing at a time per repository, exactly once. */
@NullMarked
package dev.wavewright.workflows.merge;

import org.jspecify.annotations.NullMarked;
