package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.merge.MergeClient;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueView;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.merge.MergeWithdrawal;
import dev.wavewright.workflows.model.LeaseKind;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge queue that answers the n-th approval with the n-th result, the last one for all further
 * ones. {@code WITHDRAWN} in the script means: wait until it is withdrawn. A landing releases the
 * in-flight lease as the real one does.
 */
public final class FakeMergeQueue implements MergeQueueWorkflow {
  private final List<Result> script;
  private final Deque<MergeRequest> line = new ArrayDeque<>();
  private @Nullable MergeRequest held;
  private boolean withdrawn;
  private int answered;

  FakeMergeQueue(List<Result> script) {
    this.script = script;
  }

  @Override
  public void run(MergeQueueState state) {
    while (true) {
      Workflow.await(() -> !line.isEmpty());
      MergeRequest request = line.removeFirst();
      Result result = script.get(Math.min(answered++, script.size() - 1));
      if (result == Result.WITHDRAWN) {
        held = request;
        Workflow.await(() -> withdrawn);
        answer(request, result);
      } else {
        holder(request).mergeStarted(request.ticket());
        if (result == Result.LANDED && request.inFlight() != null) {
          Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
              .release(new LeaseRelease(request.key(), LeaseKind.IN_FLIGHT, request.inFlight()));
        }
        answer(request, result);
      }
    }
  }

  private static MergeClient holder(MergeRequest request) {
    return Workflow.newExternalWorkflowStub(MergeClient.class, request.holder());
  }

  private static void answer(MergeRequest request, Result result) {
    holder(request)
        .mergeEnded(
            new MergeOutcome(
                request.ticket(),
                result,
                result == Result.LANDED ? IssueLab.LANDED : null,
                result == Result.CONFLICT
                    ? List.of(new MergeOutcome.Conflict("a.txt", "x", "y", "acme/api#4 Rename"))
                    : List.of(),
                "the queue said " + result.word(),
                null,
                ""));
  }

  @Override
  public void enqueue(MergeRequest request) {
    line.add(request);
  }

  @Override
  public void withdraw(MergeWithdrawal withdrawal) {
    withdrawn |= held != null && held.ticket().equals(withdrawal.ticket());
  }

  @Override
  public void reopen(String by) {}

  @Override
  public void hostLost(HostLoss loss) {}

  @Override
  public MergeQueueView view() {
    return new MergeQueueView(
        IssueLab.REPOSITORY, "agent/main", null, List.of(), List.of(), null, null);
  }
}
