package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.delivery.Deliveries;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of the outbox: one at a time to each receiver, to different receivers at once,
 * and reports how each send ended.
 */
final class Courier {
  /** Far below the 2,000 outgoing signals that a server lets a workflow have in flight. */
  private static final int MAX_IN_FLIGHT = 200;

  private final Consumer<Event> report;
  private final Set<String> receivers = new TreeSet<>();

  Courier(Consumer<Event> report) {
    this.report = report;
  }

  /** Tells whether no send is under way. */
  boolean idle() {
    return receivers.isEmpty();
  }

  /** Starts every send whose turn has come. */
  void send(Gate gate, Instant now) {
    Set<String> later = new TreeSet<>();
    for (Message message : gate.outbox()) {
      if (receivers.size() >= MAX_IN_FLIGHT) {
        return;
      }
      if (receivers.contains(message.holder()) || later.contains(message.holder())) {
        continue;
      }
      if (isTooEarly(message, now)) {
        later.add(message.holder());
      } else {
        start(gate, message);
      }
    }
  }

  private static boolean isTooEarly(Message message, Instant now) {
    return Optional.ofNullable(message.notBefore()).filter(now::isBefore).isPresent();
  }

  private void start(Gate gate, Message message) {
    receivers.add(message.holder());
    Async.procedure(() -> signal(gate, message))
        .handle(
            (sent, failure) -> {
              receivers.remove(message.holder());
              report.accept(result(message.id(), failure));
              return null;
            });
  }

  private static void signal(Gate gate, Message message) {
    LeaseClient receiver = Workflow.newExternalWorkflowStub(LeaseClient.class, message.holder());
    switch (message) {
      case Message.Grant grant ->
          gate.grantOf(grant.ticket()).map(Courier::grant).ifPresent(receiver::granted);
      case Message.Refusal refusal ->
          receiver.refused(
              new LeaseRefusal(refusal.ticket(), cause(refusal.ending()), refusal.text()));
    }
  }

  private static LeaseGrant grant(Granted granted) {
    return new LeaseGrant(
        granted.request().ticket(),
        granted.request().key(),
        granted.leases().stream()
            .map(lease -> new GrantedLease(lease.kind(), lease.token(), lease.pools()))
            .toList(),
        granted.host());
  }

  private static LeaseRefusal.Cause cause(Ending ending) {
    return switch (ending) {
      case EXPIRED -> LeaseRefusal.Cause.EXPIRED;
      case REJECTED -> LeaseRefusal.Cause.REJECTED;
      case CANCELLED, RELEASED, HOLDER_LOST -> LeaseRefusal.Cause.CANCELLED;
    };
  }

  static Event result(long message, @Nullable RuntimeException failure) {
    if (failure == null) {
      return new Event.Delivered(message);
    }
    return Deliveries.nobodyThere(failure)
        ? new Event.Undeliverable(message)
        : new Event.NotDelivered(message);
  }
}
