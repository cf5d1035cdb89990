package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Ticket;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request: its leases, and the host chosen for the session.
 *
 * @param host null when no session lease was asked for
 */
public record LeaseGrant(
    Ticket ticket, IssueKey key, List<GrantedLease> leases, @Nullable HostId host) {
  public LeaseGrant {
    leases = List.copyOf(leases);
  }

  public Optional<GrantedLease> lease(LeaseKind kind) {
    return leases.stream().filter(lease -> lease.kind() == kind).findFirst();
  }
}
