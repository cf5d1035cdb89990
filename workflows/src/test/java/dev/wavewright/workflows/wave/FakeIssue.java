package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.GrantedLease;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An issue without an agent: it asks the real gate for its leases unless its wave does, works until
 * a test says how it ends, gives them back, or leaves its place to its wave as the real one does,
 * and reports to it. A refusal ends it if it was cancelled, and parks it otherwise.
 */
public final class FakeIssue implements IssueWorkflow, IssueOrders {
  private static final int MOST_TRIES = 50;

  private @Nullable IssueInput given;
  private @Nullable LeaseGrant grant;
  private @Nullable Phase order;
  private boolean refused;
  private boolean retried;
  private boolean vanishing;
  private Phase phase = Phase.QUEUED;

  @Override
  public IssueStatus run(IssueInput input) {
    given = input;
    for (int request = 1; ; request++) {
      if (request > 1 || !input.askedByWave()) {
        ask(input, request);
      }
      Workflow.await(() -> grant != null || order != null);
      phase = grant == null ? Phase.QUEUED : Phase.IMPLEMENTING;
      Workflow.await(() -> order != null || vanishing);
      if (vanishing) {
        throw ApplicationFailure.newNonRetryableFailure("vanished", "Vanished");
      }
      Phase end = Objects.requireNonNull(order);
      LeaseToken left = end == Phase.DONE && input.hasDependents() ? inFlight() : null;
      // What comes from here on, as while the leases are given back, is an order of its own.
      order = null;
      if (!refused) {
        release(input, request, left);
      }
      refused = false;
      phase = end;
      CommitId commit = end == Phase.DONE ? Projects.commit(input.key().number()) : null;
      report(input, end, commit, left);
      if (end.isFinal()) {
        return status(input.key(), commit);
      }
      Workflow.await(() -> retried || order == Phase.CANCELLED);
      if (order == Phase.CANCELLED) {
        phase = Phase.CANCELLED;
        report(input, Phase.CANCELLED, null, null);
        return status(input.key(), null);
      }
      retried = false;
      phase = Phase.QUEUED;
      report(input, Phase.QUEUED, null, null);
    }
  }

  private void ask(IssueInput input, int request) {
    gate()
        .request(
            new LeaseRequest(
                Ticket.of(input.key(), request),
                input.key(),
                Workflow.getInfo().getWorkflowId(),
                Workflow.getInfo().getFirstExecutionRunId(),
                "implement",
                List.of(
                    new PoolShare(PoolName.project(input.project().project()), input.inFlightCap()),
                    new PoolShare(
                        PoolName.repository(input.repository()),
                        input.project().repository(input.repository()).orElseThrow().parallel())),
                true,
                List.of(PoolShare.unlimited(PoolName.agent(input.agent()))),
                List.of(),
                input.priority(),
                input.rank(),
                null,
                input.deadline(),
                input.text().title(),
                null));
  }

  private @Nullable LeaseToken inFlight() {
    return grant == null
        ? null
        : grant.lease(LeaseKind.IN_FLIGHT).map(GrantedLease::token).orElse(null);
  }

  private void release(IssueInput input, int request, @Nullable LeaseToken left) {
    LeaseGrant held = grant;
    grant = null;
    if (held == null) {
      gate().cancel(new TicketCancel(Ticket.of(input.key(), request), "cancelled"));
    } else {
      for (GrantedLease lease : held.leases()) {
        if (!lease.token().equals(left)) {
          gate().release(new LeaseRelease(input.key(), lease.kind(), lease.token()));
        }
      }
    }
  }

  private void report(
      IssueInput input, Phase reported, @Nullable CommitId commit, @Nullable LeaseToken left) {
    String wave = Objects.requireNonNull(input.wave()).workflowId();
    IssueReport report =
        new IssueReport(
            input.key(),
            reported,
            reported == Phase.PARKED ? WaitReason.CHECK_FAILED : null,
            commit,
            Instant.ofEpochMilli(Workflow.currentTimeMillis()),
            null,
            left);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try {
        Workflow.newExternalWorkflowStub(WaveWorkflow.class, wave).report(report);
        return;
      } catch (ApplicationFailure betweenTwoRuns) {
        // Between two runs of a wave the test server knows none.
        Workflow.sleep(Duration.ofMillis(200));
      }
    }
  }

  private static CapacityWorkflow gate() {
    return Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
  }

  private IssueStatus status(IssueKey key, @Nullable CommitId commit) {
    IssueInput input = Objects.requireNonNull(given);
    return FakeStatus.of(key, input.repository(), phase, commit);
  }

  @Override
  public void granted(LeaseGrant newGrant) {
    grant = newGrant;
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    refused = true;
    order = refusal.cause() == LeaseRefusal.Cause.CANCELLED ? Phase.CANCELLED : Phase.PARKED;
  }

  @Override
  public void mergeStarted(String ticket) {}

  @Override
  public void mergeEnded(MergeOutcome outcome) {}

  @Override
  public void retry(String by) {
    retried = phase == Phase.PARKED;
  }

  @Override
  public void skip(String by) {}

  @Override
  public void cancel(String by) {
    order = Phase.CANCELLED;
  }

  @Override
  public void land() {
    order = Phase.DONE;
  }

  @Override
  public void park() {
    order = Phase.PARKED;
  }

  @Override
  public void vanish() {
    vanishing = true;
  }

  @Override
  public boolean working() {
    return phase == Phase.IMPLEMENTING;
  }

  @Override
  public IssueInput input() {
    return Objects.requireNonNull(given);
  }

  @Override
  public void hostLost(HostLoss loss) {}

  @Override
  public IssueStatus status() {
    return status(Objects.requireNonNull(given).key(), null);
  }
}
