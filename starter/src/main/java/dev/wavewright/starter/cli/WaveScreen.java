package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.CommandOutput.Paint;
import dev.wavewright.starter.cli.WaveView.AgentView;
import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.LandedView;
import dev.wavewright.starter.cli.WaveView.TrackerView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.tracker.TrackerStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A wave as lines of text. */
public final class WaveScreen {
  private static final int TITLE_WIDTH = 44;
  private static final int WHY_WIDTH = 240;

  private WaveScreen() {}

  /** Returns a head line, a line per issue, and under each that waits why and what would help. */
  public static List<String> lines(WaveView wave, CommandOutput output) {
    List<String> lines = new ArrayList<>();
    lines.add(head(wave, output));
    lines.addAll(issues(wave.issues(), output));
    lines.addAll(foot(wave));
    return lines;
  }

  /**
   * Returns at most this many lines: the issues a person would miss most, in their usual order, and
   * how many are left out.
   */
  static List<String> fitting(WaveView wave, CommandOutput output, int rows) {
    List<String> all = lines(wave, output);
    if (all.size() <= rows) {
      return all;
    }
    List<String> foot = foot(wave);
    int room = rows - foot.size() - 2;
    Set<IssueKey> shown = new HashSet<>();
    List<IssueView> byUrgency = new ArrayList<>(wave.issues());
    byUrgency.sort(Comparator.comparingInt(issue -> urgency(issue.phase())));
    for (IssueView issue : byUrgency) {
      room -= issue(issue, 0, output).size();
      if (room < 0) {
        break;
      }
      shown.add(issue.key());
    }
    List<String> lines = new ArrayList<>();
    lines.add(head(wave, output));
    lines.addAll(
        issues(
            wave.issues().stream().filter(issue -> shown.contains(issue.key())).toList(), output));
    int left = wave.issues().size() - shown.size();
    lines.add("  … " + left + " more: wavewright wave status " + wave.wave());
    lines.addAll(foot);
    return lines.subList(0, Math.clamp(rows, 1, lines.size()));
  }

  private static int urgency(Phase phase) {
    return switch (phase) {
      case PARKED, HELD, NEEDS_INPUT, QUOTA_WAITING -> 0;
      case IMPLEMENTING, CHECKING, REVIEWING, MERGING, PREPARING -> 1;
      case MERGE_QUEUED, QUEUED -> 2;
      case WAITING_DEPENDENCIES -> 3;
      case DONE, CANCELLED, EXPIRED, SKIPPED -> 4;
    };
  }

  private static String head(WaveView wave, CommandOutput output) {
    return output.paint(Paint.BOLD, "wave " + wave.wave())
        + "  "
        + wave.phase().word()
        + "  "
        + counts(wave)
        + "  "
        + output.paint(Paint.YELLOW, wave.sandbox());
  }

  private static List<String> foot(WaveView wave) {
    List<String> lines = new ArrayList<>();
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
    int keyWidth = issues.stream().mapToInt(issue -> issue.key().value().length()).max().orElse(0);
    return issues.stream().flatMap(issue -> issue(issue, keyWidth, output).stream()).toList();
  }

  private static List<String> issue(IssueView issue, int keyWidth, CommandOutput output) {
    List<String> lines = new ArrayList<>();
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
