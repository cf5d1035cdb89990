package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeSink;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How notices of a project stand.
 *
 * @param since what began before is not told, unless it waits for a person
 * @param looked when the last look found something, or null
 * @param told how many notices were made, whoever got them
 */
public record NoticeStatus(
    String project, Instant since, @Nullable Instant looked, long told, List<SinkStatus> sinks) {
  public NoticeStatus {
    sinks = List.copyOf(sinks);
  }

  /**
   * One sink.
   *
   * @param delivered how many it took
   * @param pending how many wait for it
   * @param lost how many it will not get
   * @param lastDelivered when it took the last, or null
   * @param lastFailure what the last failed attempt met, or null
   * @param nextTry when it is tried again, or null if nothing waits or it is tried now
   */
  public record SinkStatus(
      String name,
      NoticeSink sink,
      long delivered,
      int pending,
      long lost,
      @Nullable Instant lastDelivered,
      @Nullable String lastFailure,
      @Nullable Instant lastFailureAt,
      @Nullable Instant nextTry) {}
}
