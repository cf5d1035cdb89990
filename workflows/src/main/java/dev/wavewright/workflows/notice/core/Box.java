package dev.wavewright.workflows.notice.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one sink, and how it went.
 *
 * @param pending in the order they are told; only the first is ever on its way
 * @param dropped notices that the sink will not get and was not told of
 * @param droppedId id of the last of those, or empty
 * @param failures in a row
 * @param nextTry nothing is sent before; null for at once
 * @param delivered how many the sink took
 * @param lost how many it did not get, for ever
 * @param deliveredAt when it took the last, or null
 * @param failure what it said or did when the last attempt failed, or null
 * @param failedAt when that was, or null
 */
public record Box(
    List<Letter> pending,
    int dropped,
    String droppedId,
    int failures,
    @Nullable Instant nextTry,
    long delivered,
    long lost,
    @Nullable Instant deliveredAt,
    @Nullable String failure,
    @Nullable Instant failedAt) {
  public Box {
    pending = List.copyOf(pending);
  }

  /** Nothing waits and nothing has happened. */
  public static Box empty() {
    return new Box(List.of(), 0, "", 0, null, 0, 0, null, null, null);
  }
}
