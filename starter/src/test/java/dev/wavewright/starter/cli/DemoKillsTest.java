package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoKillsTest {
  private static DemoKill kill(String target, @Nullable Double recovered) {
    return new DemoKill(
        target,
        4711,
        List.of(),
        new IssueKey("o/r#1"),
        Phase.IMPLEMENTING,
        null,
        Instant.EPOCH,
        recovered,
        recovered == null ? "" : "it is back");
  }

  @Test
  @DisplayName("what was not killed, or not seen to come back, is told; only all three are enough")
  void missing() {
    assertThat(DemoKill.missing(List.of()))
        .containsExactly(
            "agent was never killed", "worker was never killed", "Temporal was never killed");
    assertThat(DemoKill.missing(List.of(kill("agent", 1.0), kill("worker", null))))
        .containsExactly(
            "worker was killed and not seen to come back", "Temporal was never killed");
    assertThat(
            DemoKill.missing(
                List.of(kill("agent", 1.0), kill("worker", 2.0), kill("Temporal", 3.0))))
        .isEmpty();
  }

  @Test
  @DisplayName("a kill reads as what died, over whose work, and what came of it")
  void line() {
    assertThat(kill("worker", 2.5).line())
        .isEqualTo(
            "worker (pid 4711) while o/r#1 was implementing; recovered after 2.5 s: it is back");
    assertThat(kill("worker", null).line())
        .isEqualTo("worker (pid 4711) while o/r#1 was implementing, NOT RECOVERED");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("chaos is refused where Temporal is no process of this stack, with the way out")
  void refused(TemporalMode mode) {
    StackRecord record =
        new StackRecord(
            StackRecord.FORMAT,
            StackRecord.Phase.RUNNING,
            Instant.EPOCH,
            1,
            new StackRecord.TemporalEndpoint(mode, "127.0.0.1:7233", 0, null, null),
            0,
            null,
            List.of());
    if (mode == TemporalMode.EMBEDDED) {
      assertThatCode(() -> DemoChaos.require(record)).doesNotThrowAnyException();
    } else {
      assertThatExceptionOfType(CliProblem.class)
          .isThrownBy(() -> DemoChaos.require(record))
          .withMessageContaining(mode.word())
          .satisfies(
              problem -> {
                assertThat(problem.exitCode()).isEqualTo(ExitCode.CONFLICT);
                assertThat(problem.next()).contains("wavewright down").contains("demo --chaos");
              });
    }
  }
}
