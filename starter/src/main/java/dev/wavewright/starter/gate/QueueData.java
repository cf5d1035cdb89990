package dev.wavewright.starter.gate;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.capacity.CapacityView.StartRecord;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code queue}: who runs and who waits.
 *
 * @param expectedStarts how expected starts came out of late
 */
public record QueueData(
    List<HoldingLine> holding,
    List<WaitingLine> waiting,
    boolean paused,
    StartRecord expectedStarts) {
  public QueueData {
    holding = List.copyOf(holding);
    waiting = List.copyOf(waiting);
  }

  public static QueueData of(CapacityView view) {
    return new QueueData(
        view.holding().stream().map(HoldingLine::of).toList(),
        view.waiting().stream().map(WaitingLine::of).toList(),
        view.paused(),
        view.startRecord());
  }

  /** A lease that is held. */
  public record HoldingLine(
      Ticket ticket,
      IssueKey key,
      LeaseKind kind,
      Instant since,
      List<PoolName> pools,
      @Nullable HostId host,
      boolean draining) {
    static HoldingLine of(Holding holding) {
      return new HoldingLine(
          holding.ticket(),
          holding.key(),
          holding.kind(),
          holding.since(),
          holding.pools(),
          holding.host(),
          holding.draining());
    }
  }

  /**
   * A request that waits.
   *
   * @param expectedStart null while it cannot be told
   * @param deadline null for none, and while a pause stops its clock
   * @param remaining what is left of the longest wait while a pause stops its clock
   * @param placedBy who gave it its rank or place by hand, or null
   */
  public record WaitingLine(
      Ticket ticket,
      IssueKey key,
      int position,
      Priority priority,
      String reason,
      Instant since,
      @Nullable ExpectedStart expectedStart,
      @Nullable Instant deadline,
      @Nullable Duration remaining,
      @Nullable String placedBy,
      String title) {
    static WaitingLine of(CapacityView.Waiting waiting) {
      return new WaitingLine(
          waiting.ticket(),
          waiting.key(),
          waiting.position(),
          waiting.priority(),
          waiting.reason(),
          waiting.since(),
          waiting.expectedStart(),
          waiting.deadline(),
          waiting.remaining(),
          waiting.placedBy(),
          waiting.title());
    }
  }
}
