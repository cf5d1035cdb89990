package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport.Ending;
import dev.wavewright.workflows.issue.IssueActivities.Review.Decision;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Spend;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A host that writes down what it is asked, and answers from scripts; by default all goes well. */
final class FakeHost implements IssueActivities {
  final List<String> diary = new CopyOnWriteArrayList<>();
  final List<AgentWork> runs = new CopyOnWriteArrayList<>();
  final List<SessionWork> preparations = new CopyOnWriteArrayList<>();
  final BlockingQueue<Prepared> preparing = new LinkedBlockingQueue<>();
  final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  final BlockingQueue<Decision> reviews = new LinkedBlockingQueue<>();
  final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();

  /** What the next runs say they used; nothing when it is empty. */
  final BlockingQueue<Spend> spends = new LinkedBlockingQueue<>();

  final AtomicInteger mostAgents = new AtomicInteger();

  /** Name of the activity that hangs until it is stopped or called off; empty for none. */
  volatile String hangs = "";

  /** When the allowance begins anew, as a run without quota says; null if it does not. */
  volatile @Nullable Instant resetsAt;

  /** Name of the activity that breaks; empty for none. */
  volatile String breaks = "";

  private final WorkflowClient client;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger agents = new AtomicInteger();

  FakeHost(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public Prepared prepare(SessionWork work) {
    diary.add("prepare");
    preparations.add(work);
    breakOrHang("prepare");
    Prepared scripted = preparing.poll();
    return scripted != null
        ? scripted
        : new Prepared(Prepared.State.READY, IssueLab.BASE, "/worktree", null, "");
  }

  @Override
  public AgentReport runAgent(AgentWork work) {
    diary.add("run " + work.round());
    runs.add(work);
    mostAgents.accumulateAndGet(agents.incrementAndGet(), Math::max);
    try {
      breakOrHang("run");
    } finally {
      agents.decrementAndGet();
    }
    client
        .newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
        .release(new LeaseRelease(work.session().key(), LeaseKind.SESSION, work.token()));
    if (stopped.getCount() == 0) {
      return report(Ending.STOPPED, IssueLab.commit(work.turn()), null);
    }
    if (work.round() == Round.REVIEW) {
      Decision decision = reviews.poll();
      return report(
          Ending.FINISHED,
          IssueLab.commit(1),
          new Review(decision == null ? Decision.APPROVE : decision, "name it well"));
    }
    Ending ending = endings.poll();
    return report(ending == null ? Ending.FINISHED : ending, IssueLab.commit(work.turn()), null);
  }

  private AgentReport report(Ending ending, CommitId commit, @Nullable Review review) {
    return new AgentReport(
        ending,
        commit,
        ending == Ending.OUT_OF_QUOTA ? 1 : 0,
        4711,
        "s",
        10,
        review,
        "agent's log",
        ending == Ending.OUT_OF_QUOTA ? "the limit of account main is reached" : "",
        ending == Ending.OUT_OF_QUOTA ? resetsAt : null,
        spends.poll());
  }

  @Override
  public CheckReport check(SessionWork work, CommitId commit, int attempt) {
    diary.add("check");
    breakOrHang("check");
    Verdict scripted = verdicts.poll();
    Verdict verdict = scripted == null ? Verdict.GREEN : scripted;
    int exitCode = verdict == Verdict.GREEN ? 0 : 1;
    return new CheckReport(
        verdict, "digest", exitCode, List.of(), "check's log", "said " + verdict);
  }

  @Override
  public void stopAgent(SessionWork work) {
    diary.add("stop");
    stopped.countDown();
  }

  @Override
  public String retire(SessionWork work) {
    diary.add("retire");
    return "refs/wavewright/rescue/retired";
  }

  @Override
  public String rescue(SessionWork work) {
    diary.add("rescue");
    return "refs/wavewright/rescue/parked";
  }

  private void breakOrHang(String activity) {
    if (breaks.equals(activity)) {
      throw ApplicationFailure.newNonRetryableFailure("the disk is full", "DiskFull");
    }
    if (!hangs.equals(activity)) {
      return;
    }
    try {
      while (!stopped.await(50, TimeUnit.MILLISECONDS)) {
        Activity.getExecutionContext().heartbeat(null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ApplicationFailure.newNonRetryableFailure("interrupted", "Interrupted");
    } catch (ActivityCompletionException calledOff) {
      diary.add("called off " + activity);
      throw calledOff;
    }
  }
}
