package dev.wavewright.starter.gate;

import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.budget.BudgetRaise;
import dev.wavewright.workflows.budget.BudgetView;
import dev.wavewright.workflows.budget.BudgetWorkflow;
import dev.wavewright.workflows.model.BudgetSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The books of what projects spend, as commands and programs read and steer them. */
public final class Books {
  private static final String TYPE = "BudgetWorkflow";
  private static final BudgetSettings NO_BUDGETS =
      new BudgetSettings(null, null, null, null, List.of());

  private final WorkflowClient client;

  public Books(WorkflowClient client) {
    this.client = client;
  }

  /** Returns what each project spends, by name; the newest project may come a moment later. */
  public List<BudgetView> all() {
    return new WorkflowFinder(client)
        .open(TYPE, BudgetWorkflow.ID_PREFIX).stream()
            .sorted()
            .flatMap(id -> of(id.substring(BudgetWorkflow.ID_PREFIX.length())).stream())
            .toList();
  }

  /** Returns what one project spends; empty if nothing was counted yet. */
  public Optional<BudgetView> of(String project) {
    try {
      return Optional.of(book(project).view());
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Lets more be spent and returns the book after it.
   *
   * @throws Refusal if nothing was counted yet, or there is no such budget
   */
  public BudgetView raise(String project, BudgetRaise raise) {
    requireBudget(of(project).orElseThrow(() -> nothingYet(project)), raise);
    try {
      book(project).raise(raise);
    } catch (WorkflowNotFoundException e) {
      throw nothingYet(project);
    }
    return of(project).orElseThrow(() -> nothingYet(project));
  }

  /**
   * Puts the budgets of a configuration in force and returns the book after it.
   *
   * @param budgets null for none
   * @throws Refusal if nothing was counted yet
   */
  public BudgetView configure(String project, @Nullable BudgetSettings budgets) {
    try {
      book(project).configure(budgets == null ? NO_BUDGETS : budgets);
    } catch (WorkflowNotFoundException e) {
      throw nothingYet(project);
    }
    return of(project).orElseThrow(() -> nothingYet(project));
  }

  /**
   * Refuses to raise what is not bounded.
   *
   * @throws Refusal if there is no such budget in a book
   */
  public static void requireBudget(BudgetView view, BudgetRaise raise) {
    boolean bounded =
        switch (raise.of()) {
          case DAY -> view.day().budget() != null;
          case BREAKER -> view.sinceAccepted().budget() != null;
          case WAVE ->
              view.waves().stream()
                  .anyMatch(line -> line.of().equals(raise.wave()) && line.budget() != null);
        };
    if (!bounded) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "there is no budget to raise of "
              + switch (raise.of()) {
                case DAY -> "the day";
                case BREAKER -> "what is spent since the last accepted change";
                case WAVE -> "wave " + raise.wave();
              },
          "budgets are those that the newest run was planned with; a wave has one once something"
              + " of it is spent",
          "wavewright budget");
    }
  }

  private BudgetWorkflow book(String project) {
    return client.newWorkflowStub(BudgetWorkflow.class, BudgetWorkflow.id(project));
  }

  /** Refuses what needs a book that has not begun. */
  public static Refusal nothingYet(String project) {
    return new Refusal(
        Refusal.Kind.CONFLICT,
        "nothing that project " + project + " spends is counted yet",
        "its book begins when the first run of an agent ends that was planned with a budget or"
            + " prices",
        "wavewright budget");
  }
}
