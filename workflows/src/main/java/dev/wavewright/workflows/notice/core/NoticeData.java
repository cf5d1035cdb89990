package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notice for programs. What a notice has nothing to say of is null or empty.
 *
 * @param total how many issues the notice is about, 0 for none; they may be more than the list
 * @param issues the first of them, or those of a wave that are not done
 * @param counts of a wave's issues
 * @param cap of a change: the cap in force now; null for no cap
 * @param before of a change: the cap until then; null for no cap, or if it is not known
 * @param paused of a pause: whether it is in force
 */
public record NoticeData(
    int total,
    List<Item> issues,
    @Nullable String wave,
    List<Sighting.Count> counts,
    @Nullable PoolName pool,
    @Nullable Integer cap,
    @Nullable Integer before,
    @Nullable Boolean paused,
    @Nullable String by,
    @Nullable String reason,
    @Nullable Instant until) {
  public NoticeData {
    issues = List.copyOf(issues);
    counts = List.copyOf(counts);
  }

  /** Nothing but words. */
  static NoticeData none() {
    return of(0, List.of());
  }

  static NoticeData of(int total, List<Item> issues) {
    return new NoticeData(total, issues, null, List.of(), null, null, null, null, null, null, null);
  }

  /**
   * One issue or task.
   *
   * @param position in the queue from 1; 0 when it waits in none
   * @param earliest of the expected start, or null
   * @param latest of the expected start, or null
   * @param unblock what a person may do, or empty
   */
  public record Item(
      IssueKey key,
      String title,
      @Nullable Phase phase,
      @Nullable Ticket ticket,
      int position,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      @Nullable HostId host,
      @Nullable WaitReason reason,
      String detail,
      String unblock) {}
}
