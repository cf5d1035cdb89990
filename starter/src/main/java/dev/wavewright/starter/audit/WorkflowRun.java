package dev.wavewright.starter.audit;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a workflow as the server recorded it.
 *
 * @param events whole and in order, at least the first
 */
record WorkflowRun(String workflow, String run, List<HistoryEvent> events) {
  WorkflowRun {
    events = List.copyOf(events);
    if (events.isEmpty() || !events.getFirst().hasWorkflowExecutionStartedEventAttributes()) {
      throw new IllegalArgumentException("no history of " + workflow + " run " + run);
    }
  }

  WorkflowExecutionStartedEventAttributes started() {
    return events.getFirst().getWorkflowExecutionStartedEventAttributes();
  }

  /** Returns the run before this one in its chain; empty for the first. */
  String previous() {
    return started().getContinuedExecutionRunId();
  }

  /** Returns the first run of the chain. */
  String first() {
    String first = started().getFirstExecutionRunId();
    return first.isEmpty() ? run : first;
  }

  Instant startedAt() {
    return Events.at(events.getFirst());
  }

  HistoryEvent last() {
    return events.getLast();
  }

  boolean open() {
    return switch (last().getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          false;
      default -> true;
    };
  }

  boolean continued() {
    return last().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW;
  }

  /** Says where an event can be seen. */
  String where(HistoryEvent event) {
    return workflow + " run " + run + " event " + event.getEventId();
  }

  /** Groups runs into chains, the chain that began first first, each from its oldest run on. */
  static List<List<WorkflowRun>> chains(List<WorkflowRun> runs) {
    Map<String, List<WorkflowRun>> chains = new LinkedHashMap<>();
    runs.stream()
        .sorted(java.util.Comparator.comparing(WorkflowRun::startedAt))
        .forEach(
            each -> chains.computeIfAbsent(each.first(), absent -> new ArrayList<>()).add(each));
    return List.copyOf(chains.values());
  }
}
