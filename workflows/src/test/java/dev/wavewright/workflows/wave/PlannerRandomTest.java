package dev.wavewright.workflows.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlannerRandomTest {
  private static final long FIRST_SEED = Long.getLong("wave.seed", 1);
  private static final int SEEDS = Integer.getInteger("wave.seeds", 3_000);

  @Test
  @DisplayName("W1 W7: plans of random trackers agree with a naive oracle")
  void plansAgreeWithNaiveOracle() {
    Map<String, Integer> counts = PlanScript.run(FIRST_SEED, SEEDS);

    System.out.println("plan scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(counts).allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
  }
}
