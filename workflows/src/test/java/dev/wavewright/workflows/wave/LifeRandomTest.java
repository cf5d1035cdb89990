package dev.wavewright.workflows.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LifeRandomTest {
  private static final long FIRST_SEED = Long.getLong("wave.seed", 1);
  private static final int SEEDS = Integer.getInteger("wave.seeds", 2_500);

  @Test
  @DisplayName("W2 W3 W4 W6: lives of random waves agree with a naive oracle")
  void livesAgreeWithNaiveOracle() {
    Map<String, Integer> counts = LifeScript.run(FIRST_SEED, SEEDS);

    System.out.println("life scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(counts).allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
  }
}
