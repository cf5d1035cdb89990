package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.WaveState.IssueState;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import dev.wavewright.workflows.wave.core.Board;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveEvent;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what crosses Temporal into what the core knows, and back. */
final class WaveRecords {
  private static final SearchAttributeKey<String> REPOSITORY =
      SearchAttributeKey.forKeyword("Repository");
  private static final SearchAttributeKey<String> WAVE = SearchAttributeKey.forKeyword("Wave");
  private static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("Phase");
  private static final SearchAttributeKey<Long> PRIORITY = SearchAttributeKey.forLong("Priority");

  /** Temporal takes 400 bytes of encoded summary and 20,000 of details. */
  private static final int SUMMARY_BYTES = 200;

  private static final int DETAIL_BYTES = 18_000;

  private WaveRecords() {}

  static Board board(WaveState state) {
    Map<RepositoryName, Integer> parallel = new LinkedHashMap<>();
    state
        .plan()
        .project()
        .repositories()
        .forEach(repository -> parallel.put(repository.name(), repository.parallel()));
    Map<IssueKey, IssueState> carried = new LinkedHashMap<>();
    state.lines().forEach(line -> carried.put(line.key(), line));
    List<Line> lines = new ArrayList<>();
    for (PlannedIssue issue : state.plan().issues()) {
      Line.Work work =
          new Line.Work(
              issue.key(),
              issue.repository(),
              issue.agent(),
              issue.priority(),
              issue.dependsOn(),
              issue.heldBy(),
              issue.expected());
      IssueState known = carried.get(issue.key());
      lines.add(known == null ? Line.fresh(work) : line(work, known));
    }
    return new Board(lines, parallel, state.cancelledBy());
  }

  private static Line line(Line.Work work, IssueState state) {
    return new Line(
        work,
        state.phase(),
        state.reason(),
        state.detail(),
        switch (state.child()) {
          case NONE -> Line.Child.NONE;
          case STARTING -> Line.Child.STARTING;
          case LIVE -> Line.Child.LIVE;
          case GONE -> Line.Child.GONE;
        },
        state.run(),
        state.landed(),
        state.heard(),
        state.inFlight(),
        state.rank(),
        state.cancelSent());
  }

  static WaveState state(
      WavePlan plan, int eventsPerRun, int mostAtGate, Instant started, Board board) {
    return new WaveState(
        WaveState.VERSION,
        plan,
        eventsPerRun,
        started,
        board.cancelledBy(),
        board.lines().stream().map(WaveRecords::state).toList(),
        mostAtGate);
  }

  private static IssueState state(Line line) {
    return new IssueState(
        line.key(),
        line.phase(),
        line.reason(),
        line.detail(),
        switch (line.child()) {
          case NONE -> IssueState.Child.NONE;
          case STARTING -> IssueState.Child.STARTING;
          case LIVE -> IssueState.Child.LIVE;
          case GONE -> IssueState.Child.GONE;
        },
        line.run(),
        line.landed(),
        line.heard(),
        line.inFlight(),
        line.rank(),
        line.cancelSent());
  }

  static WaveEvent.Reported reported(IssueStatus status, Instant at) {
    IssueStatus.Landed landed = status.landed();
    CommitId commit = landed == null ? null : landed.commit();
    return new WaveEvent.Reported(
        status.key(), status.phase(), status.reason(), commit, null, null, at);
  }

  static PlannedIssue planned(WavePlan plan, IssueKey key) {
    return plan.issues().stream()
        .filter(issue -> issue.key().equals(key))
        .findFirst()
        .orElseThrow(
            () -> ApplicationFailure.newNonRetryableFailure("not in the plan: " + key, "Plan"));
  }

