package dev.wavewright.workflows.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BoundRandomTest {
  private static final long FIRST_SEED = Long.getLong("wave.seed", 1);
  private static final int SEEDS = Integer.getInteger("wave.seeds", 2_000);

  @Test
  @DisplayName(
      "W5: no random wave takes longer than the bound with its realised order, also while its cap"
          + " is lowered, raised and paused")
  void makespanIsBounded() {
    Map<String, Integer> counts = BoundScript.run(FIRST_SEED, SEEDS);

    System.out.println("bound scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(counts).allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
  }
}
