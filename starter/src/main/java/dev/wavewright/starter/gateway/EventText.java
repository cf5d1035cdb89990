package dev.wavewright.starter.gateway;

import dev.wavewright.starter.events.GateEvent;
import dev.wavewright.starter.events.Look;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Json;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.gate.UsageData;
import dev.wavewright.workflows.model.Priority;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events as server-sent events have them. */
final class EventText {
  /** Says how soon one who lost the connection comes back. */
  static final String HELLO = "retry: 2000\n\n";

  /** Says nothing, and finds out whether the other side is there. */
  static final String HEARTBEAT = ":\n\n";

  private EventText() {}

  /** All that is known at a look, by the names of the routes. */
  record Snapshot(Instant at, CapacityData capacity, QueueData queue, UsageData usage) {}

  /** Whether Temporal and a worker answer. */
  record Answering(Instant at, String next) {}

  static String snapshot(Look look, String id) {
    Question question = Question.of(look.gate(), null, null, null, null, Priority.DEFAULT);
    Snapshot all =
        new Snapshot(
            look.at(),
            CapacityData.of(look.gate(), Optional.empty(), question),
            QueueData.of(look.gate()),
            UsageData.of(look.usage(), look.gate()));
    return event("snapshot", all, "id: " + id + "\n");
  }

  /** Writes the events of one look; the last has the look's id: before it, nothing is complete. */
  static String events(List<GateEvent> events, String id) {
    StringBuilder text = new StringBuilder();
    Iterator<GateEvent> each = events.iterator();
    while (each.hasNext()) {
      GateEvent event = each.next();
      text.append(event(event.name(), event, each.hasNext() ? "" : "id: " + id + "\n"));
    }
    return text.toString();
  }

  static String unreachable(Instant at) {
    return event("unreachable", new Answering(at, "wavewright status"), "");
  }

  static String reachable(Instant at) {
    return event("reachable", Map.of("at", at), "");
  }

  private static String event(String name, Object data, String id) {
    return "event: " + name + "\n" + id + "data: " + Json.line(data) + "\n\n";
  }
}
