package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;

/** What a decision did. */
public sealed interface Outcome {
  /** A request joined the queue. */
  record Accepted(Ticket ticket) implements Outcome {}

  /** Leases were granted. */
  record LeasesGranted(Granted grant) implements Outcome {}

  /** The grant of a holder that asked again is sent again. */
  record GrantRepeated(Ticket ticket) implements Outcome {}

  /** A request ended. */
  record Ended(Ticket ticket, String run, Ending ending) implements Outcome {}

  /** A lease no longer counts. */
  record LeaseFreed(LeaseToken token) implements Outcome {}

  /** A lease counts on without a live request. */
  record DrainBegan(LeaseToken token) implements Outcome {}

  /** A new run of the holder took the leases of its earlier run over. */
  record TakenOver(Ticket ticket, String run) implements Outcome {}

  /** A waiting ticket got another place. */
  record Moved(Ticket ticket) implements Outcome {}

  /** A waiting ticket may wait longer. */
  record Extended(Ticket ticket) implements Outcome {}

  /** A pool's cap or pause changed. */
  record PoolChanged(PoolName pool) implements Outcome {}

  /** Everything was paused, or resumed. */
  record GateChanged(boolean paused) implements Outcome {}

  /** Something that came in changed nothing. */
  record Ignored(Event event, String why) implements Outcome {}
}
