package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.tracker.TrackerState;
import dev.wavewright.workflows.tracker.TrackerWorkflow;
import dev.wavewright.workflows.wave.WaveActivities.IssueRun;
import dev.wavewright.workflows.wave.WaveActivities.RunOfIssue;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import dev.wavewright.workflows.wave.core.Board;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveAction;
import dev.wavewright.workflows.wave.core.WaveCore;
import dev.wavewright.workflows.wave.core.WaveEvent;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Feeds what happens to {@link WaveCore} and carries out what it says. */
public final class WaveWorkflowImpl implements WaveWorkflow {
  private static final Logger log = Workflow.getLogger(WaveWorkflowImpl.class);
  private static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("Phase");

  /** Not every one of the best can get a place: several may be of one repository. */
  private static final int AHEAD_PER_PLACE = 2;

  private static final Duration TRACKER_PATIENCE = Duration.ofSeconds(20);

  private final WavePlan plan;
  private final int eventsPerRun;
  private final int mostAtGate;
  private final Instant started;
  private final WaveActivities activities =
      Workflow.newActivityStub(
          WaveActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(30))
              .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(3).build())
              .setSummary("look for issues that ended silently")
              .build());

  private final List<WaveEvent> inbox = new ArrayList<>();
  private Board board;
  private @Nullable Instant ended;
  private @Nullable WavePhase shown;
  private int outstanding;
  private final GateMessages gate = new GateMessages(() -> board);
  private @Nullable Promise<Void> sweep;
  private boolean sweeping;
  private boolean sweepSoon;

  @WorkflowInit
  public WaveWorkflowImpl(WaveState state) {
    plan = state.plan();
    eventsPerRun = state.eventsPerRun();
    mostAtGate = state.mostAtGate();
    Instant carried = state.started();
    started = carried == null ? now() : carried;
    board = WaveRecords.board(state);
  }

  @Override
  public WaveStatus run(WaveState state) {
    if (state.started() == null && tracked()) {
      background(this::startTracker);
    }
    while (true) {
      takeIn();
      if (board.standing() == Board.Standing.ENDED) {
        settle();
        if (!inbox.isEmpty()) {
          continue;
        }
        ended = now();
        show();
        return status();
      }
      if (mayRenew() && inbox.isEmpty()) {
        Workflow.continueAsNew(WaveRecords.state(plan, eventsPerRun, mostAtGate, started, board));
      }
      scheduleSweep();
      Workflow.await(() -> !inbox.isEmpty() || sweepDue() || mayRenew());
      if (sweepDue()) {
        sweep();
      }
    }
  }

  @Override
  public void report(IssueReport report) {
    inbox.add(
        new WaveEvent.Reported(
            report.key(),
            report.phase(),
            report.reason(),
            report.landed(),
            report.inFlight(),
            report.handedOver(),
            report.at()));
  }

  @Override
  public void cancel(String by) {
    inbox.add(new WaveEvent.CancelAsked(by));
  }

  @Override
  public void skip(String key) {
    key(key).ifPresent(known -> inbox.add(new WaveEvent.SkipAsked(known)));
  }

  @Override
  public void retry(String key) {
    key(key).ifPresent(known -> inbox.add(new WaveEvent.RetryAsked(known)));
  }

  @Override
  public WaveStatus status() {
    return WaveRecords.status(plan, started, ended, board);
  }

  /** Issue files are never written: nothing is shown there. */
  private boolean tracked() {
    return plan.project().tracker().kind().equals(TrackerSettings.GITHUB);
  }

  /**
   * Starts what shows this wave at its tracker. The tracker of an earlier wave of this name may
   * still be at its last writes; then it is waited for.
   */
  private void startTracker() {
    TrackerState first = TrackerState.initial(plan.wave(), started, plan.project());
    while (true) {
      TrackerWorkflow tracker =
          Workflow.newChildWorkflowStub(
              TrackerWorkflow.class,
              ChildWorkflowOptions.newBuilder()
                  .setWorkflowId(TrackerWorkflow.id(plan.wave()))
                  .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                  .setStaticSummary("What wave " + plan.wave().name() + " shows at its tracker")
                  .build());
      // Not awaited: the wave needs nothing of it.
      Async.function(tracker::run, first).handle((result, failure) -> result);
      try {
        Workflow.getWorkflowExecution(tracker).get();
        return;
      } catch (ChildWorkflowFailure failure) {
        log.info("the tracker of the wave before this one is not done yet");
        Workflow.sleep(TRACKER_PATIENCE);
      }
    }
  }

  private void takeIn() {
    WaveCore.Step step = WaveCore.step(board, drain(), mostAtGate);
    board = step.board();
    carryOut(step.actions());
    show();
  }

  private List<WaveEvent> drain() {
    List<WaveEvent> events = List.copyOf(inbox);
    inbox.clear();
    return events;
  }

  /**
   * A signal or start commanded in the task that closes a run is lost, so none may be on its way.
   */
  private void settle() {
    Workflow.await(this::nothingOutstanding);
  }

  /** Only between decisions: the board of a step whose actions were not carried out would lie. */
  private boolean mayRenew() {
    return nothingOutstanding() && Workflow.getInfo().getHistoryLength() >= eventsPerRun;
  }

  private boolean nothingOutstanding() {
    return outstanding == 0 && gate.idle();
  }

  private void carryOut(List<WaveAction> actions) {
    List<WaveAction.StartIssue> starts = new ArrayList<>();
    List<IssueKey> cancels = new ArrayList<>();
    List<LeaseRelease> releases = new ArrayList<>();
    for (WaveAction action : actions) {
      switch (action) {
        case WaveAction.StartIssue start -> starts.add(start);
        case WaveAction.CancelIssue cancel -> cancels.add(cancel.key());
        case WaveAction.Reorder reorder -> gate.move(reorder.ranks());
        case WaveAction.GiveBack lease ->
            releases.add(new LeaseRelease(lease.key(), LeaseKind.IN_FLIGHT, lease.token()));
      }
    }
    startAndAsk(starts, releases);
    cancelIssues(cancels);
  }

  /** Returns the child once it runs; empty if it could not be started. */
  private Promise<Optional<GateMessages.Child>> start(WaveAction.StartIssue start) {
    PlannedIssue issue = WaveRecords.planned(plan, start.key());
    IssueInput input = WaveRecords.input(plan, issue, board, start.rank());
    Instant since = now();
    IssueWorkflow child =
        Workflow.newChildWorkflowStub(
            IssueWorkflow.class,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(start.key().workflowId())
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                .setTypedSearchAttributes(WaveRecords.searchAttributes(plan.wave(), issue))
                .setStaticSummary(WaveRecords.summary(issue))
                .build());
    // Not awaited: it only tells the sweep to look now, as long as this run is still the parent.
    Async.function(child::run, input)
        .handle(
            (result, failure) -> {
              sweepSoon |= failure != null;
              return result;
            });
    Promise<WorkflowExecution> running = Workflow.getWorkflowExecution(child);
    outstanding++;
    return Async.function(
        () -> {
          try {
            String run = running.get().getRunId();
            inbox.add(new WaveEvent.ChildStarted(start.key(), run));
            return Optional.of(new GateMessages.Child(input, run, since));
          } catch (ChildWorkflowFailure failure) {
            inbox.add(new WaveEvent.ChildRefused(start.key(), refusal(start.key(), failure)));
            return Optional.empty();
          } finally {
            outstanding--;
          }
        });
  }

  /**
   * Starts issues, best first, and asks for their leases once they run. Each asking for itself
   * would race, and the first to arrive gets a free place whatever its rank. Those that may get a
   * place now go ahead of the others: the server confirms the starts of one parent one by one, and
   * the first grants would wait for the last start. The leases go back with the first of the
   * requests, and so to the best of them if it comes before all others in line.
   */
  private void startAndAsk(List<WaveAction.StartIssue> starts, List<LeaseRelease> releases) {
    if (starts.isEmpty()) {
      if (!releases.isEmpty()) {
        gate.ask(List.of(), releases);
      }
      return;
    }
    int ahead = Math.min(starts.size(), AHEAD_PER_PLACE * plan.project().effectiveInFlight());
    List<Promise<Optional<GateMessages.Child>>> first = startAll(starts.subList(0, ahead));
    List<WaveAction.StartIssue> others = List.copyOf(starts.subList(ahead, starts.size()));
    background(
        () -> {
          gate.ask(running(first), releases);
          if (!others.isEmpty()) {
            gate.ask(running(startAll(others)), List.of());
          }
        });
  }

  private List<Promise<Optional<GateMessages.Child>>> startAll(List<WaveAction.StartIssue> starts) {
    return starts.stream().map(this::start).toList();
  }

  private static List<GateMessages.Child> running(
      List<Promise<Optional<GateMessages.Child>>> starting) {
    return starting.stream().flatMap(child -> child.get().stream()).toList();
  }

  private static String refusal(IssueKey key, ChildWorkflowFailure failure) {
    Throwable cause = failure.getCause();
    return cause != null && cause.getClass().getSimpleName().endsWith("AlreadyStarted")
        ? "workflow " + key.workflowId() + " is running already, for another wave or by hand"
        : String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  /**
   * Ends those that wait before those that work: the place of one that ends would go to the next
   * that waits, and an agent would begin only to be ended.
   */
  private void cancelIssues(List<IssueKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    String by = String.valueOf(board.cancelledBy());
    background(
        () -> {
          gate.cancelWaiting(keys, "cancelled by " + by);
          keys.forEach(key -> cancelIssue(key, by));
        });
  }

  private void cancelIssue(IssueKey key, String by) {
    IssueWorkflow issue = Workflow.newExternalWorkflowStub(IssueWorkflow.class, key.workflowId());
    background(() -> Deliveries.deliver("cancel of " + key, () -> issue.cancel(by)));
  }

  /** Does something beside the loop; the run neither ends nor renews before it is done. */
  private void background(Runnable work) {
    outstanding++;
    Async.procedure(
        () -> {
          try {
            work.run();
          } finally {
            outstanding--;
          }
        });
  }

  private void scheduleSweep() {
    Optional<Duration> after = board.sweepAfter();
    if (sweep == null && !sweeping && after.isPresent()) {
      sweep = Workflow.newTimer(after.get());
    }
  }

  private boolean sweepDue() {
    return !sweeping && (sweepSoon || (sweep != null && sweep.isCompleted()));
  }

  private void sweep() {
    sweepSoon = false;
    if (sweep != null && sweep.isCompleted()) {
      sweep = null;
    }
    List<RunOfIssue> runs = new ArrayList<>();
    for (Line line : board.driven()) {
      String run = line.run();
      if (run != null) {
        runs.add(new RunOfIssue(line.key().workflowId(), run));
      }
    }
    if (runs.isEmpty()) {
      return;
    }
    sweeping = true;
    background(
        () -> {
          try {
            activities.describeIssues(runs).forEach(this::found);
          } catch (ActivityFailure failure) {
            log.warn("silent issues could not be looked at, next time again", failure);
          } finally {
            sweeping = false;
          }
        });
  }

  private void found(IssueRun found) {
    if (found.open()) {
      return;
    }
    for (Line line : board.driven()) {
      if (line.key().workflowId().equals(found.run().workflow())) {
        IssueStatus result = found.result();
        inbox.add(
            new WaveEvent.ChildFoundClosed(
                line.key(),
                found.run().run(),
                result == null ? null : WaveRecords.reported(result, now())));
      }
    }
  }

  private void show() {
    WavePhase phase = WaveRecords.phase(board.standing());
    if (phase != shown) {
      shown = phase;
      Workflow.upsertTypedSearchAttributes(PHASE.valueSet(phase.word()));
    }
    Workflow.setCurrentDetails(WaveRecords.details(status()));
  }

  private Optional<IssueKey> key(String text) {
    return board.lines().stream()
        .map(Line::key)
        .filter(key -> key.value().equals(text))
        .findFirst();
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
