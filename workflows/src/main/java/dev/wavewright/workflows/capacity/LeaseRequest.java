package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an in-flight lease, a session lease, or both at once; all or nothing.
 *
 * @param ticket the idempotency key
 * @param holder workflow id of the requester, which receives {@link LeaseClient}'s messages
 * @param holderRun first run id of the requester's chain of runs
 * @param purpose what the leases are for: {@code implement}, {@code check-repair}, {@code review},
 *     {@code review-repair}, {@code conflict-repair}; one live request per (key, kind, purpose)
 * @param inFlightPools pools of the in-flight lease; empty if none is asked for
 * @param sessionPools fixed pools of the session lease, without the host's
 * @param wantsSession whether a session lease is asked for; a host is then chosen
 * @param hosts candidate hosts in order of preference; empty means any registered host
 * @param rank order within one priority, lower first, given by the wave; 0 without a wave
 * @param arrival when the issue first asked, kept over repeated requests; null for now
 * @param deadline longest wait, pauses not counted; null for none
 * @param title what people are shown
 * @param aging what waiting gains it; null for nothing
 */
public record LeaseRequest(
    Ticket ticket,
    IssueKey key,
    String holder,
    String holderRun,
    String purpose,
    List<PoolShare> inFlightPools,
    boolean wantsSession,
    List<PoolShare> sessionPools,
    List<HostId> hosts,
    Priority priority,
    long rank,
    @Nullable Instant arrival,
    @Nullable Duration deadline,
    String title,
    @Nullable Aging aging) {
  public LeaseRequest {
    Objects.requireNonNull(ticket, "ticket");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(holderRun, "holderRun");
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(title, "title");
    inFlightPools = List.copyOf(inFlightPools);
    sessionPools = List.copyOf(sessionPools);
    hosts = List.copyOf(hosts);
    if (inFlightPools.isEmpty() && !wantsSession) {
      throw new IllegalArgumentException("request " + ticket + " asks for no lease");
    }
  }

  /**
   * One level of priority for every so long a wait; pauses do not count.
   *
   * @param every in whole seconds; under a second gains nothing
   * @param with workflow id of the wave whose requests all are as old as the one of them that waits
   *     longest; null for a request that ages alone
   */
  public record Aging(Duration every, @Nullable String with) {}
}
