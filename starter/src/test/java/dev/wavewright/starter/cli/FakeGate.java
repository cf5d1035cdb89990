package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.LeaseRequests;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.capacity.TicketExtension;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.TicketPlacement;
import dev.wavewright.workflows.capacity.WaitingCancel;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One host with three sessions, a project pool of three, tickets as they were requested. */
public final class FakeGate implements CapacityWorkflow {
  private final Map<PoolName, PoolView> pools = new LinkedHashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean paused;

  @WorkflowInit
  public FakeGate(CapacityState state) {
    put(new PoolView(new PoolName("host:h1"), 3, 3, 0, 0, null, null, 3));
    put(new PoolView(PoolName.project("shop"), 3, 3, 0, 0, null, null, 3));
  }

  private void put(PoolView pool) {
    pools.put(pool.name(), pool);
  }

  @Override
  public void run(CapacityState state) {
    Workflow.await(() -> false);
  }

  @Override
  public void request(LeaseRequest request) {
    waiting.add(
        new Waiting(
            request.ticket(),
            request.key(),
            request.holder(),
            waiting.size() + 1,
            request.priority(),
            request.rank(),
            WaitReason.POOL_FULL,
            PoolName.project("shop"),
            "pool project:shop is full",
            FakeWorkflows.THEN,
            request.deadline() == null ? null : FakeWorkflows.THEN.plus(request.deadline()),
            request.title(),
            null,
            null,
            null));
  }

  @Override
  public void requestAll(LeaseRequests requests) {
    requests.requests().forEach(this::request);
    requests.releases().forEach(this::release);
  }

  @Override
  public void release(LeaseRelease release) {}

  @Override
  public void cancel(TicketCancel cancel) {
    waiting.removeIf(each -> each.ticket().equals(cancel.ticket()));
  }

  @Override
  public void cancelWaiting(WaitingCancel cancel) {
    waiting.removeIf(each -> cancel.holders().contains(each.holder()));
  }

  @Override
  public void move(TicketMoves moves) {
    for (TicketMoves.Move move : moves.moves()) {
      waiting.replaceAll(each -> each.ticket().equals(move.ticket()) ? moved(each, move) : each);
    }
  }

  private static Waiting moved(Waiting old, TicketMoves.Move move) {
    Priority priority = move.priority();
    Long rank = move.rank();
    return with(
        old,
        old.position(),
        priority == null ? old.priority() : priority,
        rank == null ? old.rank() : rank,
        old.deadline(),
        move.by());
  }

  private static Waiting with(
      Waiting old,
      int position,
      Priority priority,
      long rank,
      @Nullable Instant deadline,
      @Nullable String placedBy) {
    return new Waiting(
        old.ticket(),
        old.key(),
        old.holder(),
        position,
        priority,
        rank,
        old.why(),
        old.pool(),
        old.reason(),
        old.since(),
        deadline,
        old.title(),
        old.remaining(),
        placedBy,
        old.expectedStart());
  }

  @Override
  public void place(TicketPlacement placement) {
    Waiting moved = find(placement.ticket());
    waiting.remove(moved);
    Ticket other = placement.other();
    int at =
        switch (placement.where()) {
          case FRONT -> 0;
          case BEFORE -> waiting.indexOf(find(Objects.requireNonNull(other)));
          case AFTER -> waiting.indexOf(find(Objects.requireNonNull(other))) + 1;
        };
    waiting.add(at, moved);
    for (int index = 0; index < waiting.size(); index++) {
      Waiting old = waiting.get(index);
      String by = index == at ? placement.by() : old.placedBy();
      waiting.set(index, with(old, index + 1, old.priority(), old.rank(), old.deadline(), by));
    }
  }

  @Override
  public void extend(TicketExtension extension) {
    waiting.replaceAll(
        old ->
            old.ticket().equals(extension.ticket())
                ? with(
                    old,
                    old.position(),
                    old.priority(),
                    old.rank(),
                    extension.until(),
                    old.placedBy())
                : old);
  }

  private Waiting find(Ticket ticket) {
    return waiting.stream().filter(each -> each.ticket().equals(ticket)).findFirst().orElseThrow();
  }

  @Override
  public void steer(CapSteering steering) {
    PoolName name = steering.pool();
    if (name == null) {
      paused = steering.action() == CapSteering.Action.PAUSE;
      if (!paused) {
        pools.replaceAll((each, pool) -> pool.paused() ? resumed(pool) : pool);
      }
      return;
    }
    PoolView old = pools.getOrDefault(name, new PoolView(name, 3, 3, 0, 0, null, null, 3));
    int cap =
        switch (steering.action()) {
          case SET, LIMIT -> steering.cap();
          case RELEASE, LIFT -> old.configured();
          case STEP_DOWN -> Math.max(0, Math.min(3, old.effective() - 1));
          case STEP_UP -> Math.min(old.configured(), old.effective() + 1);
          case PAUSE -> 0;
          case RESUME -> old.paused() ? old.afterPause() : old.effective();
        };
    boolean pause = steering.action() == CapSteering.Action.PAUSE;
    put(
        new PoolView(
            name,
            old.configured(),
            cap,
            0,
            0,
            steering.by(),
            steering.reason(),
            pause ? old.afterPause() : cap,
            pause,
            steering.until(),
            steering.action() == CapSteering.Action.SET,
            old.condition()));
  }

  private static PoolView resumed(PoolView pool) {
    return new PoolView(
        pool.name(), pool.configured(), pool.afterPause(), 0, 0, null, null, pool.afterPause());
  }

  @Override
  public void host(HostRegistration host) {}

  @Override
  public void hostLost(HostLoss loss) {
    PoolName pool = loss.host().pool();
    put(new PoolView(pool, 0, 0, 0, 0, null, null, 0));
  }

  @Override
  public void epoch(long epoch) {}

  @Override
  public void tell(HostCondition condition) {
    PoolName name = condition.host().pool();
    put(
        new PoolView(
            name,
            3,
            3,
            0,
            0,
            null,
            null,
            3,
            false,
            null,
            false,
            new CapacityView.Condition(
                condition.pressure(),
                condition.reason(),
                condition.about(),
                Instant.parse("2026-11-22T04:00:00Z"))));
  }

  @Override
  public HostCondition condition(HostId host) {
    return new HostCondition(host, Pressure.NONE, "", "");
  }

  @Override
  public boolean knows(HostId host) {
    PoolView pool = pools.get(host.pool());
    return pool == null || pool.configured() > 0;
  }

  @Override
  public CapacityView.@Nullable ExpectedStart expected(LeaseRequest request) {
    return waiting.isEmpty()
        ? null
        : new CapacityView.ExpectedStart(
            FakeWorkflows.THEN.plus(Duration.ofMinutes(12)),
            FakeWorkflows.THEN.plus(Duration.ofMinutes(18)));
  }

  @Override
  public CapacityView view() {
    return new CapacityView(
        List.of(), waiting, pools.values().stream().map(this::inForce).toList(), paused);
  }

  private PoolView inForce(PoolView pool) {
    return paused
        ? new PoolView(
            pool.name(),
            pool.configured(),
            0,
            0,
            0,
            "somebody",
            "paused",
            pool.afterPause(),
            true,
            null,
            false,
            pool.condition())
        : pool;
  }
}
