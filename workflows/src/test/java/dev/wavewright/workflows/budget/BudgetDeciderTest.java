package dev.wavewright.workflows.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.budget.core.Book;
import dev.wavewright.workflows.budget.core.BudgetDecider;
import dev.wavewright.workflows.budget.core.BudgetLimits;
import dev.wavewright.workflows.budget.core.BudgetSnapshot;
import dev.wavewright.workflows.budget.core.Decision;
import dev.wavewright.workflows.budget.core.Event;
import dev.wavewright.workflows.budget.core.Hold;
import dev.wavewright.workflows.budget.core.Outcome;
import dev.wavewright.workflows.budget.core.Scope;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetDeciderTest {
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private Book book = Book.initial();
  private int runs;

  @BeforeEach
  void configure() {
    tell(new Event.Configured(new BudgetLimits(dollars(20), dollars(100), dollars(50))));
  }

  private static Budget dollars(long dollars) {
    return new Budget(dollars * 1_000_000, null);
  }

  private Decision tell(Event... events) {
    Decision decision = BudgetDecider.decide(new BudgetSnapshot(book, now, List.of(events)));
    book = decision.book();
    return decision;
  }

  private Decision spend(@Nullable String wave, double dollars) {
    runs++;
    return tell(
        new Event.Spent(
            "s/" + runs, "acme/api#1", wave, new Spend(1_000, (long) (dollars * 1_000_000), 0)));
  }

  private Decision accept(String change) {
    return tell(new Event.Accepted(change, "acme/api#1"));
  }

  private static List<String> words(Decision decision) {
    return decision.outcomes().stream().map(Outcome::why).toList();
  }

  @Test
  @DisplayName("a wave is warned at 80 % and held at 100 %, alone, and goes on when it is raised")
  void wave() {
    assertThat(spend("w1", 15.99).outcomes()).isEmpty();
    assertThat(words(spend("w1", 0.01)))
        .containsExactly("budget of wave w1: $16 of $20: soon spent");
    assertThat(spend("w2", 1).outcomes()).isEmpty();
    Decision held = spend("w1", 5);
    assertThat(words(held)).containsExactly("budget of wave w1: $21 of $20: nothing new starts");
    assertThat(held.holds()).containsExactly(new Hold("w1", "budget of wave w1: $21 of $20", null));
    Decision raised = tell(new Event.Raised(Scope.wave("w1"), dollars(5), "ada"));
    assertThat(raised.holds()).isEmpty();
    assertThat(words(raised))
        .containsExactly(
            "raised by ada; budget of wave w1: $21 of $26",
            "raised by ada: the budget of wave w1 lets work go on",
            "budget of wave w1: $21 of $26: soon spent");
  }

  @Test
  @DisplayName("a spent day holds the project until midnight UTC, and says so")
  void day() {
    accept("c1");
    spend(null, 49);
    accept("c2");
    spend(null, 49);
    accept("c3");
    Decision held = spend(null, 3.30);
    Instant midnight = Instant.parse("2026-11-23T00:00:00Z");
    assertThat(held.holds())
        .containsExactly(
            new Hold(null, "day budget: $101.30 of $100; goes on at " + midnight, midnight));
    assertThat(held.wakeAt()).isEqualTo(midnight);
    now = midnight.minusMillis(1);
    assertThat(tell().holds()).hasSize(1);
    now = midnight;
    Decision next = tell();
    assertThat(next.holds()).isEmpty();
    assertThat(words(next)).containsExactly("a new day has begun: the day budget lets work go on");
    assertThat(next.wakeAt()).as("nothing is spent on this day").isNull();
  }

  @Test
  @DisplayName(
      "the breaker holds what spends and gets nothing accepted, and a person lets it go on")
  void breaker() {
    spend(null, 30);
    Decision held = spend(null, 25);
    assertThat(held.holds())
        .containsExactly(new Hold(null, "since the last accepted change: $55 of $50", null));
    now = now.plus(Duration.ofDays(3));
    assertThat(tell().holds()).as("no day lifts it").hasSize(1);
    Decision raised = tell(new Event.Raised(Scope.BREAKER, null, "ada"));
    assertThat(raised.holds()).isEmpty();
    assertThat(words(raised).getFirst())
        .isEqualTo("raised by ada; since the last accepted change: $55 of $105");
    assertThat(spend(null, 50).holds()).hasSize(1);
    Decision accepted = accept("c1");
    assertThat(accepted.holds()).isEmpty();
    assertThat(book.sinceAccepted().raised()).as("what was raised is gone too").isNull();
  }

  @Test
  @DisplayName("time and runs while changes stand in the merge queue cannot trip the breaker")
  void mergeQueue() {
    tell(new Event.Configured(new BudgetLimits(null, null, dollars(50))));
    spend("w1", 49);
    accept("the change that then waits for three days in the merge queue");
    for (int hour = 0; hour < 72; hour++) {
      now = now.plus(Duration.ofHours(1));
      assertThat(tell().holds()).isEmpty();
      spend("w1", 40);
      assertThat(tell().holds()).as("$40 an hour, each hour with a change").isEmpty();
      accept("change " + hour);
    }
    assertThat(book.sinceAccepted().spent()).isEqualTo(Spend.NONE);
  }

  @Test
  @DisplayName("a run or a change that is told again counts once")
  void once() {
    Event run = new Event.Spent("other/1", "acme/api#1", "w1", new Spend(10, 5_000_000, 0));
    tell(run, run);
    assertThat(words(tell(run))).containsExactly("the run other/1 is counted already");
    assertThat(book.today().spent().microDollars()).isEqualTo(5_000_000);
    accept("c1");
    spend(null, 55);
    assertThat(accept("c1").holds()).as("a change told again accepts nothing").hasSize(1);
  }

  @Test
  @DisplayName("what cannot be raised is said, and changes nothing")
  void cannotRaise() {
    assertThat(words(tell(new Event.Raised(Scope.wave("no"), null, "ada"))))
        .containsExactly("nothing is spent of the budget of wave no");
    assertThat(words(tell(new Event.Raised(Scope.DAY, new Budget(null, 5L), "ada"))))
        .containsExactly("the day budget is not counted in that");
    tell(new Event.Configured(BudgetLimits.NONE));
    assertThat(words(tell(new Event.Raised(Scope.DAY, null, "ada"))))
        .containsExactly("there is no day budget to raise");
  }

  @Test
  @DisplayName("other budgets of a newer configuration hold or lift at once")
  void configured() {
    spend("w1", 21);
    Decision lifted =
        tell(new Event.Configured(new BudgetLimits(dollars(40), dollars(100), dollars(50))));
    assertThat(lifted.holds()).isEmpty();
    assertThat(words(lifted))
        .containsExactly("another budget is configured: the budget of wave w1 lets work go on");
  }

  @Test
  @DisplayName("the book stays small: the oldest waves, issues and runs are forgotten")
  void bounded() {
    for (int run = 0; run < 1_200; run++) {
      tell(new Event.Spent("s/" + run, "acme/api#" + run, "w" + run, new Spend(1, 1, 0)));
    }
    assertThat(book.waves()).hasSize(BudgetDecider.MOST_WAVES);
    assertThat(book.issues()).hasSize(BudgetDecider.MOST_ISSUES);
    assertThat(book.told()).hasSize(BudgetDecider.MOST_TOLD);
    assertThat(book.today().spent().microDollars()).isEqualTo(1_200);
    assertThat(BudgetRows.read(BudgetRows.write("shop", book, 9, List.of(), List.of())))
        .isEqualTo(book);
  }
}
