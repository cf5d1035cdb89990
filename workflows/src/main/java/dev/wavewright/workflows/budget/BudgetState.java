package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a project's book knows, as it crosses continue-as-new. A field that is absent reads as
 * null, 0 or empty, so an older state stays readable.
 *
 * @param version of this form; 1
 * @param continueAsNewAfter history events after which a run continues as new
 * @param day in days since 1970-01-01, UTC
 * @param held what the gate was told to hold last
 * @param told runs and changes that were counted, the newest last
 * @param recent what happened last, oldest first
 */
public record BudgetState(
    int version,
    String project,
    int continueAsNewAfter,
    @Nullable Budget waveBudget,
    @Nullable Budget dayBudget,
    @Nullable Budget sinceAcceptedBudget,
    long day,
    AccountRow today,
    AccountRow sinceAccepted,
    List<WaveRow> waves,
    List<IssueRow> issues,
    List<HoldRow> held,
    List<String> told,
    List<BudgetView.Note> recent) {
  static final int VERSION = 1;
  private static final int CONTINUE_AS_NEW_AFTER = 2_000;

  public BudgetState {
    waves = List.copyOf(waves);
    issues = List.copyOf(issues);
    held = List.copyOf(held);
    told = List.copyOf(told);
    recent = List.copyOf(recent);
  }

  /** Returns the state of a project that has spent nothing. */
  public static BudgetState initial(String project) {
    return initial(project, CONTINUE_AS_NEW_AFTER);
  }

  static BudgetState initial(String project, int continueAsNewAfter) {
    return BudgetRows.initial(project, continueAsNewAfter);
  }

  /** What is spent, and what may be since a person raised it. */
  public record AccountRow(Spend spent, @Nullable Budget raised) {}

  /** A wave, by its name. */
  public record WaveRow(String wave, AccountRow account) {}

  /** An issue; its wave may be null. */
  public record IssueRow(String key, @Nullable String wave, Spend spent) {}

  /** What the gate holds: the whole project if no wave is named. */
  public record HoldRow(@Nullable String wave, String reason, @Nullable Instant until) {}
}
