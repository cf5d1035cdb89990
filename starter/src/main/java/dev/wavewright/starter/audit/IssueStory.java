package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one run of an issue's workflow says. Issues do not continue as new. */
final class IssueStory {
  private static final int DIGITS_OF_A_RUN = 8;

  private final WorkflowRun run;
  private final String key;
  private final Map<String, String> approved = new LinkedHashMap<>();
  private final List<String> answered = new ArrayList<>();
  private final List<AgentRun> agents = new ArrayList<>();
  private final List<String> rescues = new ArrayList<>();
  private String phase = "";
  private String landed = "";
  private String landedTicket = "";
  private String session = "";
  private boolean landedBefore;

  /**
   * One activity that ran an agent, its retries included.
   *
   * @param until null while it is open; the workflow's end when that came first
   * @param commit what it collected; empty for nothing
   */
  record AgentRun(
      String key,
      String session,
      String token,
      boolean review,
      Instant from,
      @Nullable Instant until,
      String commit,
      String where) {}

  private IssueStory(WorkflowRun run) {
    this.run = run;
    this.key = Events.text(Events.argument(run.started().getInput(), 0), "key");
  }

  static IssueStory of(WorkflowRun run) {
    IssueStory story = new IssueStory(run);
    Map<Long, HistoryEvent> scheduled = new LinkedHashMap<>();
    Map<Long, HistoryEvent> ended = new HashMap<>();
    for (HistoryEvent event : run.events()) {
      switch (event.getEventType()) {
        case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> scheduled.put(event.getEventId(), event);
        case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
            ended.put(event.getActivityTaskCompletedEventAttributes().getScheduledEventId(), event);
        case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
            ended.put(event.getActivityTaskFailedEventAttributes().getScheduledEventId(), event);
        case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
            ended.put(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId(), event);
        case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
            ended.put(event.getActivityTaskCanceledEventAttributes().getScheduledEventId(), event);
        case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED -> story.sent(event);
        case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> story.heard(event);
        case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> story.completed(event);
        default -> {}
      }
    }
    scheduled.forEach((id, event) -> story.activity(event, ended.get(id)));
    return story;
  }

  private void sent(HistoryEvent event) {
    var signal = event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
    if (signal.getSignalName().equals("enqueue")) {
      JsonNode request = Events.argument(signal.getInput(), 0);
      approved.put(Events.text(request, "ticket"), Events.text(request, "commit"));
    }
  }

  private void heard(HistoryEvent event) {
    var signal = event.getWorkflowExecutionSignaledEventAttributes();
    if (signal.getSignalName().equals("mergeEnded")) {
      JsonNode outcome = Events.argument(signal.getInput(), 0);
      String ticket = Events.text(outcome, "ticket");
      answered.add(ticket);
      if (Events.text(outcome, "result").equals("landed")) {
        landed = Events.text(outcome, "commit");
        landedTicket = ticket;
      }
    }
  }

  private void completed(HistoryEvent event) {
    JsonNode status =
        Events.argument(event.getWorkflowExecutionCompletedEventAttributes().getResult(), 0);
    phase = Events.text(status, "phase");
    if (landed.isEmpty()) {
      landed = Events.text(status.path("landed"), "commit");
    }
  }

  private void activity(HistoryEvent event, @Nullable HistoryEvent end) {
    ActivityTaskScheduledEventAttributes asked = event.getActivityTaskScheduledEventAttributes();
    JsonNode result =
        end == null
            ? Events.argument(io.temporal.api.common.v1.Payloads.getDefaultInstance(), 0)
            : Events.argument(end.getActivityTaskCompletedEventAttributes().getResult(), 0);
    switch (asked.getActivityType().getName()) {
      case "RunAgent" -> {
        JsonNode work = Events.argument(asked.getInput(), 0);
        agents.add(
            new AgentRun(
                key,
                Events.text(work.path("session"), "session"),
                Events.text(work, "token"),
                Events.text(work, "round").equals("REVIEW"),
                Events.at(event),
                end != null ? Events.at(end) : open() ? null : Events.at(run.last()),
                Events.text(result, "commit"),
                run.where(event)));
      }
      case "Prepare" -> {
        session = Events.text(Events.argument(asked.getInput(), 0), "session");
        if (Events.text(result, "state").equals("ALREADY_LANDED")) {
          landedBefore = true;
        }
      }
      case "Rescue", "Retire" -> {
        if (!Events.text(result).isEmpty()) {
          rescues.add(Events.text(result));
        }
      }
      default -> {}
    }
  }

  String key() {
    return key;
  }

  WorkflowRun run() {
    return run;
  }

  boolean open() {
    return run.open();
  }

  /** Returns the final phase; empty while it is open, and when it did not complete. */
  String phase() {
    return phase;
  }

  /** Returns the session's id as a host was told it, else as it follows from issue and run. */
  String session() {
    return session.isEmpty() ? sessionOf(key, run.first()) : session;
  }

  static String sessionOf(String key, String firstRun) {
    return key.replace('/', '~').replace('#', '~')
        + "-"
        + firstRun.substring(Math.max(0, firstRun.length() - DIGITS_OF_A_RUN));
  }

  /** Tells whether this history itself says that the issue landed. */
  boolean saysLanded() {
    return !landed.isEmpty() || landedBefore || phase.equals("done");
  }

  /** Tells whether a landing was asked for and not yet answered. */
  boolean landingUnderWay() {
    return open() && approved.keySet().stream().anyMatch(ticket -> !answered.contains(ticket));
  }

  /** Returns the landed commit; empty when it is not told. */
  String landed() {
    return landed;
  }

  /** Returns the approved commit that landed, as the issue asked for it. */
  Optional<String> approved() {
    return Optional.ofNullable(approved.get(landedTicket));
  }

  List<AgentRun> agents() {
    return List.copyOf(agents);
  }

  /** Returns every rescue ref it was told of. */
  List<String> rescues() {
    return List.copyOf(rescues);
  }

  /** Returns the newest commit an agent's work was collected as; empty for none. */
  Optional<String> collected() {
    return agents.stream()
        .filter(agent -> !agent.review() && !agent.commit().isEmpty())
        .map(AgentRun::commit)
        .reduce((earlier, later) -> later);
  }
}
