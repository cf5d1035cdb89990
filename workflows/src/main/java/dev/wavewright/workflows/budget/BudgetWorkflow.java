package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.model.BudgetSettings;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The book of what one project spends: what runs used in, holds of the pools {@code project:<p>}
 * and {@code wave:<p>/<w>} out to the gate. It never interrupts work, and gives way to a cap that a
 * person sets there.
 */
@WorkflowInterface
public interface BudgetWorkflow {
  /** Begins the id of every book. */
  String ID_PREFIX = "budget/";

  /** Who lowers a cap, as people are told. */
  String BY = "budget";

  /** Returns the id of a project's book. */
  static String id(String project) {
    return ID_PREFIX + project;
  }

  /**
   * Runs until terminated, continuing as new; {@code state} is {@link BudgetState#initial} at
   * first.
   */
  @WorkflowMethod(name = "BudgetWorkflow")
  void run(BudgetState state);

  /** Counts what a run used, once. It counts on the day on which this comes in. */
  @SignalMethod(description = "Count what a run of an agent used")
  void spent(SpendReport report);

  /** Begins anew what counts since a change was last accepted. */
  @SignalMethod(description = "Say that a change was accepted")
  void accepted(AcceptedReport report);

  @SignalMethod(description = "Let more be spent")
  void raise(BudgetRaise raise);

  /** Puts the budgets of a configuration in force. */
  @SignalMethod(description = "Put other budgets in force")
  void configure(BudgetSettings budgets);

  @QueryMethod(description = "What is spent, of what budgets, and what that did")
  BudgetView view();
}
