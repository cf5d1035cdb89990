package dev.wavewright.workflows.usage;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Has the usage command of one account run again and again. What it tells goes to the account's
 * {@link UsageWorkflow} like any other reading.
 */
@WorkflowInterface
public interface UsageCommandWorkflow {
  /** Begins the id of each. */
  String ID_PREFIX = "usage-command/";

  /** Returns the id of the one of an account. */
  static String id(String account) {
    return ID_PREFIX + account;
  }

  /**
   * Runs until the project that named the command names none; {@code state} is {@link
   * UsageCommandState#initial} at first.
   */
  @WorkflowMethod(name = "UsageCommandWorkflow")
  void run(UsageCommandState state);

  /** Takes the command of a project, and has it asked at once. */
  @SignalMethod(description = "Set the program that tells how much of the account is used")
  void configure(UsageCommandOrder order);
}
