/**
 * What a project spends, and what holds it: the budgets of its days and waves, and the breaker on
 * what is spent since a change was last accepted.
 */
@NullMarked
package dev.wavewright.workflows.budget;

import org.jspecify.annotations.NullMarked;
