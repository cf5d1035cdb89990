package dev.wavewright.activities.host;

import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.SpendReport;

/** The books of what projects spend as a host sees them; what is told again counts once. */
public interface SpendBooks {
  /** Has counted what a run used, opening the project's book if there is none. */
  void spent(String project, SpendReport report);

  /** Says that a change was accepted, opening the project's book if there is none. */
  void accepted(String project, AcceptedReport report);
}
