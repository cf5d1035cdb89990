package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.notice.core.Box;
import dev.wavewright.workflows.notice.core.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that notices carry from one run to the next.
 *
 * @param version of this record; a newer field is null or zero when an older version wrote it
 * @param eventsPerRun history events after which a run continues as a new one
 * @param seen null before the first run
 * @param boxes one per sink
 * @param told how many notices were made
 */
public record NoticeState(
    int version,
    NoticeConfiguration configuration,
    int eventsPerRun,
    @Nullable Seen seen,
    List<BoxState> boxes,
    long told) {
  public static final int VERSION = 1;
  private static final int EVENTS_PER_RUN = 2_000;

  public NoticeState {
    boxes = List.copyOf(boxes);
    if (eventsPerRun < 1) {
      throw new IllegalArgumentException("eventsPerRun is at least 1, not " + eventsPerRun);
    }
  }

  public static NoticeState initial(NoticeConfiguration configuration) {
    return initial(configuration, EVENTS_PER_RUN);
  }

  static NoticeState initial(NoticeConfiguration configuration, int eventsPerRun) {
    return new NoticeState(VERSION, configuration, eventsPerRun, null, List.of(), 0);
  }

  /** What waits for a sink, by its name. */
  public record BoxState(String sink, Box box) {}
}
