package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.WaitReason;
import org.jspecify.annotations.Nullable;

/** What admission says about one waiting request. */
public sealed interface Verdict {
  Waiting waiting();

  /**
   * It gets its leases now.
   *
   * @param host the host chosen for the session, or null when none was asked for
   */
  record Admit(Waiting waiting, @Nullable HostId host) implements Verdict {}

  /**
   * It waits.
   *
   * @param position 1 to n over all that wait
   * @param why the kind of reason
   * @param pool the pool that keeps it waiting, or null if it is none or no single one
   * @param reason for people
   */
  record Hold(Waiting waiting, int position, WaitReason why, @Nullable PoolName pool, String reason)
      implements Verdict {}
}
