package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Decision;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Foretold;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.model.HostId;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shell of the gate: awaits, decides, sends, looks after holders, continues as new. */
public final class CapacityWorkflowImpl implements CapacityWorkflow {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);

  /** Messages that cross to a next run; with a full queue they stay far below two megabytes. */
  static final int MOST_MESSAGES_CARRIED = 1_000;

  /** Far below the 51,200 events at which a server ends a run. */
  private static final int MOST_EVENTS = 40_000;

  private final int continueAsNewAfter;
  private final List<Event> inbox = new ArrayList<>();
  private final Courier courier = new Courier(inbox::add);
  private final HolderSweep sweep = new HolderSweep(inbox::add);
  private Gate gate;
  private Foretold foretold;
  private Instant nextSweep;
  private boolean sweeping;
  private @Nullable Alarm alarm;

  private record Alarm(Instant at, Promise<Void> timer, CancellationScope scope) {}

  @WorkflowInit
  public CapacityWorkflowImpl(CapacityState state) {
    if (state.version() != CapacityState.VERSION
        && state.version() != CapacityState.WITH_TIMES_SINCE_1970) {
      throw ApplicationFailure.newNonRetryableFailure(
          "state of version " + state.version() + "; this worker knows " + CapacityState.VERSION,
          "UnknownStateVersion");
    }
    continueAsNewAfter = state.continueAsNewAfter();
    gate = StateRows.read(state);
    foretold = ForetoldRows.value(state.foretold());
    nextSweep = Instant.ofEpochMilli(state.nextSweep());
  }

  @Override
  public void run(CapacityState state) {
    while (true) {
      Decision decision = decide();
      if (renewalDue()) {
        continueAsNew();
      }
      courier.send(gate, now());
      sweepIfDue();
      Workflow.setCurrentDetails(GateViews.markdown(GateViews.view(gate)));
      awaitNews(decision.wakeAt());
    }
  }

  private Decision decide() {
    if (!gate.busy()) {
      nextSweep = now().plus(SWEEP_EVERY);
    }
    List<Event> events = List.copyOf(inbox);
    inbox.clear();
    Decision decision = CapacityDecider.decide(new CapacitySnapshot(gate, now(), events));
    gate = decision.gate();
    foretold = foretold.after(decision, now());
    return decision;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /**
   * A sweep may finish first, within reason: the next run would have to begin it again. So may the
   * sending of many messages, as after an outage: a next run could not be given all of them.
   */
  private boolean renewalDue() {
    long events = Workflow.getInfo().getHistoryLength();
    return events >= continueAsNewAfter
        && (!sweeping || events >= continueAsNewAfter + continueAsNewAfter / 2)
        && (gate.outbox().size() <= MOST_MESSAGES_CARRIED || events >= MOST_EVENTS);
  }

  /** Signals commanded in the task that closes a run are lost: all are awaited before. */
  private void continueAsNew() {
    Workflow.await(courier::idle);
    decide();
    Workflow.newContinueAsNewStub(CapacityWorkflow.class)
        .run(StateRows.write(gate, continueAsNewAfter, nextSweep).with(ForetoldRows.row(foretold)));
  }

  private void sweepIfDue() {
    if (sweeping || !gate.busy() || now().isBefore(nextSweep)) {
      return;
    }
    nextSweep = now().plus(SWEEP_EVERY);
    sweeping = true;
    sweep
        .start(gate)
        .handle(
            (swept, failure) -> {
              sweeping = false;
              return null;
            });
  }

  /** Waits for a signal, a result or the one timer; returns at once when time is up already. */
  private void awaitNews(@Nullable Instant wakeAt) {
    boolean sweepComes = gate.busy() && !sweeping;
    Instant next =
        sweepComes && (wakeAt == null || nextSweep.isBefore(wakeAt)) ? nextSweep : wakeAt;
    if (next != null && !next.isAfter(now())) {
      return;
    }
    if (next != null) {
      setAlarm(next);
    }
    boolean wasSweeping = sweeping;
    Workflow.await(() -> !inbox.isEmpty() || alarmRang() || sweeping != wasSweeping);
    if (alarmRang()) {
      alarm = null;
    }
  }

  /** An alarm that rings too early costs less than one cancelled at every change. */
  private void setAlarm(Instant at) {
    if (alarm != null) {
      if (!at.isBefore(alarm.at())) {
        return;
      }
      alarm.scope().cancel();
    }
    Duration wait = Duration.between(now(), at);
    TimerOptions options =
        TimerOptions.newBuilder().setSummary("next deadline or look at holders").build();
    List<Promise<Void>> timers = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(() -> timers.add(Workflow.newTimer(wait, options)));
    scope.run();
    alarm = new Alarm(at, timers.getFirst(), scope);
  }

  private boolean alarmRang() {
    return alarm != null && alarm.timer().isCompleted();
  }

  @Override
  public void request(LeaseRequest request) {
    inbox.add(Signals.event(request));
  }

  @Override
  public void requestAll(LeaseRequests requests) {
    requests.requests().forEach(this::request);
    requests.releases().forEach(this::release);
  }

  @Override
  public void release(LeaseRelease release) {
    inbox.add(Signals.event(release));
  }

  @Override
  public void cancel(TicketCancel cancel) {
    inbox.add(Signals.event(cancel));
  }

  @Override
  public void cancelWaiting(WaitingCancel cancel) {
    inbox.add(Signals.event(cancel));
  }

  @Override
  public void move(TicketMoves moves) {
    moves.moves().forEach(move -> inbox.add(Signals.event(move)));
  }

  @Override
  public void place(TicketPlacement placement) {
    inbox.add(Signals.event(placement));
  }

  @Override
  public void extend(TicketExtension extension) {
    inbox.add(Signals.event(extension));
  }

  @Override
  public void steer(CapSteering steering) {
    Signals.event(steering).ifPresent(inbox::add);
  }

  @Override
  public void host(HostRegistration host) {
    inbox.add(Signals.event(host));
  }

  @Override
  public void tell(HostCondition condition) {
    inbox.add(Signals.event(condition));
  }

  @Override
  public void hostLost(HostLoss loss) {
    inbox.add(new Event.HostLost(loss.host(), loss.by()));
  }

  @Override
  public void epoch(long epoch) {
    inbox.add(new Event.EpochRaised(epoch));
  }

  @Override
  public boolean knows(HostId host) {
    return gate.knows(host);
  }

  @Override
  public HostCondition condition(HostId host) {
    return GateViews.condition(gate, host);
  }

  @Override
  public CapacityView view() {
    return GateViews.view(gate, foretold, now());
  }

  @Override
  public CapacityView.@Nullable ExpectedStart expected(LeaseRequest request) {
    return GateViews.expected(gate, foretold, Signals.event(request), now());
  }
}
