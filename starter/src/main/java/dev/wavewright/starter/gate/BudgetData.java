package dev.wavewright.starter.gate;

import dev.wavewright.workflows.budget.BudgetView;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code budget}: what each project spends, in dollars and tokens. */
public record BudgetData(List<Project> projects) {
  private static final int MICRO = 6;

  public BudgetData {
    projects = List.copyOf(projects);
  }

  public static BudgetData of(List<BudgetView> views) {
    return new BudgetData(views.stream().map(Project::of).toList());
  }

  private static BigDecimal dollars(long micro) {
    BigDecimal dollars = BigDecimal.valueOf(micro, MICRO).stripTrailingZeros();
    return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
  }

  /**
   * One project.
   *
   * @param held why nothing new of it starts; null if no budget of day or breaker holds it
   * @param until when that ends by itself; null if it does not
   */
  public record Project(
      String project,
      @Nullable String held,
      @Nullable Instant until,
      Line day,
      Instant dayEnds,
      Line sinceAccepted,
      List<Line> waves,
      List<Issue> issues,
      List<BudgetView.Note> recent) {
    static Project of(BudgetView view) {
      return new Project(
          view.project(),
          view.held(),
          view.until(),
          Line.of(view.day()),
          view.dayEnds(),
          Line.of(view.sinceAccepted()),
          view.waves().stream().map(Line::of).toList(),
          view.issues().stream()
              .map(line -> new Issue(line.key(), line.wave(), Spent.of(line.spent())))
              .toList(),
          view.recent());
    }
  }

  /**
   * One budget.
   *
   * @param of {@code day}, {@code since-accepted} or the name of a wave
   * @param budgetUsd what may be spent; null for no such bound
   */
  public record Line(
      String of,
      Spent spent,
      @Nullable BigDecimal budgetUsd,
      @Nullable Long budgetTokens,
      String state) {
    static Line of(BudgetView.Line line) {
      Budget budget = line.budget();
      Long micro = budget == null ? null : budget.microDollars();
      return new Line(
          line.of(),
          Spent.of(line.spent()),
          micro == null ? null : dollars(micro),
          budget == null ? null : budget.tokens(),
          line.state().word());
    }
  }

  /**
   * What was used.
   *
   * @param unpricedTokens those of the tokens that are in no dollars
   */
  public record Spent(BigDecimal usd, long tokens, long unpricedTokens) {
    static Spent of(Spend spend) {
      return new Spent(dollars(spend.microDollars()), spend.tokens(), spend.unpriced());
    }
  }

  /** One issue; its wave may be null. */
  public record Issue(String key, @Nullable String wave, Spent spent) {}
}
