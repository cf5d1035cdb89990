package dev.wavewright.workflows.capacity;

import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Stays open until told to finish. */
public final class RequesterImpl implements Requester {
  private final List<LeaseGrant> grants = new ArrayList<>();
  private final List<LeaseRefusal> refusals = new ArrayList<>();
  private boolean finished;

  @Override
  public void run() {
    Workflow.await(() -> finished);
  }

  @Override
  public void granted(LeaseGrant grant) {
    grants.add(grant);
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    refusals.add(refusal);
  }

  @Override
  public void finish() {
    finished = true;
  }

  @Override
  public List<LeaseGrant> grants() {
    return List.copyOf(grants);
  }

  @Override
  public List<LeaseRefusal> refusals() {
    return List.copyOf(refusals);
  }
}
