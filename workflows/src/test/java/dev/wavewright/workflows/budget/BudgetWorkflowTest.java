package dev.wavewright.workflows.budget;

import static dev.wavewright.workflows.budget.BudgetLab.KEY;
import static dev.wavewright.workflows.budget.BudgetLab.PROJECT_POOL;
import static dev.wavewright.workflows.budget.BudgetLab.WAVE;
import static dev.wavewright.workflows.budget.BudgetLab.WAVE_POOL;
import static dev.wavewright.workflows.budget.BudgetLab.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.Budget;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetWorkflowTest {
  private final BudgetLab lab = new BudgetLab(2_000);

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  @DisplayName("a spent wave closes its own pool only, who and why is said, and a raise opens it")
  void wave() {
    lab.startGate();
    lab.spend(WAVE, 16);
    lab.untilNote("budget of wave w1: $16 of $20");
    assertThat(lab.gate.view().pools()).as("a warning holds nothing").isEmpty();
    SpendReport last = lab.spend(WAVE, 5);
    lab.untilCap(WAVE_POOL, 0);
    PoolView pool = lab.pool(WAVE_POOL);
    assertThat(pool.loweredBy()).isEqualTo("budget");
    assertThat(pool.reason()).isEqualTo("budget of wave w1: $21 of $20");
    assertThat(lab.gate.view().pools()).as("no other pool").hasSize(1);
    lab.tell(last);
    lab.untilNote("is counted already");
    assertThat(lab.book.view().day().spent().microDollars()).isEqualTo(21_000_000);
    lab.book.raise(new BudgetRaise(BudgetRaise.Of.WAVE, "w1", null, "ada"));
    until(() -> lab.gate.view().pools().isEmpty());
    assertThat(lab.book.view().waves().getFirst().budget()).isEqualTo(BudgetLab.dollars(41));
  }

  @Test
  @DisplayName(
      "a spent day holds the project until midnight UTC; a person's cap beats it meanwhile")
  void day() {
    lab.startGate();
    for (int change = 0; change < 3; change++) {
      lab.spend(null, 40);
      lab.book.accepted(new AcceptedReport("c" + change, KEY));
    }
    lab.untilCap(PROJECT_POOL, 0);
    until(() -> lab.reason(PROJECT_POOL).startsWith("day budget: $120 of $100"));
    assertThat(lab.pool(PROJECT_POOL).until()).isEqualTo(lab.book.view().dayEnds());
    lab.setByHand(3);
    lab.untilCap(PROJECT_POOL, 3);
    assertThat(lab.pool(PROJECT_POOL).reason()).startsWith("by hand; beats budget");
    lab.releaseByHand();
    lab.untilCap(PROJECT_POOL, 0);
    lab.pass(Duration.between(lab.now(), lab.book.view().dayEnds()).plus(1, ChronoUnit.SECONDS));
    lab.untilCap(PROJECT_POOL, PoolShare.UNLIMITED);
    assertThat(lab.book.view().day().spent().none()).isTrue();
  }

  @Test
  @DisplayName("the breaker holds what gets nothing accepted until a change is")
  void breaker() {
    lab.startGate();
    lab.spend(null, 51);
    lab.untilCap(PROJECT_POOL, 0);
    assertThat(lab.pool(PROJECT_POOL).reason())
        .isEqualTo("since the last accepted change: $51 of $50");
    lab.book.accepted(new AcceptedReport("c1", KEY));
    lab.untilCap(PROJECT_POOL, PoolShare.UNLIMITED);
    lab.book.raise(new BudgetRaise(BudgetRaise.Of.BREAKER, null, new Budget(null, 7L), "ada"));
    lab.untilNote("is not counted in that");
  }

  @Test
  @DisplayName("a gate that is not there yet is told when it is")
  void gateComesLater() {
    lab.spend(WAVE, 21);
    until(() -> !lab.book.view().recent().isEmpty());
    lab.startGate();
    lab.pass(Duration.ofMinutes(2));
    lab.untilCap(WAVE_POOL, 0);
  }
}
