package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.PoolName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the public messages to what the core takes in. */
final class Signals {
  private Signals() {}

  static Event.Ask event(LeaseRequest request) {
    return new Event.Ask(
        new Request(
            request.ticket(),
            request.key(),
            request.holder(),
            request.holderRun(),
            request.purpose(),
            pools(request.inFlightPools()),
            request.wantsSession(),
            pools(request.sessionPools()),
            request.hosts(),
            request.priority(),
            request.rank(),
            Instant.EPOCH,
            request.title()),
        Stream.concat(request.inFlightPools().stream(), request.sessionPools().stream())
            .map(share -> new Event.Configured(share.pool(), share.configured()))
            .toList(),
        request.arrival(),
        request.deadline(),
        ages(request.aging()));
  }

  private static Event.@Nullable Ages ages(LeaseRequest.@Nullable Aging aging) {
    return aging == null ? null : new Event.Ages(aging.every(), aging.with());
  }

  private static List<PoolName> pools(List<PoolShare> shares) {
    return shares.stream().map(PoolShare::pool).toList();
  }

  static Event event(LeaseRelease release) {
    return new Event.Release(release.key(), release.kind(), release.token());
  }

  static Event event(TicketCancel cancel) {
    return new Event.Cancel(cancel.ticket(), cancel.reason());
  }

  static Event event(WaitingCancel cancel) {
    return new Event.CancelWaiting(cancel.holders(), cancel.reason());
  }

  static Event event(TicketMoves.Move move) {
    return new Event.Move(move.ticket(), move.priority(), move.rank(), move.by());
  }

  static Event event(TicketPlacement placement) {
    Event.Side side =
        switch (placement.where()) {
          case FRONT -> Event.Side.FRONT;
          case BEFORE -> Event.Side.BEFORE;
          case AFTER -> Event.Side.AFTER;
        };
    return new Event.PutBeside(placement.ticket(), side, placement.other(), placement.by());
  }

  static Event event(TicketExtension extension) {
    return new Event.Extend(extension.ticket(), extension.until());
  }

  static Event event(HostRegistration host) {
    return new Event.HostRegistered(host.host(), host.sessions());
  }

  static Event event(HostCondition told) {
    return new Event.ConditionTold(told.host(), told.pressure(), told.reason(), told.about());
  }

  /** A lever that needs a pool has one: the message cannot be made without. */
  static Optional<Event> event(CapSteering steering) {
    PoolName pool = steering.pool();
    String by = steering.by();
    String reason = steering.reason();
    Instant until =
        steering.until() == null ? null : steering.until().truncatedTo(ChronoUnit.MILLIS);
    return switch (steering.action()) {
      case PAUSE -> Optional.of(new Event.PauseGate(pool, by, reason));
      case RESUME -> Optional.of(new Event.ResumeGate(pool, by, reason));
      case SET ->
          Optional.ofNullable(pool)
              .map(named -> new Event.SetCap(named, steering.cap(), by, reason, until));
      case RELEASE -> Optional.ofNullable(pool).map(Event.FreeCap::new);
      case LIMIT ->
          Optional.ofNullable(pool)
              .map(named -> new Event.LimitCap(named, steering.cap(), by, reason, until));
      case LIFT -> Optional.ofNullable(pool).map(Event.LiftLimit::new);
      case STEP_DOWN ->
          Optional.ofNullable(pool).map(named -> new Event.StepDown(named, by, reason));
      case STEP_UP -> Optional.ofNullable(pool).map(named -> new Event.StepUp(named, by, reason));
    };
  }
}
