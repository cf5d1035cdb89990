package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a project spends.
 *
 * @param held why nothing new of the project starts, or null if a budget holds nothing
 * @param until when that ends by itself, or null
 * @param day of the calendar day that ends at {@code dayEnds}, UTC
 * @param sinceAccepted since a change was last accepted
 * @param waves the one counted last stands last; at most 50
 * @param issues the one counted last stands last; at most 300
 * @param recent what happened last, oldest first
 */
public record BudgetView(
    String project,
    @Nullable String held,
    @Nullable Instant until,
    Line day,
    Instant dayEnds,
    Line sinceAccepted,
    List<Line> waves,
    List<IssueLine> issues,
    List<Note> recent) {
  public BudgetView {
    waves = List.copyOf(waves);
    issues = List.copyOf(issues);
    recent = List.copyOf(recent);
  }

  /**
   * One budget.
   *
   * @param of the wave's name, {@code day} or {@code since-accepted}
   * @param budget what may be spent as it is in force, or null for no bound
   */
  public record Line(String of, Spend spent, @Nullable Budget budget, Budget.State state) {}

  /**
   * One issue.
   *
   * @param wave the name of its wave, or null
   */
  public record IssueLine(String key, @Nullable String wave, Spend spent) {}

  /** Something that happened. */
  public record Note(Instant at, String text) {}
}
