package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.notice.NoticeStatus.SinkStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Notices in words, for the Temporal Web UI. */
final class NoticeDetails {
  private static final int LONGEST = 300;

  private NoticeDetails() {}

  /** Returns Markdown. */
  static String of(NoticeStatus status) {
    StringBuilder text = new StringBuilder();
    text.append("**Notices of project ").append(status.project()).append("**: ");
    text.append(status.told()).append(" since ").append(status.since()).append("\n\n");
    text.append("| sink | delivered | waiting | lost | last failure |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    for (SinkStatus sink : status.sinks()) {
      text.append("| ").append(plain(sink.name()));
      text.append(" | ").append(sink.delivered()).append(last(sink.lastDelivered()));
      text.append(" | ").append(sink.pending());
      text.append(sink.nextTry() == null ? "" : ", next try" + last(sink.nextTry()));
      text.append(" | ").append(sink.lost());
      String failure = sink.lastFailure();
      text.append(" | ");
      text.append(failure == null ? "" : plain(failure) + last(sink.lastFailureAt()));
      text.append(" |\n");
    }
    return text.toString();
  }

  private static String last(@Nullable Instant at) {
    return at == null ? "" : " at " + at.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Takes from a sink's words what Markdown would read as structure. */
  private static String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\\\|`*_<>\\[\\]#!]", "\\\\$0");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
