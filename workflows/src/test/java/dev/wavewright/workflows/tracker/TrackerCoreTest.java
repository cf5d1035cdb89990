package dev.wavewright.workflows.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrackerCoreTest {
  private static final long FIRST_SEED = Long.getLong("tracker.seed", 1);
  private static final int SEEDS = Integer.getInteger("tracker.seeds", 1_500);

  @Test
  @DisplayName("random waves at random trackers agree with a naive oracle")
  void randomScriptsAgreeWithANaiveOracle() {
    Map<String, Integer> counts = TrackerScript.run(FIRST_SEED, SEEDS);

    System.out.println("tracker scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(counts).allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
  }
}
