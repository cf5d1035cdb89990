package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HolderFactsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static boolean open(String status, @Nullable Instant closed) {
    return HolderFacts.countsAsOpen(
        WorkflowExecutionStatus.valueOf("WORKFLOW_EXECUTION_STATUS_" + status), closed, NOW);
  }

  @Test
  @DisplayName("C7: a holder that has just completed is not lost: its wave gives its place back")
  void lately() {
    assertThat(open("COMPLETED", NOW.minusSeconds(9))).isTrue();
    assertThat(open("COMPLETED", NOW.plusSeconds(9))).isTrue();
  }

  @Test
  @DisplayName("L2: a holder that was ended, or completed a while ago, is lost")
  void lost() {
    assertThat(open("TERMINATED", NOW)).isFalse();
    assertThat(open("FAILED", NOW)).isFalse();
    assertThat(open("COMPLETED", NOW.minusSeconds(10))).isFalse();
    assertThat(open("COMPLETED", NOW.plusSeconds(60))).isFalse();
    assertThat(open("COMPLETED", null)).isFalse();
    assertThat(open("RUNNING", null)).isTrue();
  }
}
