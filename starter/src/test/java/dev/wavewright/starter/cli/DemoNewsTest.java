package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.TimesView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DemoNewsTest {
  private static final String RED = "the check failed, back to the agent (round 1 of 3)";

  private final DemoNews news = new DemoNews();

  @Test
  @DisplayName("what sent an issue back is said once, in a line of its own, and is gone afterwards")
  void setBack() {
    assertThat(look(Phase.CHECKING, null, "", "")).containsExactly("acme/api#1  checking");
    assertThat(look(Phase.IMPLEMENTING, WaitReason.BEHIND_IN_QUEUE, RED + "; pool is full", RED))
        .containsExactly("acme/api#1  " + RED, "acme/api#1  implementing  behind-in-queue");
    assertThat(look(Phase.IMPLEMENTING, WaitReason.BEHIND_IN_QUEUE, RED + "; behind 2", RED))
        .isEmpty();
    assertThat(look(Phase.IMPLEMENTING, null, RED, RED))
        .containsExactly("acme/api#1  implementing");
    assertThat(look(Phase.CHECKING, null, "", "")).containsExactly("acme/api#1  checking");
    assertThat(look(Phase.IMPLEMENTING, null, "it conflicts", "it conflicts"))
        .containsExactly("acme/api#1  it conflicts", "acme/api#1  implementing");
  }

  @Test
  @DisplayName("a parked issue says why; one that waits for dependencies says nothing yet")
  void parked() {
    assertThat(look(Phase.WAITING_DEPENDENCIES, WaitReason.DEPENDENCY_NOT_LANDED, "", ""))
        .isEmpty();
    assertThat(look(Phase.PARKED, WaitReason.CHECK_FAILED, "the check exited with 1", ""))
        .containsExactly("acme/api#1  parked  check-failed  the check exited with 1");
  }

  private List<String> look(
      Phase phase, @Nullable WaitReason reason, String detail, String setBack) {
    return news.of(
        new WaveView(
            "w",
            WavePhase.RUNNING,
            Instant.EPOCH,
            null,
            List.of(
                new IssueView(
                    new IssueKey("acme/api#1"),
                    "t",
                    new RepositoryName("acme/api"),
                    phase,
                    reason,
                    detail,
                    reason == null ? null : reason.unblock(),
                    setBack,
                    1,
                    List.of(),
                    1,
                    null,
                    null,
                    null,
                    null,
                    null,
                    new TimesView(null, null, null))),
            WaveView.UNSANDBOXED));
  }
}
