package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IssueMachineScriptsTest {
  private static final long FIRST_SEED = Long.getLong("issue.seed", 1);
  private static final int SEEDS = Integer.getInteger("issue.seeds", 4_000);

  @Test
  @DisplayName(
      "C9, M1, R2, R3, R5, S1: over 4,000 random scripts no rule is broken and every issue ends")
  void randomScripts() {
    Map<String, Integer> counts = IssueScript.run(FIRST_SEED, SEEDS);

    System.out.println("issue scripts, seeds " + FIRST_SEED + " + " + SEEDS);
    counts.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
    assertThat(counts.values()).doesNotContain(0);
  }
}
