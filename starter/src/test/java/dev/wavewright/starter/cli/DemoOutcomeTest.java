package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.DemoRun.CapReport;
import dev.wavewright.starter.cli.DemoRun.Outcome;
import dev.wavewright.starter.demo.CapObservation;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DemoOutcomeTest {
  private static final PoolName POOL = PoolName.project("demo");

  private static CapacityView held(long... tokens) {
    List<CapacityView.Holding> holding =
        LongStream.of(tokens)
            .mapToObj(
                token -> {
                  IssueKey key = new IssueKey("o/r#" + token);
                  return new CapacityView.Holding(
                      Ticket.of(key, 1),
                      key,
                      key.workflowId(),
                      LeaseKind.IN_FLIGHT,
                      new LeaseToken(0, token),
                      List.of(POOL),
                      null,
                      Instant.EPOCH,
                      false);
                })
            .toList();
    return new CapacityView(holding, List.of(), List.of(), false);
  }

  private static CapReport cap(boolean acknowledged, List<String> violations) {
    return new CapReport(POOL, 4, 2, acknowledged, acknowledged, 2, violations);
  }

  private static Outcome outcome(Phase last, CapReport cap, List<String> unkilled) {
    WaveView.IssueView issue =
        new WaveView.IssueView(
            new IssueKey("o/r#1"),
            "Title",
            new RepositoryName("o/r"),
            last,
            null,
            "",
            null,
            "",
            1,
            List.of(),
            1,
            null,
            null,
            null,
            null,
            null,
            new WaveView.TimesView(null, null, null));
    WaveView wave =
        new WaveView(
            "demo",
            WavePhase.ENDED,
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(issue),
            WaveView.UNSANDBOXED);
    return new Outcome(wave, cap, Map.of(), List.of(), unkilled, 1);
  }

  @Test
  @DisplayName("C2: a demonstration with a grant above the acknowledged lower cap is not fine")
  void grantAboveTheCap() {
    CapObservation observation = new CapObservation(POOL, 2, held(1, 2, 3));
    observation.see(held(2, 3, 4));

    assertThat(outcome(Phase.DONE, cap(true, observation.violations()), List.of()).fine())
        .isFalse();
    assertThat(outcome(Phase.DONE, cap(true, List.of()), List.of()).fine()).isTrue();
  }

  @Test
  @DisplayName("nor is one whose lever was never pulled, that killed too little or left an issue")
  void whatElseIsMissing() {
    CapReport kept = cap(true, List.of());
    assertThat(outcome(Phase.DONE, cap(false, List.of()), List.of()).fine()).isFalse();
    assertThat(outcome(Phase.DONE, kept, List.of("worker was never killed")).fine()).isFalse();
    assertThat(outcome(Phase.SKIPPED, kept, List.of()).fine()).isFalse();
  }
}
