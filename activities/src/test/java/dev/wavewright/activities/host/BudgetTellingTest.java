package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.agent.TokenUse;
import dev.wavewright.activities.agent.Used;
import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.SpendReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.BudgetSettings.TokenPrice;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.Spend;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetTellingTest extends HostTest {
  private static final BudgetSettings BUDGETS =
      new BudgetSettings(
          null, null, null, null, List.of(new TokenPrice("tool", 3_000, 15_000, 300, 3_750)));
  private static final String SPENDS =
      "echo '{\"type\":\"spend\",\"input_tokens\":1000000,\"output_tokens\":100000}'; echo x > x";

  private static SessionWork with(SessionWork work, @Nullable BudgetSettings budgets) {
    ProjectSettings project = work.project();
    return new SessionWork(
        work.key(),
        work.session(),
        new ProjectSettings(
            project.project(),
            project.folder(),
            project.state(),
            project.repositories(),
            project.tracker(),
            project.agents(),
            project.reviewer(),
            project.inFlight(),
            project.priorityLabels(),
            project.limits(),
            project.deliver(),
            project.usageSteps(),
            project.queue(),
            project.autoResume(),
            budgets,
            null,
            null),
        work.repository(),
        work.text(),
        work.dependencies(),
        work.inFlight(),
        work.inWave());
  }

  @Test
  @DisplayName(
      "a run is told with its price; told again, as after a worker's death, it is the same")
  void tells() {
    SessionWork work = with(fixture.work(1, SPENDS), BUDGETS);
    fixture.prepare(work);
    AgentReport report = fixture.run(work, Round.IMPLEMENT, 1, List.of());
    Spend spent = new Spend(1_100_000, 4_500_000, 0);
    assertThat(report.spent()).isEqualTo(spent);
    SpendReport told = fixture.books.spent.getFirst();
    assertThat(told)
        .isEqualTo(new SpendReport(work.session() + "/1", work.key(), null, spent, BUDGETS));
    fixture.run(work, Round.IMPLEMENT, 1, List.of());
    assertThat(fixture.books.spent).containsExactly(told, told);

    CommitId commit = Objects.requireNonNull(report.commit());
    CheckReport check = fixture.host.check(work, commit, 1);
    assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.GREEN);
    assertThat(fixture.books.accepted)
        .containsExactly(new AcceptedReport("check " + work.session() + "/" + commit, work.key()));
  }

  @Test
  @DisplayName("what a run used is told and reported also when its work cannot be taken")
  void workThatIsGone() {
    SessionWork work = with(fixture.work(1, SPENDS + "; rm -rf \"$WAVEWRIGHT_WORKTREE\""), BUDGETS);
    fixture.prepare(work);

    AgentReport report = fixture.run(work, Round.IMPLEMENT, 1, List.of());

    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(report.spent()).isEqualTo(new Spend(1_100_000, 4_500_000, 0));
    assertThat(fixture.books.spent).hasSize(1);
  }

  @Test
  @DisplayName("a book that is away fails the attempt, and the next one tells the same run")
  void away() {
    SessionWork work = with(fixture.work(1, SPENDS), BUDGETS);
    fixture.prepare(work);
    fixture.books.away.set(1);
    assertThatThrownBy(() -> fixture.run(work, Round.IMPLEMENT, 1, List.of()))
        .hasStackTraceContaining("Temporal is away");
    assertThat(fixture.releases).as("the lease is kept too").isEmpty();
    fixture.run(work, Round.IMPLEMENT, 1, List.of());
    assertThat(fixture.books.spent).hasSize(1);
    assertThat(fixture.releases).hasSize(1);
  }

  @Test
  @DisplayName("without budgets and prices nothing is told, and the report has the tokens")
  void withoutBudgets() {
    SessionWork work = fixture.work(1, SPENDS);
    fixture.prepare(work);
    AgentReport report = fixture.run(work, Round.IMPLEMENT, 1, List.of());
    assertThat(report.spent()).isEqualTo(new Spend(1_100_000, 0, 1_100_000));
    fixture.host.check(work, Objects.requireNonNull(report.commit()), 1);
    assertThat(fixture.books.spent).isEmpty();
    assertThat(fixture.books.accepted).isEmpty();
  }

  @Test
  @DisplayName("dollars that an agent tells win; the price of the model goes before the agent's")
  void prices() {
    Used used =
        new Used(new TokenUse(1_000_000, 0, 0, 0), 7, new TokenUse(0, 0, 1_000_000, 0), Map.of());
    List<TokenPrice> prices =
        List.of(
            new TokenPrice("tool", 9_000, 9_000, 9_000, 9_000),
            new TokenPrice("big", 3_000, 15_000, 300, 3_750));
    BudgetSettings budgets = new BudgetSettings(null, null, null, null, prices);
    assertThat(Prices.spend(used, agent("acme/big"), budgets))
        .isEqualTo(new Spend(2_000_000, 300_007, 0));
    assertThat(Prices.spend(used, agent("acme/small"), budgets))
        .isEqualTo(new Spend(2_000_000, 9_000_007, 0));
    assertThat(Prices.spend(used, agent(null), null)).isEqualTo(new Spend(2_000_000, 7, 1_000_000));
    assertThat(Prices.spend(Used.NOTHING, agent(null), budgets)).isNull();
  }

  private static AgentSettings agent(@Nullable String model) {
    return new AgentSettings(
        "tool",
        AgentBackend.COMMAND,
        List.of("tool"),
        List.of(),
        List.of(),
        model,
        "main",
        List.of());
  }
}
