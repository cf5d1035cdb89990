package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads workflows' raw histories. */
final class Histories {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WorkflowClient client;

  Histories(WorkflowClient client) {
    this.client = client;
  }

  /** One attempt of an activity that completed. */
  record Did(String type, JsonNode input, Instant scheduled, Instant started, Instant ended) {
    long millis() {
      return ended.toEpochMilli() - started.toEpochMilli();
    }
  }

  /** Returns every event of a workflow, of all runs of its chain, oldest first. */
  List<HistoryEvent> events(String workflow) {
    List<HistoryEvent> events = new ArrayList<>();
    @Nullable String run = null;
    while (true) {
      List<HistoryEvent> part =
          run == null
              ? client.fetchHistory(workflow).getEvents()
              : client.fetchHistory(workflow, run).getEvents();
      events.addAll(0, part);
      run =
          part.getFirst().getWorkflowExecutionStartedEventAttributes().getContinuedExecutionRunId();
      if (run.isEmpty()) {
        return events;
      }
    }
  }

  /** Returns the activities that completed, in the order they were scheduled. */
  static List<Did> activities(List<HistoryEvent> events) {
    Map<Long, HistoryEvent> scheduled = new LinkedHashMap<>();
    Map<Long, HistoryEvent> started = new LinkedHashMap<>();
    List<Did> done = new ArrayList<>();
    for (HistoryEvent event : events) {
      if (event.hasActivityTaskScheduledEventAttributes()) {
        scheduled.put(event.getEventId(), event);
      } else if (event.hasActivityTaskStartedEventAttributes()) {
        started.put(event.getActivityTaskStartedEventAttributes().getScheduledEventId(), event);
      } else if (event.hasActivityTaskCompletedEventAttributes()) {
        long id = event.getActivityTaskCompletedEventAttributes().getScheduledEventId();
        HistoryEvent asked = scheduled.get(id);
        HistoryEvent begun = started.get(id);
        if (asked != null && begun != null) {
          done.add(
              new Did(
                  asked.getActivityTaskScheduledEventAttributes().getActivityType().getName(),
                  json(asked.getActivityTaskScheduledEventAttributes().getInput()),
                  time(asked),
                  time(begun),
                  time(event)));
        }
      }
    }
    return done;
  }

  static Instant time(HistoryEvent event) {
    return Instant.ofEpochSecond(
        event.getEventTime().getSeconds(), event.getEventTime().getNanos());
  }

  /** Returns the first argument. */
  static JsonNode json(Payloads payloads) {
    try {
      return payloads.getPayloadsCount() == 0
          ? JSON.nullNode()
          : JSON.readTree(payloads.getPayloads(0).getData().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
