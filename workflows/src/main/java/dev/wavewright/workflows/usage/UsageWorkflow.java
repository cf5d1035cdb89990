package dev.wavewright.workflows.usage;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The usage monitor of one metered account: readings in, limits of the pool {@code account:<x>} out
 * to the gate. It only lowers the configured cap, never interrupts work, and gives way to a cap
 * that a person sets. Names and JSON of its messages are public: anything may report, also from the
 * Web UI or the command line of Temporal.
 */
@WorkflowInterface
public interface UsageWorkflow {
  /** Begins the id of every monitor. */
  String ID_PREFIX = "usage/";

  /** Who lowers a cap, as people are told. */
  String BY = "usage monitor";

  /** Returns the id of an account's monitor. */
  static String id(String account) {
    return ID_PREFIX + account;
  }

  /**
   * Runs until terminated, continuing as new; {@code state} is {@link UsageState#initial} at first.
   */
  @WorkflowMethod(name = "UsageWorkflow")
  void run(UsageState state);

  /** Takes a reading in. One that is stale, repeated, out of order or unknown moves nothing. */
  @SignalMethod(description = "Report how much of the account is used")
  void report(UsageReport report);

  @QueryMethod(description = "What is known of the account, and what it did")
  UsageView view();
}
