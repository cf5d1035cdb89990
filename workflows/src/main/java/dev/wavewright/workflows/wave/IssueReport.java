package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an issue tells its wave.
 *
 * @param phase {@code done}, {@code cancelled}, {@code expired}, {@code skipped}, {@code parked},
 *     or {@code queued} when a parked issue goes on
 * @param landed the integration commit, only for {@code done}
 * @param inFlight how long the issue held its in-flight lease, only for {@code done}; null if it is
 *     not known. It tells the wave how long its like will take
 * @param handedOver the in-flight lease that the issue leaves to the wave to give back, when it has
 *     asked for what may start now; null for none
 */
public record IssueReport(
    IssueKey key,
    Phase phase,
    @Nullable WaitReason reason,
    @Nullable CommitId landed,
    Instant at,
    @Nullable Duration inFlight,
    @Nullable LeaseToken handedOver) {
  public IssueReport(
      IssueKey key,
      Phase phase,
      @Nullable WaitReason reason,
      @Nullable CommitId landed,
      Instant at) {
    this(key, phase, reason, landed, at, null, null);
  }
}
