package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.IssueKey;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long slots stood empty although work was waiting: from the release that made room for a
 * request until the session activity of its issue started. The releases are replayed from the
 * gate's history with code of its own: a request was waiting if there was no room when it came.
 */
final class Turnarounds {
  private final WaveBench.Plan plan;
  private final Map<IssueKey, List<HistoryEvent>> issues;
  private final Map<String, Lease> held = new LinkedHashMap<>();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, List<Long>> steps = new LinkedHashMap<>();

  private record Lease(IssueKey key, boolean session) {}

  /** A request; {@code room} is the release that made room, null while there is none. */
  private record Waiting(
      IssueKey key, boolean inFlight, boolean session, boolean waited, @Nullable Instant room) {}

  Turnarounds(
      WaveBench.Plan plan, List<HistoryEvent> gate, Map<IssueKey, List<HistoryEvent>> issues) {
    this.plan = plan;
    this.issues = issues;
    gate.forEach(this::read);
  }

  private void read(HistoryEvent event) {
    if (event.hasWorkflowExecutionSignaledEventAttributes()) {
      var signal = event.getWorkflowExecutionSignaledEventAttributes();
      JsonNode message = Histories.json(signal.getInput());
      if (signal.getSignalName().equals("request")) {
        request(message, Histories.time(event));
      } else if (signal.getSignalName().equals("requestAll")) {
        message.path("requests").forEach(each -> request(each, Histories.time(event)));
        message.path("releases").forEach(each -> release(each, Histories.time(event)));
      } else if (signal.getSignalName().equals("release")) {
        release(message, Histories.time(event));
      }
    } else if (event.hasSignalExternalWorkflowExecutionInitiatedEventAttributes()) {
      var signal = event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
      if (signal.getSignalName().equals("granted")) {
        granted(Histories.json(signal.getInput()), Histories.time(event));
      }
    }
  }

  private void release(JsonNode message, Instant at) {
    if (held.remove(message.path("token").asText()) != null) {
      look(at);
    }
  }

  private void request(JsonNode message, Instant at) {
    Waiting request =
        new Waiting(
            new IssueKey(message.path("key").asText()),
            !message.path("inFlightPools").isEmpty(),
            message.path("wantsSession").asBoolean(),
            false,
            null);
    boolean room = hasRoom(request);
    waiting.put(
        message.path("ticket").asText(),
        new Waiting(request.key(), request.inFlight(), request.session(), !room, room ? at : null));
  }

  /** Notes which requests have room now; one that somebody else overtook waits anew. */
  private void look(Instant at) {
    waiting.replaceAll(
        (ticket, request) -> {
          boolean room = hasRoom(request);
          Instant since = request.room() == null ? at : request.room();
          return new Waiting(
              request.key(),
              request.inFlight(),
              request.session(),
              request.waited() || !room,
              room ? since : null);
        });
  }

  private boolean hasRoom(Waiting request) {
    long sessions = held.values().stream().filter(Lease::session).count();
    long beside =
        held.values().stream()
            .filter(lease -> !lease.session())
            .filter(lease -> lease.key().repository().equals(request.key().repository()))
            .count();
    return (!request.session() || sessions < plan.cap())
        && (!request.inFlight() || beside < plan.parallel());
  }

  private void granted(JsonNode grant, Instant at) {
    Waiting request = waiting.remove(grant.path("ticket").asText());
    if (request == null) {
      return;
    }
    boolean session = false;
    for (JsonNode lease : grant.path("leases")) {
      boolean ofSession = lease.path("kind").asText().equals("SESSION");
      session |= ofSession;
      held.put(lease.path("token").asText(), new Lease(request.key(), ofSession));
    }
    look(at);
    if (session && request.waited() && request.room() != null) {
      measure(request, request.room(), at);
    }
  }

  private void measure(Waiting request, Instant released, Instant granted) {
    @Nullable List<HistoryEvent> events = issues.get(request.key());
    if (events == null) {
      return;
    }
    List<Histories.Did> done = Histories.activities(events);
    Histories.Did run = first(done, "RunAgent", granted);
    if (run == null) {
      return;
    }
    Duration preparing = Duration.ZERO;
    Instant next = run.scheduled();
    Histories.Did prepare = first(done, "Prepare", granted);
    if (prepare != null && prepare.ended().isBefore(run.started())) {
      preparing = Duration.between(prepare.started(), prepare.ended());
      next = prepare.scheduled();
      add("  preparation asked to started", prepare.scheduled(), prepare.started());
      add("  preparation", prepare.started(), prepare.ended());
      add("  prepared to session activity asked", prepare.ended(), run.scheduled());
    }
    add("  release to grant sent", released, granted);
    add("  grant sent to first activity asked", granted, next);
    add("  session activity asked to started", run.scheduled(), run.started());
    Duration whole = Duration.between(released, run.started());
    add("turnaround, preparation included", whole);
    add("turnaround", whole.minus(preparing));
  }

  private static Histories.@Nullable Did first(
      List<Histories.Did> done, String type, Instant after) {
    return done.stream()
        .filter(did -> did.type().equals(type) && did.scheduled().isAfter(after))
        .findFirst()
        .orElse(null);
  }

  private void add(String step, Instant from, Instant until) {
    add(step, Duration.between(from, until));
  }

  private void add(String step, Duration took) {
    steps.computeIfAbsent(step, name -> new ArrayList<>()).add(took.toMillis());
  }

  void print(PrintStream out) {
    steps.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(java.util.Comparator.reverseOrder()))
        .forEach(step -> out.println(step.getKey() + ": " + WaveReport.shown(step.getValue())));
    out.println("requests that waited: " + steps.getOrDefault("turnaround", List.of()).size());
  }
}
