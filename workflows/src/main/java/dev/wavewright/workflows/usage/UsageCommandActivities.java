package dev.wavewright.workflows.usage;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Runs usage commands. */
@ActivityInterface
public interface UsageCommandActivities {
  /** Type of the failure by which every call ends; it is no fault. */
  String ASKED = "asked";

  /**
   * Runs the command, unless nothing of its account runs or waits, and tells the account's monitor
   * what it says. A command that tells nothing makes the account's use unknown, which leaves the
   * limit as it is. The first call of an order always runs it.
   *
   * <p>It always fails with {@link #ASKED}, what came of it in words, and the time of the next
   * call: so a command that is asked for weeks adds nothing to any history.
   */
  @ActivityMethod(name = "AskUsageCommand")
  void ask(UsageCommandOrder order);
}
