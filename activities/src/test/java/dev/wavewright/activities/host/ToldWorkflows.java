package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.wave.WaveStatus;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Workflows that answer the questions of the real ones with what a test told them. */
final class ToldWorkflows {
  private ToldWorkflows() {}

  /** A wave. */
  @WorkflowInterface
  public interface Wave {
    @WorkflowMethod(name = "ToldWave")
    void run(WaveStatus status);

    @SignalMethod
    void tell(WaveStatus status);

    /** Says this and is over. */
    @SignalMethod
    void end(WaveStatus status);

    @QueryMethod
    WaveStatus status();
  }

  /** An issue. */
  @WorkflowInterface
  public interface Issue {
    @WorkflowMethod(name = "ToldIssue")
    void run(IssueStatus status);

    @SignalMethod
    void tell(IssueStatus status);

    @QueryMethod
    IssueStatus status();
  }

  /** The gate. */
  @WorkflowInterface
  public interface Gate {
    @WorkflowMethod(name = "ToldGate")
    void run(CapacityView view);

    @QueryMethod
    CapacityView view();
  }

  /** See {@link Wave}. */
  public static final class WaveImpl implements Wave {
    private WaveStatus status;
    private boolean over;

    @WorkflowInit
    public WaveImpl(WaveStatus status) {
      this.status = status;
    }

    @Override
    public void run(WaveStatus first) {
      Workflow.await(() -> over);
    }

    @Override
    public void tell(WaveStatus next) {
      status = next;
    }

    @Override
    public void end(WaveStatus last) {
      status = last;
      over = true;
    }

    @Override
    public WaveStatus status() {
      return status;
    }
  }

  /** See {@link Issue}. */
  public static final class IssueImpl implements Issue {
    private IssueStatus status;

    @WorkflowInit
    public IssueImpl(IssueStatus status) {
      this.status = status;
    }

    @Override
    public void run(IssueStatus first) {
      Workflow.await(() -> false);
    }

    @Override
    public void tell(IssueStatus next) {
      status = next;
    }

    @Override
    public IssueStatus status() {
      return status;
    }
  }

  /** See {@link Gate}. */
  public static final class GateImpl implements Gate {
    private final CapacityView view;

    @WorkflowInit
    public GateImpl(CapacityView view) {
      this.view = view;
    }

    @Override
    public void run(CapacityView first) {
      Workflow.await(() -> false);
    }

    @Override
    public CapacityView view() {
      return view;
    }
  }
}
