package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * An accepted request.
 *
 * @param holder workflow id of the requester
 * @param run first run id of the requester's chain of runs
 * @param inFlightPools empty if no in-flight lease is asked for
 * @param sessionPools without the host's
 * @param hosts candidates in order; empty for any registered one
 */
public record Request(
    Ticket ticket,
    IssueKey key,
    String holder,
    String run,
    String purpose,
    List<PoolName> inFlightPools,
    boolean wantsSession,
    List<PoolName> sessionPools,
    List<HostId> hosts,
    Priority priority,
    long rank,
    Instant arrival,
    String title) {
  public Request {
    inFlightPools = List.copyOf(new TreeSet<>(inFlightPools));
    sessionPools = List.copyOf(new TreeSet<>(sessionPools));
    hosts = List.copyOf(hosts);
  }

  public boolean wants(LeaseKind kind) {
    return switch (kind) {
      case IN_FLIGHT -> !inFlightPools.isEmpty();
      case SESSION -> wantsSession;
    };
  }

  Request movedTo(Priority newPriority, long newRank) {
    return new Request(
        ticket,
        key,
        holder,
        run,
        purpose,
        inFlightPools,
        wantsSession,
        sessionPools,
        hosts,
        newPriority,
        newRank,
        arrival,
        title);
  }

  /** Returns the request as it is kept: with its arrival and a short title. */
  Request arrivedAt(Instant time) {
    return new Request(
        ticket,
        key,
        holder,
        run,
        purpose,
        inFlightPools,
        wantsSession,
        sessionPools,
        hosts,
        priority,
        rank,
        time,
        Footprint.plain(title, Footprint.MAX_TITLE));
  }

  Request ofRun(String newRun) {
    return new Request(
        ticket,
        key,
        holder,
        newRun,
        purpose,
        inFlightPools,
        wantsSession,
        sessionPools,
        hosts,
        priority,
        rank,
        arrival,
        title);
  }
}
