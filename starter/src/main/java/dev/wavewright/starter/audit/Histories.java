package dev.wavewright.starter.audit;

import java.util.List;

/** Where histories come from. */
interface Histories {
  /** Returns every run of this workflow id that the server still has, oldest first. */
  List<WorkflowRun> runs(String workflow);

  /** Tells how the workflow of this id stands now. */
  Standing standing(String workflow);

  /**
   * How a workflow stands.
   *
   * @param firstRun of the chain that is or was open last; empty when there is none
   */
  record Standing(boolean known, boolean open, String firstRun) {
    static final Standing UNKNOWN = new Standing(false, false, "");
  }
}
