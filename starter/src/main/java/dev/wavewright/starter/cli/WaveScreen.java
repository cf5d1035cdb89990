package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.CommandOutput.Paint;
import dev.wavewright.starter.cli.WaveView.AgentView;
import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.LandedView;
import dev.wavewright.starter.cli.WaveView.TrackerView;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.tracker.TrackerStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A wave as lines of text. */
public final class WaveScreen {
  private static final int TITLE_WIDTH = 44;
  private static final int WHY_WIDTH = 240;

  private WaveScreen() {}

  /** Returns a head line, a line per issue, and under each that waits why and what would help. */
  public static List<String> lines(WaveView wave, CommandOutput output) {
    List<String> lines = new ArrayList<>();
    lines.add(
        output.paint(Paint.BOLD, "wave " + wave.wave())
            + "  "
            + wave.phase().word()
            + "  "
            + counts(wave)
            + "  "
            + output.paint(Paint.YELLOW, wave.sandbox()));
    lines.addAll(issues(wave.issues(), output));
    TrackerView tracker = wave.tracker();
    if (tracker != null) {
      tracker(tracker, lines);
    }
    writing(wave).ifPresent(lines::add);
    return lines;
  }

  /** Says what is left to be written of a wave in which nothing else happens; empty for nothing. */
  static Optional<String> writing(WaveView wave) {
    TrackerView tracker = wave.tracker();
    if (tracker == null || !wave.settled() || !wave.writing()) {
      return Optional.empty();
    }
    return Optional.of(
        "  writing to GitHub" + (tracker.left() == 0 ? "" : ": " + tracker.left() + " left"));
  }

  private static void tracker(TrackerView tracker, List<String> lines) {
    Instant until = tracker.pausedUntil();
    if (until != null) {
      lines.add(
          "  GitHub asks for patience until "
              + until.truncatedTo(ChronoUnit.SECONDS)
              + ": "
              + Printable.shortened(String.valueOf(tracker.pause()), WHY_WIDTH));
    }
    if (!tracker.refusals().isEmpty()) {
      TrackerStatus.Refusal first = tracker.refusals().getFirst();
      lines.add(
          "  not shown at "
              + first.key()
              + (tracker.refusals().size() > 1
                  ? " and " + (tracker.refusals().size() - 1) + " more"
                  : "")
              + ": "
              + Printable.shortened(first.message(), WHY_WIDTH));
    }
    for (TrackerStatus.HandOffLine handOff : tracker.handOffs()) {
      String url = handOff.url();
      lines.add(
          "  hand-off of "
              + handOff.repository()
              + ": "
              + Printable.shortened(url == null ? handOff.message() : url, WHY_WIDTH));
    }
  }

  /** Returns a line per issue, and under each that waits why and what would help. */
  static List<String> issues(List<IssueView> issues, CommandOutput output) {
    List<String> lines = new ArrayList<>();
    int keyWidth = issues.stream().mapToInt(issue -> issue.key().value().length()).max().orElse(0);
    for (IssueView issue : issues) {
      lines.add(
          "  "
              + mark(issue.phase(), output)
              + " "
              + padded(issue.key().value(), keyWidth)
              + "  "
              + output.paint(paint(issue.phase()), padded(issue.phase().word(), 20))
              + " "
              + Printable.shortened(issue.title(), TITLE_WIDTH)
              + tail(issue));
      if (issue.reason() != null) {
        String detail = issue.detail().isEmpty() ? "" : ": " + issue.detail();
        lines.add("      why:  " + Printable.shortened(issue.reason().word() + detail, WHY_WIDTH));
        lines.add("      next: " + issue.unblock());
      } else if (!issue.detail().isEmpty() && !issue.phase().isFinal()) {
        lines.add("      now:  " + Printable.shortened(issue.detail(), WHY_WIDTH));
      }
    }
    return lines;
  }

  static String counts(WaveView wave) {
    Map<Phase, Long> counts = new EnumMap<>(Phase.class);
    wave.issues().forEach(issue -> counts.merge(issue.phase(), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().word())
        .collect(Collectors.joining(", "));
  }

  private static String tail(IssueView issue) {
    StringBuilder tail = new StringBuilder();
    AgentView agent = issue.agent();
    if (agent != null && agent.pid() != null) {
      tail.append("  pid ").append(agent.pid());
    }
    if (issue.attempts() > 1) {
      tail.append("  attempt ").append(issue.attempts());
    }
    LandedView landed = issue.landed();
    if (landed != null) {
      tail.append("  ").append(landed.commit().abbreviated());
    }
    return tail.toString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String mark(Phase phase, CommandOutput output) {
    String mark =
        switch (phase) {
          case DONE -> "✓";
          case CANCELLED, EXPIRED, SKIPPED -> "✗";
          case PARKED, HELD, NEEDS_INPUT, QUOTA_WAITING -> "!";
          case IMPLEMENTING, CHECKING, REVIEWING, MERGING, PREPARING -> "▸";
          case WAITING_DEPENDENCIES, QUEUED, MERGE_QUEUED -> "·";
        };
    return output.paint(paint(phase), mark);
  }

  private static Paint paint(Phase phase) {
    return switch (phase) {
      case DONE -> Paint.GREEN;
      case CANCELLED, EXPIRED, SKIPPED, PARKED -> Paint.RED;
      case HELD, NEEDS_INPUT, QUOTA_WAITING -> Paint.YELLOW;
      case IMPLEMENTING, CHECKING, REVIEWING, MERGING, PREPARING -> Paint.BLUE;
      case WAITING_DEPENDENCIES, QUEUED, MERGE_QUEUED -> Paint.DIM;
    };
  }
}
