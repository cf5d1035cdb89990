package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a wave's history says.
 *
 * @param project the frozen project
 * @param reports what issues told, in order
 * @param starts issue workflows started, in order; places count with those of the reports
 */
record WaveStory(
    String workflow,
    JsonNode project,
    Map<String, Planned> issues,
    List<Report> reports,
    List<Start> starts,
    Instant started,
    boolean open,
    List<String> oddities) {

  /** One issue of the frozen plan. */
  record Planned(
      String key,
      String repository,
      List<String> dependsOn,
      List<LandedBefore> landed,
      String heldBy) {}

  /** A dependency that had landed before the wave. */
  record LandedBefore(String key, String repository, String commit) {}

  /** What an issue told, or what the wave found of it. */
  record Report(int place, String key, String phase, String landed, Instant at, String where) {}

  /** An issue's workflow started. */
  record Start(int place, String key, String workflow, String run, String where) {}

  /** Reads one chain, oldest run first. */
  static WaveStory of(List<WorkflowRun> chain) {
    WorkflowRun first = chain.getFirst();
    JsonNode plan = plan(first);
    Map<String, Planned> issues = new LinkedHashMap<>();
    Map<String, String> keys = new HashMap<>();
    for (JsonNode issue : plan.path("issues")) {
      Planned planned = planned(issue);
      issues.put(planned.key(), planned);
      keys.put(GateRecord.workflowOf(planned.key()), planned.key());
    }
    Reader reader = new Reader(keys);
    for (WorkflowRun run : chain) {
      if (!plan(run).equals(plan)) {
        reader.oddities.add("the plan of run " + run.run() + " is not that of the first");
      }
      reader.read(run);
    }
    return new WaveStory(
        first.workflow(),
        plan.path("project"),
        issues,
        reader.reports,
        reader.starts,
        first.startedAt(),
        chain.getLast().open(),
        reader.oddities);
  }

  private static JsonNode plan(WorkflowRun run) {
    return Events.argument(run.started().getInput(), 0).path("plan");
  }

  private static Planned planned(JsonNode issue) {
    List<LandedBefore> landed = new ArrayList<>();
    for (JsonNode each : issue.path("landed")) {
      landed.add(
          new LandedBefore(
              Events.text(each, "key"),
              Events.text(each, "repository"),
              Events.text(each, "commit")));
    }
    return new Planned(
        Events.text(issue, "key"),
        Events.text(issue, "repository"),
        Events.texts(issue.path("dependsOn")),
        landed,
        Events.text(issue, "heldBy"));
  }

  /** Returns the first report of this issue's landing. */
  Optional<Report> landing(String key) {
    return reports.stream()
        .filter(report -> report.key().equals(key) && report.phase().equals("done"))
        .findFirst();
  }

  /** Returns the last word on this issue. */
  Optional<Report> last(String key) {
    return reports.stream()
        .filter(report -> report.key().equals(key))
        .reduce((earlier, later) -> later);
  }

  private static final class Reader {
    /** The type of the one child of a wave that works on no issue. */
    private static final String TELLS_THE_TRACKER = "TrackerWorkflow";

    private final Map<String, String> keys;
    private final List<Report> reports = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<String> oddities = new ArrayList<>();
    private int place;

    Reader(Map<String, String> keys) {
      this.keys = keys;
    }

    void read(WorkflowRun run) {
      Map<Long, String> questions = new HashMap<>();
      for (HistoryEvent event : run.events()) {
        place++;
        if (event.hasWorkflowExecutionSignaledEventAttributes()) {
          var signal = event.getWorkflowExecutionSignaledEventAttributes();
          if (signal.getSignalName().equals("report")) {
            JsonNode report = Events.argument(signal.getInput(), 0);
            add(
                Events.text(report, "key"),
                Events.text(report, "phase"),
                Events.text(report, "landed"),
                run,
                event);
          }
        } else if (event.hasChildWorkflowExecutionStartedEventAttributes()) {
          var started = event.getChildWorkflowExecutionStartedEventAttributes();
          if (started.getWorkflowType().getName().equals(TELLS_THE_TRACKER)) {
            continue;
          }
          var child = started.getWorkflowExecution();
          starts.add(
              new Start(
                  place,
                  keys.getOrDefault(child.getWorkflowId(), child.getWorkflowId()),
                  child.getWorkflowId(),
                  child.getRunId(),
                  run.where(event)));
        } else if (event.hasActivityTaskScheduledEventAttributes()) {
          questions.put(
              event.getEventId(),
              event.getActivityTaskScheduledEventAttributes().getActivityType().getName());
        } else if (event.hasActivityTaskCompletedEventAttributes()) {
          var completed = event.getActivityTaskCompletedEventAttributes();
          if ("DescribeIssues".equals(questions.get(completed.getScheduledEventId()))) {
            for (JsonNode found : Events.argument(completed.getResult(), 0)) {
              JsonNode result = found.path("result");
              if (!found.path("open").asBoolean(true) && result.isObject()) {
                add(
                    Events.text(result, "key"),
                    Events.text(result, "phase"),
                    Events.text(result.path("landed"), "commit"),
                    run,
                    event);
              }
            }
          }
        }
      }
    }

    private void add(String key, String phase, String landed, WorkflowRun run, HistoryEvent event) {
      reports.add(new Report(place, key, phase, landed, Events.at(event), run.where(event)));
    }
  }
}
