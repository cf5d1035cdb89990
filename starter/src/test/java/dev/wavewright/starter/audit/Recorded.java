package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ChildWorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A wave that really ran, with its gate, issues and branches as they were recorded: four issues
 * done or cancelled, a step-down, a step-up, a pause. Tests change it and audit it.
 */
final class Recorded implements Histories {
  static final String GATE = "capacity/main";
  static final String WAVE = "wave/audited/second";
  private static final List<String> WORKFLOWS =
      List.of(
          GATE,
          WAVE,
          "issue/acme/one/3",
          "issue/acme/one/4",
          "issue/acme/two/3",
          "issue/acme/two/4");

  final Map<String, List<WorkflowRun>> runs = new LinkedHashMap<>();
  final Map<String, Branch> branches = new TreeMap<>();

  Recorded() {
    for (String workflow : WORKFLOWS) {
      List<HistoryEvent> events = events(workflow.replace('/', '~') + ".json");
      String run =
          events
              .getFirst()
              .getWorkflowExecutionStartedEventAttributes()
              .getOriginalExecutionRunId();
      runs.put(workflow, List.of(new WorkflowRun(workflow, run, events)));
    }
    try {
      new ObjectMapper()
          .readTree(resource("git.json"))
          .properties()
          .forEach(each -> branches.put(each.getKey(), new Branch(each.getKey(), each.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<HistoryEvent> events(String name) {
    History.Builder history = History.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(resource(name), history);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return history.getEventsList();
  }

  private static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Recorded.class.getResourceAsStream("/audit/" + name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<WorkflowRun> runs(String workflow) {
    return runs.getOrDefault(workflow, List.of());
  }

  @Override
  public Standing standing(String workflow) {
    List<WorkflowRun> found = runs(workflow);
    return found.isEmpty()
        ? Standing.UNKNOWN
        : new Standing(true, found.getLast().open(), found.getLast().first());
  }

  /** Audits long after everything ended. */
  AuditReport audit(Path stateHome, Path processes) {
    return new Audit(
            this,
            (place, shown, hub) -> Objects.requireNonNull(branches.get(place.name()), place.name()),
            Admission.NONE,
            stateHome,
            processes,
            Instant.parse("2026-12-01T00:00:00Z"))
        .run(WAVE, "second");
  }

  WorkflowRun run(String workflow) {
    return Objects.requireNonNull(runs.get(workflow), workflow).getFirst();
  }

  /** Replaces the events of a workflow's run. */
  void change(String workflow, UnaryOperator<List<HistoryEvent>> change) {
    WorkflowRun was = run(workflow);
    List<HistoryEvent> changed = change.apply(new ArrayList<>(was.events()));
    runs.put(workflow, List.of(new WorkflowRun(workflow, was.run(), changed)));
  }

  static int first(List<HistoryEvent> events, Predicate<HistoryEvent> which) {
    for (int i = 0; i < events.size(); i++) {
      if (which.test(events.get(i))) {
        return i;
      }
    }
    throw new AssertionError("the recorded history has no such event");
  }

  static Predicate<HistoryEvent> signal(String name, String containing) {
    return event ->
        event.getWorkflowExecutionSignaledEventAttributes().getSignalName().equals(name)
            && text(event.getWorkflowExecutionSignaledEventAttributes().getInput())
                .contains(containing);
  }

  static Predicate<HistoryEvent> sent(String name, String containing) {
    return event ->
        event
                .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
                .getSignalName()
                .equals(name)
            && text(event.getSignalExternalWorkflowExecutionInitiatedEventAttributes().getInput())
                .contains(containing);
  }

  static Predicate<HistoryEvent> scheduled(String activity) {
    return event ->
        event
            .getActivityTaskScheduledEventAttributes()
            .getActivityType()
            .getName()
            .equals(activity);
  }

  private static String text(Payloads payloads) {
    return payloads.getPayloadsCount() == 0 ? "" : payloads.getPayloads(0).getData().toStringUtf8();
  }

  static HistoryEvent newSignal(String name, String json) {
    return HistoryEvent.newBuilder()
        .setEventId(1_000)
        .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .setWorkflowExecutionSignaledEventAttributes(
            WorkflowExecutionSignaledEventAttributes.newBuilder()
                .setSignalName(name)
                .setInput(payloads(json)))
        .build();
  }

  static HistoryEvent newSending(String holder, String name, String json) {
    return HistoryEvent.newBuilder()
        .setEventId(2_000)
        .setEventType(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED)
        .setSignalExternalWorkflowExecutionInitiatedEventAttributes(
            SignalExternalWorkflowExecutionInitiatedEventAttributes.newBuilder()
                .setSignalName(name)
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(holder))
                .setInput(payloads(json)))
        .build();
  }

  static HistoryEvent newChild(String type, String workflow) {
    return HistoryEvent.newBuilder()
        .setEventId(3_000)
        .setEventType(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)
        .setChildWorkflowExecutionStartedEventAttributes(
            ChildWorkflowExecutionStartedEventAttributes.newBuilder()
                .setWorkflowType(WorkflowType.newBuilder().setName(type))
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow)))
        .build();
  }

  /** Makes of a request of an issue the message of a wave that asks for it among others. */
  static HistoryEvent askedByWave(HistoryEvent request, String others) {
    var attributes = request.getWorkflowExecutionSignaledEventAttributes();
    String json = "{\"requests\":[" + text(attributes.getInput()) + others + "]}";
    return request.toBuilder()
        .setWorkflowExecutionSignaledEventAttributes(
            attributes.toBuilder().setSignalName("requestAll").setInput(payloads(json)))
        .build();
  }

  /** Makes of a release of an issue the message of a wave that gives the lease back for it. */
  static HistoryEvent releasedByWave(HistoryEvent release) {
    var attributes = release.getWorkflowExecutionSignaledEventAttributes();
    String json = "{\"requests\":[],\"releases\":[" + text(attributes.getInput()) + "]}";
    return release.toBuilder()
        .setWorkflowExecutionSignaledEventAttributes(
            attributes.toBuilder().setSignalName("requestAll").setInput(payloads(json)))
        .build();
  }

  /** Replaces text in what a message that was sent says. */
  static HistoryEvent said(HistoryEvent sending, UnaryOperator<String> change) {
    var attributes = sending.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
    return sending.toBuilder()
        .setSignalExternalWorkflowExecutionInitiatedEventAttributes(
            attributes.toBuilder().setInput(payloads(change.apply(text(attributes.getInput())))))
        .build();
  }

  static Payloads payloads(String json) {
    return Payloads.newBuilder()
        .addPayloads(
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(json)))
        .build();
  }

  /** A recorded branch, the same at the url and in the hub until a test changes it. */
  static final class Branch implements Repository {
    private final String name;
    List<Landed> url = new ArrayList<>();
    final Map<String, String> refs = new TreeMap<>();
    private final Map<String, List<String>> ancestors = new HashMap<>();

    Branch(String name, JsonNode recorded) {
      this.name = name;
      for (JsonNode each : recorded.path("line")) {
        url.add(
            new Landed(
                Events.text(each, "commit"),
                Events.texts(each.path("parents")),
                Events.texts(each.path("issues"))));
      }
      recorded
          .path("refs")
          .properties()
          .forEach(ref -> refs.put(ref.getKey(), ref.getValue().asText()));
      recorded
          .path("rescued")
          .properties()
          .forEach(
              ref ->
                  ancestors.put(
                      Objects.requireNonNull(refs.get(ref.getKey())),
                      Events.texts(ref.getValue())));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<List<Landed>> atTheUrl() {
      return Optional.of(List.copyOf(url));
    }

    @Override
    public String complaint() {
      return "";
    }

    @Override
    public Optional<List<Landed>> inTheHub() {
      return Optional.of(List.copyOf(url));
    }

    @Override
    public Map<String, String> refs() {
      return Map.copyOf(refs);
    }

    @Override
    public boolean contains(String tip, String commit) {
      boolean onTheBranch =
          url.stream().anyMatch(landed -> landed.commit().equals(tip))
              && url.stream()
                  .anyMatch(
                      landed ->
                          landed.commit().equals(commit) || landed.parents().contains(commit));
      return onTheBranch || ancestors.getOrDefault(tip, List.of()).contains(commit);
    }

    @Override
    public void close() {}
  }
}
