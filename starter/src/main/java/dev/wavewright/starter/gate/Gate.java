package dev.wavewright.starter.gate;

import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.capacity.TicketExtension;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.TicketPlacement;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The gate as commands and programs talk to it: signal-with-start, then a query until it is in
 * force.
 */
public final class Gate {
  private static final CapacityView NOTHING =
      new CapacityView(List.of(), List.of(), List.of(), false);

  private final WorkflowClient client;

  public Gate(WorkflowClient client) {
    this.client = client;
  }

  /** Returns what the gate looks like; a gate that nobody has asked yet is empty. */
  public CapacityView view() {
    try {
      return client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view();
    } catch (WorkflowNotFoundException e) {
      return NOTHING;
    }
  }

  /** Answers whether a new task would be taken and, of one that would wait, when it may start. */
  public Advice advise(CapacityView view, Question question) {
    Advice advice = Delegation.answer(view, question);
    return advice.delegate() == Delegate.NO
        ? advice.expecting(expected(question.asRequest(view)))
        : advice;
  }

  private @Nullable ExpectedStart expected(LeaseRequest request) {
    try {
      return client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).expected(request);
    } catch (WorkflowNotFoundException e) {
      return null;
    }
  }

  /** Tells whether a pool is that of a host that was declared lost and has not come back. */
  public boolean isLost(PoolName name) {
    try {
      return name.host().isPresent()
          && !client
              .newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
              .knows(name.host().get());
    } catch (WorkflowNotFoundException e) {
      return false;
    }
  }

  public Optional<PoolView> pool(PoolName name) {
    return pool(view(), name);
  }

  public static Optional<PoolView> pool(CapacityView view, PoolName name) {
    return view.pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  /** Returns the hosts that have registered, in the gate's order. */
  public static List<HostId> hosts(CapacityView view) {
    return view.pools().stream().flatMap(pool -> pool.name().host().stream()).toList();
  }

  /** Returns a host that takes sessions; empty if none does. */
  public static Optional<HostId> openHost(CapacityView view) {
    return view.pools().stream()
        .filter(pool -> pool.effective() > 0)
        .flatMap(pool -> pool.name().host().stream())
        .findFirst();
  }

  /**
   * Returns a host that takes sessions, else any that has registered.
   *
   * @throws Refusal if none has
   */
  public HostId anyHost() {
    CapacityView view = view();
    return openHost(view)
        .or(() -> hosts(view).stream().findFirst())
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.UNREACHABLE,
                    "no worker has registered a host",
                    "issues and repositories are read by a worker",
                    "wavewright up, or: wavewright worker"));
  }

  /**
   * Pulls the lever and waits until the gate shows it: from then on no grant goes by the cap
   * before. During a pause a cap shows as that in force after it.
   *
   * @throws Refusal with {@link Refusal.Kind#TIMED_OUT} if it does not show in time
   */
  public CapacityView steer(CapSteering steering) throws InterruptedException {
    CapacityView before = view();
    signal((request, gate) -> request.add(gate::steer, steering));
    return await(inForce(steering, before), steering.action().word());
  }

  /** Declares a host lost and waits until nothing on it counts and nothing can be granted there. */
  public CapacityView declareLost(HostLoss loss) throws InterruptedException {
    signal((request, gate) -> request.add(gate::hostLost, loss));
    return await(
        view ->
            pool(view, loss.host().pool())
                .filter(pool -> pool.held() > 0 || pool.effective() > 0)
                .isEmpty(),
        "the loss of " + loss.host());
  }

  /** Signals the gate, and starts it if it does not run. */
  private void signal(BiConsumer<BatchRequest, CapacityWorkflow> add) {
    BatchRequest request = client.newSignalWithStartRequest();
    CapacityWorkflow gate = startable();
    request.add(gate::run, CapacityState.initial());
    add.accept(request, gate);
    client.signalWithStart(request);
  }

  /** Ends a ticket and waits until it neither waits nor holds as waiting. */
  public CapacityView cancel(TicketCancel cancel) throws InterruptedException {
    signal((request, gate) -> request.add(gate::cancel, cancel));
    return await(
        view ->
            view.waiting().stream().noneMatch(waiting -> waiting.ticket().equals(cancel.ticket())),
        "cancel");
  }

  /** Sends new places and waits until those tickets that still wait have them. */
  public CapacityView move(TicketMoves.Move move) throws InterruptedException {
    signal((request, gate) -> request.add(gate::move, new TicketMoves(List.of(move))));
    return await(
        view ->
            view.waiting().stream()
                .filter(waiting -> waiting.ticket().equals(move.ticket()))
                .allMatch(
                    waiting ->
                        (move.priority() == null || waiting.priority().equals(move.priority()))
                            && (move.rank() == null || waiting.rank() == move.rank())),
        "move");
  }

  /** Puts a ticket somewhere and waits until it stands there, or it or the other is gone. */
  public CapacityView place(TicketPlacement placement) throws InterruptedException {
    signal((request, gate) -> request.add(gate::place, placement));
    return await(view -> stands(view, placement), "move");
  }

  private static boolean stands(CapacityView view, TicketPlacement placement) {
    int place = position(view, placement.ticket());
    Ticket other = placement.other();
    int beside = other == null ? 0 : position(view, other);
    if (place == 0 || (other != null && beside == 0)) {
      return true;
    }
    return switch (placement.where()) {
      case FRONT -> place == 1;
      case BEFORE -> place == beside - 1;
      case AFTER -> place == beside + 1;
    };
  }

  private static int position(CapacityView view, Ticket ticket) {
    return view.waiting().stream()
        .filter(waiting -> waiting.ticket().equals(ticket))
        .mapToInt(CapacityView.Waiting::position)
        .findFirst()
        .orElse(0);
  }

  /** Moves a deadline and waits until it is later than it was. */
  public CapacityView extend(TicketExtension extension, CapacityView.Waiting before)
      throws InterruptedException {
    signal((request, gate) -> request.add(gate::extend, extension));
    return await(
        view ->
            view.waiting().stream()
                .filter(waiting -> waiting.ticket().equals(extension.ticket()))
                .allMatch(waiting -> expiresLater(waiting, before)),
        "extend");
  }

  private static boolean expiresLater(CapacityView.Waiting now, CapacityView.Waiting before) {
    Instant then = before.deadline();
    Instant deadline = now.deadline();
    Duration hadLeft = before.remaining();
    Duration left = now.remaining();
    return (deadline == null || then == null || deadline.isAfter(then))
        && (left == null || hadLeft == null || left.compareTo(hadLeft) > 0);
  }

  private CapacityWorkflow startable() {
    return client.newWorkflowStub(
        CapacityWorkflow.class,
        WorkflowOptions.newBuilder()
            .setWorkflowId(CapacityWorkflow.ID)
            .setTaskQueue(Stack.TASK_QUEUE)
            .setStaticSummary("The gate: who may run an agent now")
            .build());
  }

  private CapacityView await(Predicate<CapacityView> shown, String what)
      throws InterruptedException {
    return Awaiting.until(
        this::view,
        shown,
        last ->
            new Refusal(
                Refusal.Kind.TIMED_OUT,
                what
                    + " was sent, but is not in force after "
                    + Awaiting.TAKES_EFFECT.toSeconds()
                    + " s",
                "is a worker running?",
                "wavewright capacity show"));
  }

  private static Predicate<CapacityView> inForce(CapSteering steering, CapacityView before) {
    PoolName name = steering.pool();
    if (name == null) {
      // A resume of all ends the pauses of single pools, too.
      return steering.action() == Action.PAUSE
          ? CapacityView::paused
          : view -> !view.paused() && view.pools().stream().noneMatch(PoolView::paused);
    }
    @Nullable PoolView old = pool(before, name).orElse(null);
    return view ->
        pool(view, name)
            .map(
                pool ->
                    switch (steering.action()) {
                      case SET -> pool.afterPause() == steering.cap();
                      case RELEASE -> !pool.byHand();
                      case LIMIT -> pool.byHand() || pool.afterPause() <= steering.cap();
                      case LIFT -> true;
                      case STEP_DOWN -> old == null || pool.afterPause() <= lower(old.afterPause());
                      case STEP_UP ->
                          old == null
                              || pool.afterPause()
                                  >= Math.min(pool.configured(), old.afterPause() + 1);
                      case PAUSE -> pool.paused();
                      case RESUME -> !pool.paused() || view.paused();
                    })
            .orElse(steering.action() == Action.STEP_UP || steering.action() == Action.RESUME);
  }

  /** The next lower of 3, 2, 1, 0. */
  public static int lower(int cap) {
    return Math.max(0, Math.min(3, cap - 1));
  }
}
