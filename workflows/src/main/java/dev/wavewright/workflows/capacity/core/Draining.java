package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;

/**
 * A session lease whose request has ended while its process may live: it counts against every pool
 * until the host says that the process is gone, or the holder gives it back.
 */
public record Draining(
    Ticket ticket, IssueKey key, String holder, Lease lease, HostId host, Instant since) {}