  static IssueInput input(WavePlan plan, PlannedIssue issue, Board board, long rank) {
    ProjectSettings project = plan.project();
    List<LandedDependency> dependencies = new ArrayList<>(issue.landed());
    for (Line line : board.lines()) {
      CommitId commit = line.landed();
      if (issue.dependsOn().contains(line.key()) && commit != null) {
        String title = planned(plan, line.key()).title();
        dependencies.add(new LandedDependency(line.key(), line.work().repository(), commit, title));
      }
    }
    return new IssueInput(
        issue.key(),
        new IssueText(issue.title(), null, issue.digest()),
        project,
        issue.repository(),
        issue.agent(),
        dependencies,
        plan.wave(),
        issue.priority(),
        rank,
        project.effectiveInFlight(),
        plan.deadline(),
        true,
        board
            .line(issue.key())
            .filter(line -> board.placeIsWanted(line, project.effectiveInFlight()))
            .isPresent());
  }

  static SearchAttributes searchAttributes(WaveId wave, PlannedIssue issue) {
    return SearchAttributes.newBuilder()
        .set(REPOSITORY, issue.repository().value())
        .set(WAVE, wave.toString())
        .set(PHASE, "queued")
        .set(PRIORITY, (long) issue.priority().level())
        .build();
  }

  static String summary(PlannedIssue issue) {
    return truncated(issue.key() + " " + issue.title(), SUMMARY_BYTES);
  }

  static WavePhase phase(Board.Standing standing) {
    return switch (standing) {
      case RUNNING -> WavePhase.RUNNING;
      case WAITING_FOR_PEOPLE -> WavePhase.WAITING_FOR_PEOPLE;
      case CANCELLING -> WavePhase.CANCELLING;
      case ENDED -> WavePhase.ENDED;
    };
  }

  static WaveStatus status(WavePlan plan, Instant started, @Nullable Instant ended, Board board) {
    List<IssueLine> lines = new ArrayList<>();
    for (int place = 0; place < board.lines().size(); place++) {
      Line line = board.lines().get(place);
      PlannedIssue issue = plan.issues().get(place);
      List<IssueKey> dependsOn =
          new ArrayList<>(issue.landed().stream().map(LandedDependency::key).toList());
      dependsOn.addAll(issue.dependsOn());
      IssueKey heldBy = issue.heldBy();
      if (heldBy != null) {
        dependsOn.add(heldBy);
      }
      lines.add(
          new IssueLine(
              line.key(),
              issue.title(),
              issue.repository(),
              line.phase(),
              line.reason(),
              line.detail(),
              dependsOn,
              issue.layer(),
              line.run() != null,
              line.landed()));
    }
    return new WaveStatus(plan.wave(), phase(board.standing()), started, ended, lines);
  }

  static String details(WaveStatus status) {
    StringBuilder page = new StringBuilder();
    long done = status.issues().stream().filter(issue -> issue.phase().isFinal()).count();
    page.append("**").append(status.phase().word()).append("**: ");
    page.append(done).append(" of ").append(status.issues().size()).append(" issues ended\n\n");
    page.append("| issue | title | phase | why | next action |\n|---|---|---|---|---|\n");
    int shown = 0;
    for (IssueLine issue : status.issues()) {
      String row = row(issue);
      if (page.length() + row.length() > DETAIL_BYTES / 3) {
        break;
      }
      page.append(row);
      shown++;
    }
    if (shown < status.issues().size()) {
      page.append("\n… and ").append(status.issues().size() - shown).append(" more issues\n");
    }
    return page.toString();
  }

  private static String row(IssueLine issue) {
    String why = issue.reason() == null ? "" : issue.reason().word();
    String action =
        issue.reason() == null ? "" : issue.reason().unblock(issue.key(), issue.repository());
    if (!issue.detail().isEmpty()) {
      why = why.isEmpty() ? issue.detail() : why + ": " + issue.detail();
    }
    return "| "
        + String.join(
            " | ",
            issue.key().value(),
            cell(truncated(issue.title(), SUMMARY_BYTES)),
            issue.phase().word(),
            cell(why),
            cell(action))
        + " |\n";
  }

  /** Text of others may not make or break a table. */
  private static String cell(String text) {
    return text.replaceAll("[\\\\|`*_<>\\[\\]]", "\\\\$0").replaceAll("\\p{Cntrl}", " ");
  }

  private static String truncated(String text, int bytes) {
    String kept = text;
    while (kept.getBytes(StandardCharsets.UTF_8).length > bytes) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept;
  }
}
