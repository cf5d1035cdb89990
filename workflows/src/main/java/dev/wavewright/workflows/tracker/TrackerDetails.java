package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.tracker.TrackerStatus.HandOffLine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A tracker in words, for the Temporal Web UI. */
final class TrackerDetails {
  private static final int SHOWN = 20;
  private static final int LONGEST = 300;

  private TrackerDetails() {}

  /** Returns Markdown. */
  static String of(TrackerStatus status) {
    StringBuilder text = new StringBuilder();
    text.append("**Markers of wave ").append(status.wave()).append("**: ");
    text.append(status.shown()).append(" of ").append(status.issues()).append(" shown\n\n");
    Instant until = status.pausedUntil();
    if (until != null) {
      text.append("Paused until ").append(until.truncatedTo(ChronoUnit.SECONDS));
      text.append(": ").append(plain(String.valueOf(status.pause()))).append("\n\n");
    }
    for (HandOffLine handOff : status.handOffs()) {
      text.append("- hand-off of ").append(handOff.repository()).append(": ");
      String url = handOff.url();
      text.append(url == null ? plain(handOff.message()) : url).append('\n');
    }
    status.refusals().stream()
        .limit(SHOWN)
        .forEach(
            refusal ->
                text.append("- not shown at ")
                    .append(refusal.key())
                    .append(": ")
                    .append(plain(refusal.message()))
                    .append('\n'));
    return text.toString();
  }

  /** Takes from a tracker's words what Markdown would read as structure. */
  private static String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\\\|`*_<>\\[\\]#!]", "\\\\$0");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
