/**
 * The decisions about a project's budgets, without Temporal: {@link
 * dev.wavewright.workflows.budget.core.BudgetDecider#decide} takes one snapshot (the book, time,
 * what has come in) and returns the book as it is next, what is to be held by it, and what happened
 * in words.
 *
 * <pre>
 *   a run ended ──► its spend counts once: for its issue, its wave, the day, since the last
 *                   accepted change
 *   80 % ──► warned      100 % ──► held: nothing new starts
 *   a new day (UTC) ──► the day begins with nothing spent
 *   a change accepted ──► what counts since then begins with nothing spent
 *   a person raises ──► so much more may be spent, from what is allowed or spent by then
 * </pre>
 *
 * <p>A change counts as accepted when it has passed its last gate before the merge queue. So
 * neither the time nor the length of that queue can trip the breaker.
 */
@NullMarked
package dev.wavewright.workflows.budget.core;

import org.jspecify.annotations.NullMarked;
