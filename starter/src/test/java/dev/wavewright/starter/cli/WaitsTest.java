package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final IssueKey KEY = new IssueKey("acme/api#1");
  private static final PoolName HOST = new HostId("box").pool();

  @Test
  @DisplayName(
      "an issue that waits for a drained host names it, and the command that ends the wait")
  void drainedHost() {
    IssueStatus told =
        Waits.told(
            status(WaitReason.BEHIND_IN_QUEUE, ""),
            () ->
                gate(
                    WaitReason.PAUSED,
                    HOST,
                    "no host takes a session: host:box is drained by ada"));
    assertThat(told.reason()).isEqualTo(WaitReason.PAUSED);
    assertThat(told.detail()).isEqualTo("no host takes a session: host:box is drained by ada");
    assertThat(told.unblock()).isEqualTo("wavewright capacity resume --pool host:box");
  }

  @Test
  @DisplayName("each reason of the gate comes with its own action")
  void actions() {
    assertThat(unblock(WaitReason.PAUSED, null)).isEqualTo("wavewright capacity resume");
    assertThat(unblock(WaitReason.POOL_FULL, PoolName.project("shop")))
        .isEqualTo("wait, or raise the cap: wavewright capacity set 3 --pool project:shop");
    assertThat(unblock(WaitReason.POOL_FULL, HOST))
        .isEqualTo("wait, or raise the cap: wavewright capacity step-up --pool host:box");
    assertThat(unblock(WaitReason.POOL_FULL, new HostId("lost").pool()))
        .isEqualTo("wait, or add a worker: wavewright worker");
    assertThat(unblock(WaitReason.POOL_FULL, null))
        .isEqualTo("wait, or look at the caps: wavewright capacity");
    assertThat(unblock(WaitReason.BEHIND_IN_QUEUE, PoolName.project("shop")))
        .isEqualTo(
            "wait, or raise its priority: wavewright queue move 'acme/api#1/1' --priority 0");
  }

  private static String unblock(WaitReason why, @Nullable PoolName pool) {
    return Waits.told(status(WaitReason.BEHIND_IN_QUEUE, ""), () -> gate(why, pool, "because"))
        .unblock();
  }

  @Test
  @DisplayName("what sent an issue back to its agent stays in front of why it waits")
  void setBack() {
    IssueStatus told =
        Waits.told(
            status(WaitReason.BEHIND_IN_QUEUE, "the check failed"),
            () -> gate(WaitReason.POOL_FULL, HOST, "pool host:box is full (1/1)"));
    assertThat(told.detail()).isEqualTo("the check failed; pool host:box is full (1/1)");
  }

  @Test
  @DisplayName(
      "an issue that waits for something else, or that the gate does not know, says it itself")
  void others() {
    IssueStatus parked = status(WaitReason.CHECK_FAILED, "the check exited with 1");
    assertThat(
            Waits.told(
                parked,
                () -> {
                  throw new AssertionError("the gate was asked");
                }))
        .isSameAs(parked);
    IssueStatus queued = status(WaitReason.BEHIND_IN_QUEUE, "");
    CapacityView empty = new CapacityView(List.of(), List.of(), List.of(), false);
    assertThat(Waits.told(queued, () -> empty)).isSameAs(queued);
  }

  private static CapacityView gate(WaitReason why, @Nullable PoolName pool, String text) {
    return new CapacityView(
        List.of(),
        List.of(
            new CapacityView.Waiting(
                Ticket.of(KEY, 1),
                KEY,
                "issue/acme/api/1",
                1,
                Priority.DEFAULT,
                0,
                why,
                pool,
                text,
                Instant.EPOCH,
                null,
                "t",
                null,
                null,
                null)),
        List.of(
            new PoolView(PoolName.project("shop"), 2, 2, 2, 1, null, null, 2),
            new PoolView(HOST, 3, 1, 1, 1, "ada", "", 1),
            new PoolView(new HostId("lost").pool(), 0, 0, 0, 1, null, null, 0)),
        false);
  }

  private static IssueStatus status(WaitReason reason, String detail) {
    return new IssueStatus(
        KEY,
        "t",
        new RepositoryName("acme/api"),
        Phase.QUEUED,
        reason,
        detail,
        "as the issue says",
        0,
        0,
        0,
        0,
        Ticket.of(KEY, 1),
        null,
        "scripted",
        null,
        null,
        "",
        null,
        null,
        new IssueStatus.Times(null, null, null),
        null);
  }
}
