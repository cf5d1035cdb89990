package dev.wavewright.it;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.GrantedLease;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.capacity.LeaseRelease;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;

/** Holds leases in the name of many requests: gives each back at once, and counts the answers. */
@WorkflowInterface
public interface GateAsker {
  /** Runs until it is terminated, with the id of the gate that it gives leases back to. */
  @WorkflowMethod
  void run(String gate);

  @SignalMethod(name = "granted")
  void granted(LeaseGrant grant);

  @SignalMethod(name = "refused")
  void refused(LeaseRefusal refusal);

  /** Returns the tickets that were granted, with how often their holder was told. */
  @QueryMethod
  SortedMap<String, Integer> grants();

  /** Returns the tickets that were refused, with how often their holder was told. */
  @QueryMethod
  SortedMap<String, Integer> refusals();

  /** Gives back what is granted, for ever. */
  final class Impl implements GateAsker {
    private final SortedMap<String, Integer> grants = new TreeMap<>();
    private final SortedMap<String, Integer> refusals = new TreeMap<>();
    private final Queue<LeaseRelease> releases = new ArrayDeque<>();

    @Override
    public void run(String gate) {
      CapacityWorkflow to = Workflow.newExternalWorkflowStub(CapacityWorkflow.class, gate);
      while (true) {
        Workflow.await(() -> !releases.isEmpty());
        to.release(releases.remove());
      }
    }

    @Override
    public void granted(LeaseGrant grant) {
      if (grants.merge(grant.ticket().value(), 1, Integer::sum) == 1) {
        for (GrantedLease lease : grant.leases()) {
          releases.add(new LeaseRelease(grant.key(), lease.kind(), lease.token()));
        }
      }
    }

    @Override
    public void refused(LeaseRefusal refusal) {
      refusals.merge(refusal.ticket().value(), 1, Integer::sum);
    }

    @Override
    public SortedMap<String, Integer> grants() {
      return new TreeMap<>(grants);
    }

    @Override
    public SortedMap<String, Integer> refusals() {
      return new TreeMap<>(refusals);
    }
  }
}
