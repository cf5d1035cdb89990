package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A granted request and the leases it still holds, at least one.
 *
 * @param host null when no session was asked for
 * @param delivered whether its holder has received the grant at least once
 */
public record Granted(
    Request request, List<Lease> leases, @Nullable HostId host, Instant since, boolean delivered) {
  public Granted {
    leases = List.copyOf(leases);
  }

  public Optional<Lease> lease(LeaseKind kind) {
    return leases.stream().filter(lease -> lease.kind() == kind).findFirst();
  }

  /** Tells whether it still holds every kind of lease that {@code request} asks for. */
  boolean covers(Request other) {
    return Stream.of(LeaseKind.values())
        .filter(other::wants)
        .allMatch(kind -> lease(kind).isPresent());
  }

  Granted without(LeaseToken token) {
    return new Granted(
        request,
        leases.stream().filter(lease -> !lease.token().equals(token)).toList(),
        host,
        since,
        delivered);
  }

  Granted wasDelivered() {
    return new Granted(request, leases, host, since, true);
  }

  /** The new run may already have received the grant that was sent to the earlier one. */
  Granted takenOverBy(String run) {
    return new Granted(request.ofRun(run), leases, host, since, true);
  }
}
