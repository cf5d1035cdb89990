package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.GrantedLease;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.capacity.LeaseClient;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.LeaseRequests;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.capacity.TicketExtension;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.TicketPlacement;
import dev.wavewright.workflows.capacity.WaitingCancel;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gate without rules: grants everything at once unless paused. Its view lists what is held and,
 * as waiting, what it was asked for and not granted; a release that frees nothing shows as a pause
 * reason in the pool {@code project:faults}.
 */
public final class FakeGate implements CapacityWorkflow {
  private final HostId host;
  private final Deque<LeaseRequest> asked = new ArrayDeque<>();
  private final List<CapacityView.Holding> holding = new ArrayList<>();
  private int tokens;
  private int wrongReleases;
  private boolean paused;
  private boolean sessionIsLost;

  FakeGate(HostId host) {
    this.host = host;
  }

  @Override
  public void run(CapacityState state) {
    while (true) {
      Workflow.await(() -> !paused && !asked.isEmpty());
      grant(asked.removeFirst());
    }
  }

  private void grant(LeaseRequest request) {
    List<GrantedLease> leases = new ArrayList<>();
    if (!request.inFlightPools().isEmpty()) {
      leases.add(lease(request, LeaseKind.IN_FLIGHT, request.inFlightPools()));
    }
    if (request.wantsSession() && !sessionIsLost) {
      leases.add(lease(request, LeaseKind.SESSION, request.sessionPools()));
    }
    sessionIsLost = false;
    HostId chosen = request.hosts().isEmpty() ? host : request.hosts().getFirst();
    Workflow.newExternalWorkflowStub(LeaseClient.class, request.holder())
        .granted(
            new LeaseGrant(
                request.ticket(), request.key(), leases, request.wantsSession() ? chosen : null));
  }

  private GrantedLease lease(LeaseRequest request, LeaseKind kind, List<PoolShare> shares) {
    LeaseToken token = new LeaseToken(0, ++tokens);
    var pools = shares.stream().map(PoolShare::pool).toList();
    holding.add(
        new CapacityView.Holding(
            request.ticket(),
            request.key(),
            request.holder(),
            kind,
            token,
            pools,
            host,
            Instant.EPOCH,
            false));
    return new GrantedLease(kind, token, pools);
  }

  @Override
  public void request(LeaseRequest request) {
    asked.add(request);
  }

  @Override
  public void requestAll(LeaseRequests requests) {
    asked.addAll(requests.requests());
    requests.releases().forEach(this::release);
  }

  @Override
  public void release(LeaseRelease release) {
    Optional<CapacityView.Holding> held =
        holding.stream()
            .filter(
                lease -> lease.token().equals(release.token()) && lease.kind() == release.kind())
            .findFirst();
    held.ifPresentOrElse(holding::remove, () -> wrongReleases++);
  }

  @Override
  public void cancel(TicketCancel cancel) {
    asked.removeIf(request -> request.ticket().equals(cancel.ticket()));
    holding.removeIf(lease -> lease.ticket().equals(cancel.ticket()));
  }

  @Override
  public void cancelWaiting(WaitingCancel cancel) {
    asked.removeIf(request -> cancel.holders().contains(request.holder()));
  }

  @Override
  public void move(TicketMoves moves) {}

  @Override
  public void place(TicketPlacement placement) {}

  @Override
  public void extend(TicketExtension extension) {}

  @Override
  public void steer(CapSteering steering) {
    paused = steering.action() == CapSteering.Action.PAUSE;
  }

  @Override
  public void host(HostRegistration registration) {}

  /** The next grant leaves without its session, as one does that was made just before. */
  @Override
  public void hostLost(HostLoss loss) {
    sessionIsLost = true;
  }

  @Override
  public void epoch(long epoch) {}

  @Override
  public void tell(HostCondition condition) {}

  @Override
  public HostCondition condition(HostId host) {
    return new HostCondition(host, Pressure.NONE, "", "");
  }

  @Override
  public boolean knows(HostId host) {
    return true;
  }

  @Override
  public CapacityView.@Nullable ExpectedStart expected(LeaseRequest request) {
    return null;
  }

  @Override
  public CapacityView view() {
    List<CapacityView.Waiting> waiting = new ArrayList<>();
    for (LeaseRequest request : asked) {
      waiting.add(
          new CapacityView.Waiting(
              request.ticket(),
              request.key(),
              request.holder(),
              waiting.size() + 1,
              request.priority(),
              request.rank(),
              WaitReason.POOL_FULL,
              null,
              request.purpose(),
              Instant.EPOCH,
              null,
              request.title(),
              Duration.ZERO,
              null,
              null));
    }
    List<CapacityView.PoolView> faults = new ArrayList<>();
    for (int fault = 0; fault < wrongReleases; fault++) {
      faults.add(
          new CapacityView.PoolView(
              new PoolName("project:faults"), 0, 0, 0, 0, null, "a release freed nothing", 0));
    }
    return new CapacityView(holding, waiting, faults, paused);
  }
}
