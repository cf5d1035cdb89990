package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IssueBudgetTest {
  private static final Budget TEN_DOLLARS = new Budget(10_000_000L, null);

  private static Story story(boolean reviewed, @Nullable Budget budget) {
    return new Story(
        new IssueTerms(
            Story.limits(50, 50, 50, 50),
            reviewed,
            false,
            true,
            Duration.ofHours(24),
            OnExpiry.ASK,
            budget));
  }

  private static Spend dollars(double dollars) {
    return new Spend(1_000, Math.round(dollars * 1_000_000), 0);
  }

  private static List<IssueStep> spend(Story story, double dollars) {
    return story.tell(new IssueNews.Spent(dollars(dollars)));
  }

  @Test
  @DisplayName("an issue whose budget is spent is parked before its next run, and its work saved")
  void parks() {
    Story story = story(false, TEN_DOLLARS).upToAgent();
    assertThat(spend(story, 10)).as("what runs is not interrupted").isEmpty();
    story.agentCommits(1);
    assertThat(story.progress().stage()).as("a check costs nothing").isEqualTo(Stage.CHECK);
    List<IssueStep> steps = story.checked(CheckVerdict.RED);
    assertThat(steps).hasAtLeastOneElementOfType(IssueStep.Rescue.class);
    assertThat(steps).doesNotHaveAnyElementsOfTypes(IssueStep.RequestLeases.class);
    story.tell(new IssueNews.Rescued("refs/rescue/1"));
    assertThat(story.progress().phase()).isEqualTo(Phase.PARKED);
    assertThat(story.progress().reason()).isEqualTo(WaitReason.BUDGET_SPENT);
    assertThat(story.progress().evidence().detail()).isEqualTo("spent $10 of $10");
    assertThat(story.progress().holdings().inFlight()).isNull();
  }

  @Test
  @DisplayName("what is green lands although its budget is spent: no run is left to begin")
  void lands() {
    Story story = story(false, TEN_DOLLARS).upToAgent();
    spend(story, 99);
    story.agentCommits(1);
    story.checked(CheckVerdict.GREEN);
    assertThat(story.progress().stage()).isEqualTo(Stage.MERGE_TURN);
  }

  @Test
  @DisplayName("a retry grants the same amount once more, from what is spent by then")
  void retries() {
    Story story = story(false, TEN_DOLLARS).upToAgent();
    spend(story, 55);
    story.agent(Ending.FAILED, null);
    story.tell(new IssueNews.Rescued(null));
    assertThat(story.progress().reason()).isEqualTo(WaitReason.BUDGET_SPENT);
    story.tell(new IssueNews.RetryAsked());
    assertThat(story.progress().stage()).isEqualTo(Stage.LEASES);
    story.grant();
    story.prepared();
    assertThat(story.progress().stage()).isEqualTo(Stage.AGENT);
    spend(story, 9.99);
    story.agent(Ending.FAILED, null);
    assertThat(story.progress().stage()).as("$9.99 of ten more").isEqualTo(Stage.LEASES);
    story.grant();
    spend(story, 0.01);
    story.agent(Ending.FAILED, null);
    story.tell(new IssueNews.Rescued(null));
    assertThat(story.progress().evidence().detail()).isEqualTo("spent $65 of $65");
  }

  @Test
  @DisplayName("a retry of an issue that is parked for something else grants nothing")
  void otherRetries() {
    Story story = story(false, TEN_DOLLARS).upToParked();
    spend(story, 10);
    story.tell(new IssueNews.RetryAsked());
    assertThat(story.progress().spending().raised()).isNull();
  }

  @Test
  @DisplayName("reviews count, and with a spent budget none begins")
  void reviewsCount() {
    Story story = story(true, TEN_DOLLARS).upToAgent();
    spend(story, 6);
    story.agentCommits(1);
    story.checked(CheckVerdict.GREEN);
    story.grant();
    assertThat(story.progress().stage()).isEqualTo(Stage.AGENT);
    spend(story, 5);
    story.review(Opinion.CHANGES);
    story.tell(new IssueNews.Rescued(null));
    assertThat(story.progress().reason()).isEqualTo(WaitReason.BUDGET_SPENT);
    assertThat(story.progress().evidence().detail()).isEqualTo("spent $11 of $10");
  }

  @Test
  @DisplayName("tokens alone hold too, and without a budget nothing does")
  void tokens() {
    Story bounded = story(false, new Budget(null, 2_000L)).upToAgent();
    spend(bounded, 1);
    spend(bounded, 1);
    bounded.agent(Ending.FAILED, null);
    bounded.tell(new IssueNews.Rescued(null));
    assertThat(bounded.progress().evidence().detail())
        .isEqualTo("spent 2000 tokens of 2000 tokens");
    Story free = story(false, null).upToAgent();
    spend(free, 1_000_000);
    free.agent(Ending.FAILED, null);
    assertThat(free.progress().stage()).isEqualTo(Stage.LEASES);
  }

  @Test
  @DisplayName("in random lives a run begins if and only if less than the allowed is spent")
  void randomLives() {
    int parkings = 0;
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      double budget = 1 + random.nextInt(20);
      Story story = story(false, new Budget(Math.round(budget * 1_000_000), null)).upToAgent();
      double spent = 0;
      double allowed = budget;
      for (int run = 0; run < 12; run++) {
        double cost = random.nextInt(8);
        if (cost > 0) {
          spend(story, cost);
        }
        spent += cost;
        story.agent(Ending.FAILED, null);
        boolean goesOn = story.progress().stage() == Stage.LEASES;
        assertThat(goesOn).as("seed %d, run %d", seed, run).isEqualTo(spent < allowed);
        if (!goesOn) {
          parkings++;
          story.tell(new IssueNews.Rescued(null));
          story.tell(new IssueNews.RetryAsked());
          allowed = Math.max(allowed, spent) + budget;
        }
        story.grant();
        if (story.progress().stage() == Stage.PREPARATION) {
          story.prepared();
        }
        assertThat(story.progress().stage()).isEqualTo(Stage.AGENT);
      }
      assertThat(story.progress().spending().spent().microDollars())
          .as("seed %d", seed)
          .isEqualTo(Math.round(spent * 1_000_000));
    }
    assertThat(parkings).isGreaterThan(1_000);
  }
}
