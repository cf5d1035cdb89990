package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.wavewright.starter.audit.Claim.Lease;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The gate's two recorded runs, of which the first hands its state to the second: a grant, a cancel
 * and a step-down in the first; in the second a holder that is found dead, its session that drains
 * until its host confirms, and the grant that waited for that.
 */
class GateReplayTest {
  private static final String FIRST = "grants-steering-lost-holder-run-1.json";
  private static final String SECOND = "grants-steering-lost-holder-run-2.json";
  private static final String LOST = "acme/c#3";
  private static final String LAST = "acme/d#4";

  private final Findings findings = new Findings();
  private List<HistoryEvent> first = events(FIRST);
  private List<HistoryEvent> second = events(SECOND);

  private static List<HistoryEvent> events(String name) {
    Path file =
        Path.of(System.getProperty("basedir", "."))
            .resolve("../workflows/src/test/resources/histories/capacity")
            .resolve(name);
    History.Builder history = History.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(file), history);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new ArrayList<>(history.getEventsList());
  }

  private static WorkflowRun run(List<HistoryEvent> events) {
    String run =
        events.getFirst().getWorkflowExecutionStartedEventAttributes().getOriginalExecutionRunId();
    return new WorkflowRun("capacity/main", run, events);
  }

  private GateReplay replay() {
    return GateReplay.of(List.of(run(first), run(second)), findings);
  }

  private void found(String key, String message) {
    assertThat(findings.violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.key()).isEqualTo(key);
              assertThat(violation.message()).contains(message);
            });
  }

  /** Rewrites the state with which the second run was started. */
  private void handOver(UnaryOperator<String> change) {
    HistoryEvent started = second.getFirst();
    var attributes = started.getWorkflowExecutionStartedEventAttributes();
    String before = attributes.getInput().getPayloads(0).getData().toStringUtf8();
    String after = change.apply(before);
    assertThat(after).as("the record was changed").isNotEqualTo(before);
    second.set(
        0,
        started.toBuilder()
            .setWorkflowExecutionStartedEventAttributes(
                attributes.toBuilder().setInput(Recorded.payloads(after)))
            .build());
  }

  /** Rewrites what an activity answered; the first answer that the change touches. */
  private void answer(UnaryOperator<String> change) {
    for (int place = 0; place < second.size(); place++) {
      var completed = second.get(place).getActivityTaskCompletedEventAttributes();
      Payloads result = completed.getResult();
      if (second.get(place).hasActivityTaskCompletedEventAttributes()
          && result.getPayloadsCount() > 0) {
        String before = result.getPayloads(0).getData().toStringUtf8();
        String after = change.apply(before);
        if (!after.equals(before)) {
          second.set(
              place,
              second.get(place).toBuilder()
                  .setActivityTaskCompletedEventAttributes(
                      completed.toBuilder().setResult(Recorded.payloads(after)))
                  .build());
          return;
        }
      }
    }
    throw new AssertionError("no answer was changed");
  }

  @Test
  @DisplayName("a chain that was continued as new is one story, clean, with its last holder")
  void clean() {
    assertClean();
  }

  private void assertClean() {
    GateReplay replay = replay();

    assertThat(findings.violations()).isEmpty();
    assertThat(replay.grants())
        .extracting(GateReplay.Seen::key)
        .containsExactly("acme/a#1", "acme/a#1", LOST, LOST, LAST, LAST);
    assertThat(replay.heldAtTheEnd()).extracting(Lease::key).containsOnly(LAST);
    assertThat(replay.drainingAtTheEnd()).isEmpty();
  }

  @Test
  @DisplayName("R5: without the answer that its holder is gone, a lease is still held at the grant")
  void holderNotFoundDead() {
    answer(text -> text.replace("\"open\":false", "\"open\":true"));
    replay();
    found("project:shop", "makes 2 held at a cap of 1");
  }

  @Test
  @DisplayName("L2: a session that its host has not confirmed gone is still counted at the grant")
  void sessionNotConfirmedGone() {
    answer(text -> text.equals("true") ? "false" : text);
    GateReplay replay = replay();
    found("host:alpha", "makes 2 held at a cap of 1");
    assertThat(replay.drainingAtTheEnd())
        .singleElement()
        .satisfies(lease -> assertThat(lease.key()).isEqualTo(LOST));
  }

  @Test
  @DisplayName("R5: a lease that is lost on the way to the next run is found")
  void leaseDropped() {
    handOver(state -> state.replaceFirst("\\[\"IN_FLIGHT\",\"[^\"]+\",\\[[0-9,]*]],?", ""));
    replay();
    assertThat(findings.violations())
        .anySatisfy(
            violation ->
                assertThat(violation.message()).contains("lacks a lease that was not given back"));
  }

  @Test
  @DisplayName("R5: a lease that appears on the way to the next run is found")
  void leaseAdded() {
    handOver(
        state ->
            state.replaceFirst(
                "\\[\"IN_FLIGHT\",\"[^\"]+\",(\\[[0-9,]*])]", "$0,[\"SESSION\",\"0.999\",$1]"));
    replay();
    found("0.999", "holds a lease that history does not");
  }

  @Test
  @DisplayName("C2: a cap that changes on the way to the next run is found")
  void capChanged() {
    handOver(state -> state.replaceFirst("\\[1,false,\"tester\"", "[2,false,\"tester\""));
    replay();
    found("project:shop", "says a cap of 2, history says 1");
  }

  @Test
  @DisplayName("C3: a release in an earlier run that is taken away is found in the later one")
  void releaseDropped() {
    first.removeIf(Recorded.signal("release", "acme/a#1"));
    replay();
    assertThat(findings.violations())
        .anySatisfy(violation -> assertThat(violation.message()).contains("not given back"));
    found("project:shop", "makes 2 held at a cap of 1");
  }

  @Test
  @DisplayName("C3: a release that comes in a wave's message counts like one of the issue's own")
  void releasedByTheWave() {
    first.replaceAll(
        event ->
            Recorded.signal("release", "acme/a#1").test(event)
                ? Recorded.releasedByWave(event)
                : event);
    assertClean();
  }

  @Test
  @DisplayName("C9: a grant of what nobody waits for since its wave was cancelled is found")
  void grantedAfterItsWaveWasCancelled() {
    HistoryEvent asked =
        first.stream().filter(Recorded.signal("request", LAST)).findFirst().orElseThrow();
    second.add(
        1,
        asked.toBuilder()
            .setWorkflowExecutionSignaledEventAttributes(
                asked.getWorkflowExecutionSignaledEventAttributes().toBuilder()
                    .setSignalName("cancelWaiting")
                    .setInput(
                        Recorded.payloads(
                            "{\"holders\":[\"issue/nobody\",\"issue/acme/d/4\"],\"reason\":\"\"}")))
            .build());
    replay();
    found(LAST, "is granted unasked");
  }

  @Test
  @DisplayName("a chain whose first run is gone is judged from the record that is left")
  void firstRunGone() {
    GateReplay replay = GateReplay.of(List.of(run(second)), findings);

    assertThat(findings.violations()).isEmpty();
    assertThat(replay.grants()).extracting(GateReplay.Seen::key).containsExactly(LAST, LAST);
    assertThat(replay.everGranted().values()).extracting(Lease::key).contains(LOST, LAST);
  }
}
