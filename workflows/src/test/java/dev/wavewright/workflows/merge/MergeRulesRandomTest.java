package dev.wavewright.workflows.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeRulesRandomTest {
  private static final long FIRST_SEED = Long.getLong("merge.seed", 1);
  private static final int SEEDS = Integer.getInteger("merge.seeds", 2_500);

  @Test
  @DisplayName("M1 M1b M3 M4 M5 M7 M10 M12 ML1 ML2 ML5: random scripts agree with a naive oracle")
  void randomScriptsAgreeWithANaiveOracle() {
    Map<String, Integer> counts = MergeScript.run(FIRST_SEED, SEEDS);

    System.out.println("merge scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(MergeScript.missing(counts)).isEmpty();
  }
}
