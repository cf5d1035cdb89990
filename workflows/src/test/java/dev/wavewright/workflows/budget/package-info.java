/** Tests of a project's budgets. */
@NullMarked
package dev.wavewright.workflows.budget;

import org.jspecify.annotations.NullMarked;
