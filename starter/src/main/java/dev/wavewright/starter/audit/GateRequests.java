package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what is asked of the gate out of the signals it got. */
final class GateRequests {
  private GateRequests() {}

  /** One request in the signal of an event. */
  record Asked(long event, String ticket) {}

  /** The requests a signal carries: one of an issue, or several that a wave sends. */
  static List<JsonNode> in(WorkflowExecutionSignaledEventAttributes signal) {
    JsonNode message = Events.argument(signal.getInput(), 0);
    List<JsonNode> requests = new ArrayList<>();
    switch (signal.getSignalName()) {
      case "request" -> requests.add(message);
      case "requestAll" -> message.path("requests").forEach(requests::add);
      default -> {}
    }
    return requests;
  }

  /** Returns what a request asks for. */
  static Claim claim(JsonNode request) {
    return new Claim(
        Events.text(request, "ticket"),
        Events.text(request, "key"),
        Events.text(request, "holder"),
        Events.text(request, "holderRun"),
        Events.text(request, "purpose"),
        pools(request.path("inFlightPools")),
        request.path("wantsSession").asBoolean(),
        pools(request.path("sessionPools")));
  }

  private static List<String> pools(JsonNode shares) {
    List<String> pools = new ArrayList<>();
    shares.forEach(share -> pools.add(Events.text(share, "pool")));
    return pools;
  }

  /** Finds the requests that the gate refused to take in: the next word about them says so. */
  static Set<Asked> rejected(WorkflowRun run) {
    Map<String, Asked> asked = new HashMap<>();
    Set<Asked> rejected = new HashSet<>();
    for (HistoryEvent event : run.events()) {
      if (event.hasWorkflowExecutionSignaledEventAttributes()) {
        for (JsonNode request : in(event.getWorkflowExecutionSignaledEventAttributes())) {
          String ticket = Events.text(request, "ticket");
          asked.put(ticket, new Asked(event.getEventId(), ticket));
        }
      } else if (event.hasSignalExternalWorkflowExecutionInitiatedEventAttributes()) {
        SignalExternalWorkflowExecutionInitiatedEventAttributes sent =
            event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
        JsonNode message = Events.argument(sent.getInput(), 0);
        Asked request = asked.remove(Events.text(message, "ticket"));
        if (request != null && Events.text(message, "cause").equals("rejected")) {
          rejected.add(request);
        }
      }
    }
    return rejected;
  }
}
