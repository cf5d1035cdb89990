package dev.wavewright.workflows.merge;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;

/** Stands in for an issue: it only remembers what the merge queue told it. */
@WorkflowInterface
public interface HolderWorkflow extends MergeClient {
  @WorkflowMethod
  void run();

  @QueryMethod
  List<MergeOutcome> ended();

  @QueryMethod
  List<String> started();

  /** Never ends by itself. */
  final class Impl implements HolderWorkflow {
    private final List<MergeOutcome> ended = new ArrayList<>();
    private final List<String> started = new ArrayList<>();

    @Override
    public void run() {
      Workflow.await(() -> false);
    }

    @Override
    public void mergeEnded(MergeOutcome outcome) {
      ended.add(outcome);
    }

    @Override
    public void mergeStarted(String ticket) {
      started.add(ticket);
    }

    @Override
    public List<MergeOutcome> ended() {
      return ended;
    }

    @Override
    public List<String> started() {
      return started;
    }
  }
}
