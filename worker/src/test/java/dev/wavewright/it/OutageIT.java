package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.host.Fences;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import io.temporal.api.history.v1.HistoryEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What must hold when the real server was away for a time, or lost what it wrote last. */
@OnOwnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {
  private final Installation installation;

  OutageIT(@TempDir Path root) throws Exception {
    installation = new Installation(root);
  }

  @BeforeAll
  void start() throws Exception {
    installation.sessions(3);
    installation.run(installation.path("."), "up", "--detach").expect(0);
  }

  @AfterAll
  void stop() throws Exception {
    installation.close();
  }

  private static Map<LeaseKind, LeaseToken> tokens(LiveStack stack, String issue) {
    Map<LeaseKind, LeaseToken> tokens = new EnumMap<>(LeaseKind.class);
    for (CapacityView.Holding held : stack.holding()) {
      if (held.key().value().equals(issue)) {
        tokens.put(held.kind(), held.token());
      }
    }
    return tokens;
  }

  @Test
  @DisplayName(
      "C4, R2: after a server lost its last writes every token it grants is newer than any before,"
          + " the host admits it and refuses the lost one, and the issue lands once")
  void lostWrites() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "lost-writes");
    String issue = "local/roll#1";
    TestProject project =
        TestProject.named(installation, "roll")
            .repository("roll", "true")
            .issue("roll", 1, "", "write f <<END", "x", "END", agents.hold("one"))
            .write();
    Fences fences = new Fences(installation.path("state/wavewright/fences"));
    try (LiveStack stack = new LiveStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      Path older = installation.path("older-database");
      Outage.copyDatabase(installation, stack.part("temporal").pid(), older);
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      Await.until("its agent", () -> census.agent(issue).isPresent());
      Map<LeaseKind, LeaseToken> lost = tokens(stack, issue);
      assertThat(lost).containsOnlyKeys(LeaseKind.values());

      try (Outage outage = new Outage(stack)) {
        Outage.restoreDatabase(installation, older);
        outage.end();
      }
      assertThat(tokens(stack, issue)).as("the server has lost these grants").isEmpty();
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      Await.until("new leases of both kinds", () -> tokens(stack, issue).size() == lost.size());
      Map<LeaseKind, LeaseToken> granted = tokens(stack, issue);
      LeaseToken newest = lost.values().stream().max(LeaseToken::compareTo).orElseThrow();
      assertThat(granted.values())
          .as("newer than any of %s", lost)
          .allMatch(token -> token.compareTo(newest) > 0);
      for (LeaseKind kind : LeaseKind.values()) {
        LeaseToken before = Objects.requireNonNull(lost.get(kind));
        LeaseToken after = Objects.requireNonNull(granted.get(kind));
        Await.until(
            "the host's refusal of " + before,
            () -> !fences.admit(new IssueKey(issue), kind, before));
        assertThat(fences.admit(new IssueKey(issue), kind, after))
            .as("%s %s", kind, after)
            .isTrue();
      }

      agents.finishAll();
      project.run("wave", "watch", "w", "--quiet").expect(0);
      Await.until("no lease held", () -> stack.holding().isEmpty());
      assertThat(census.twins()).isEmpty();
    }
    assertThat(project.landed("roll")).containsExactly(issue);
    Path hub = installation.path("state/wavewright/roll/hubs/local~roll.git");
    List<String> pinned =
        List.of("git", "--git-dir", hub.toString(), "for-each-ref", "refs/wavewright/base");
    Await.until(
        "nothing that the lost run left",
        () -> installation.execute(project.folder(), pinned).expect(0).out().isBlank());
  }

  /** Which deadline is short enough to wait for and long enough to see is a matter of machines. */
  private static final List<Integer> SECONDS = List.of(8, 30, 120);

  @Test
  @DisplayName(
      "L4, C10: a deadline that passes while the server is away fires once when it is back, and"
          + " never for who holds a place")
  void deadlinePasses() throws Exception {
    for (int seconds : SECONDS) {
      if (passesInAnOutage(seconds)) {
        return;
      }
    }
    throw new AssertionError("no server was killed before a deadline of " + SECONDS);
  }

  /** Returns false if the deadline had passed before the server was away. */
  private boolean passesInAnOutage(int seconds) throws Exception {
    String name = "late" + seconds;
    HeldAgents agents = new HeldAgents(installation, name);
    TestProject project =
        TestProject.named(installation, name)
            .repository(name, "true", "parallel: 2")
            .capacity("capacity: {in-flight: 1}");
    for (int number : List.of(1, 2)) {
      project.issue(
          name, number, "", "write f" + number + " <<END", "x", "END", agents.hold("all"));
    }
    project.write();
    try (LiveStack stack = new LiveStack(installation)) {
      Process starting =
          installation.start(
              project.folder(),
              "wave",
              "start",
              "--all",
              "--name",
              "w",
              "--deadline",
              seconds + "s");
      Await.until(
          "one at work and one waiting, or a deadline that passed before",
          () ->
              expired(stack, name)
                  || (stack.holding("local/" + name, LeaseKind.SESSION).size() == 1
                      && stack.waiting("local/" + name).size() == 1));
      List<CapacityView.Waiting> waiting = stack.gate().waiting();
      if (waiting.isEmpty()) {
        agents.finishAll();
        return false;
      }
      String works = stack.holding("local/" + name, LeaseKind.SESSION).getFirst();
      Map<LeaseKind, LeaseToken> held = tokens(stack, works);
      CapacityView.Waiting waits = waiting.getFirst();
      String late = waits.key().value();
      Instant deadline = Objects.requireNonNull(waits.deadline());
      try (Outage outage = new Outage(stack)) {
        if (!Instant.now().isBefore(deadline)) {
          outage.end();
          agents.finishAll();
          return false;
        }
        Await.until("the deadline", () -> Instant.now().isAfter(deadline));
        outage.end();
      }
      Await.until("its end", () -> stack.phase(late) == Phase.EXPIRED);
      assertThat(stack.waiting("local/" + name)).isEmpty();
      assertThat(tokens(stack, works)).as("what is held is held").isEqualTo(held);
      starting.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      agents.finishAll();
      project.run("wave", "watch", "w", "--quiet");
      Await.until("no lease held", () -> stack.holding().isEmpty());

      assertThat(project.landed(name)).containsExactly(works);
      assertThat(refusals(stack, works)).isEmpty();
      assertThat(refusals(stack, late))
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(cause(refusal)).isEqualTo("expired");
                assertThat(Histories.time(refusal)).isAfterOrEqualTo(deadline);
              });
      return true;
    }
  }

  private static boolean expired(LiveStack stack, String name) {
    return Stream.of(1, 2)
        .map(number -> "local/" + name + "#" + number)
        .anyMatch(issue -> stack.phase(issue) == Phase.EXPIRED);
  }

  /** Returns how an issue was told that it gets no lease. */
  private static List<HistoryEvent> refusals(LiveStack stack, String issue) {
    return stack.events(LiveStack.workflow(issue)).stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .filter(
            event ->
                event
                    .getWorkflowExecutionSignaledEventAttributes()
                    .getSignalName()
                    .equals("refused"))
        .toList();
  }

  private static String cause(HistoryEvent refusal) {
    return Histories.json(refusal.getWorkflowExecutionSignaledEventAttributes().getInput())
        .path("cause")
        .asText();
  }
}
