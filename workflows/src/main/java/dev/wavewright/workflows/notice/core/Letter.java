package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.NoticeKind;
import java.time.Instant;
import java.util.List;

/**
 * A notice on its way to a sink.
 *
 * @param id stays the same however often it is sent, so that a receiver can drop repeats
 * @param text for people, in one or a few lines
 */
public record Letter(String id, Instant at, NoticeKind kind, String text, NoticeData data) {
  /** Stands for notices that a sink did not get. */
  static Letter digest(String id, Instant at, int dropped) {
    return new Letter(
        id,
        at,
        NoticeKind.DROPPED,
        dropped == 1
            ? "and 1 more notice was dropped: see wavewright notices"
            : "and " + dropped + " more notices were dropped: see wavewright notices",
        NoticeData.of(dropped, List.of()));
  }

  /** Puts a notice on its way. */
  public static Letter of(String id, Instant at, Draft draft) {
    return new Letter(id, at, draft.kind(), draft.text(), draft.data());
  }

  /** Estimates how many bytes it takes as JSON; rather too many. */
  int size() {
    int bytes = 300 + 2 * text.length();
    for (NoticeData.Item item : data.issues()) {
      bytes += 300 + 2 * (item.title().length() + item.detail().length() + item.unblock().length());
    }
    return bytes;
  }

  boolean isDigest() {
    return kind == NoticeKind.DROPPED;
  }

  /** What a person who tries the sinks of a project sends. */
  public static Letter test(String id, Instant at, String project) {
    return new Letter(
        id,
        at,
        NoticeKind.TEST,
        "a test notice of project " + project + ": this sink works",
        NoticeData.none());
  }
}
