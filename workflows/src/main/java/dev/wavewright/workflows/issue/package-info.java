/** The pipeline of one unit of work, from its dependencies to its landing. */
@NullMarked
package dev.wavewright.workflows.issue;

import org.jspecify.annotations.NullMarked;
