package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a wave may be told. Any of them may come twice, or for an issue it does not have. */
public sealed interface WaveEvent {
  /**
   * An issue said how it stands. Older than the last report, or after a final one, it changes
   * nothing; a lease that it hands over is given back all the same.
   *
   * @param landed the integration commit, when done
   * @param inFlight how long it held its in-flight lease, or null if it does not say
   * @param handedOver the in-flight lease to give back for it, or null
   */
  record Reported(
      IssueKey key,
      Phase phase,
      @Nullable WaitReason reason,
      @Nullable CommitId landed,
      @Nullable Duration inFlight,
      @Nullable LeaseToken handedOver,
      Instant at)
      implements WaveEvent {}

  /** The workflow of an issue runs. */
  record ChildStarted(IssueKey key, String run) implements WaveEvent {}

  /** The workflow of an issue could not be started. */
  record ChildRefused(IssueKey key, String why) implements WaveEvent {}

  /**
   * The workflow of an issue was found closed.
   *
   * @param run the run that was looked at
   * @param result its final report, or null if it left none
   */
  record ChildFoundClosed(IssueKey key, String run, @Nullable Reported result)
      implements WaveEvent {}

  /** A person wants the wave to end. */
  record CancelAsked(String by) implements WaveEvent {}

  /** A person gives up an issue that no workflow drives. */
  record SkipAsked(IssueKey key) implements WaveEvent {}

  /** A person wants a parked issue that no workflow drives to start again. */
  record RetryAsked(IssueKey key) implements WaveEvent {}
}
