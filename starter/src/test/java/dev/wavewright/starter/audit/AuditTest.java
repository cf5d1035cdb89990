package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.audit.Repository.Landed;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A recorded wave is clean; each way of breaking a promise in it is found by its rule. */
class AuditTest extends OnRecordedWave {
  @Test
  @DisplayName("a wave that kept its promises is clean, and every rule looked at facts")
  void clean() throws IOException {
    AuditReport report = audit();
    assertThat(report.violations()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(report.notGuaranteed()).isEmpty();
    Set<String> idle = new TreeSet<>();
    report.checked().forEach((rule, count) -> addIf(count == 0, rule, idle));
    assertThat(idle).containsExactly("orphans");
    assertThat(report.checked()).containsEntry("grants", 8).containsEntry("agents", 4);
  }

  @Test
  @DisplayName("a rule that finds nothing to judge says through what it looked")
  void lookedThrough() throws IOException {
    Files.createDirectories(state.resolve("audited/sessions/acme~two~3-00000000"));
    Files.createDirectories(processes.resolve("1"));
    Files.createDirectories(processes.resolve("2"));
    Files.createDirectories(processes.resolve("self"));
    AuditReport report = audit();
    assertThat(report.checked()).containsEntry("orphans", 0);
    assertThat(report.lookedThrough().get("orphans"))
        .containsEntry("processes", 2)
        .containsEntry("session folders", 1)
        .containsKey("refs of hubs");
    assertThat(report.lookedThrough().get("lost-edits"))
        .hasEntrySatisfying("runs of issues", runs -> assertThat(runs).isPositive());
  }

  private static void addIf(boolean wanted, String rule, Set<String> rules) {
    if (wanted) {
      rules.add(rule);
    }
  }

  @Test
  @DisplayName("landings: an issue that is called done and stands on no branch is found")
  void landingMissing() {
    branch("acme/two").url.removeIf(landed -> landed.issues().contains(TWO_4));
    found(audit(), "landings", TWO_4, "landed 0 times");
  }

  @Test
  @DisplayName("landings: an issue that landed twice is found, also one of another wave")
  void landedTwice() {
    List<Landed> line = branch("acme/one").url;
    line.add(0, new Landed("a".repeat(40), List.of("b", "c"), List.of(ONE_3)));
    line.add(0, new Landed("b".repeat(40), List.of("b", "c"), List.of("acme/one#1")));
    AuditReport report = audit();
    found(report, "landings", ONE_3, "landed 2 times");
    found(report, "landings", "acme/one#1", "landed 2 times");
  }

  @Test
  @DisplayName("landings: what landed although history does not call it done is found")
  void landedUncalled() {
    branch("acme/one").url.add(0, new Landed("a".repeat(40), List.of("b", "c"), List.of(ONE_4)));
    found(audit(), "landings", ONE_4, "history does not call it done");
  }

  @Test
  @DisplayName(
      "landings: another commit than the approved one is found, and one without two parents")
  void otherCommit() {
    List<Landed> line = branch("acme/one").url;
    Landed landed = line.getFirst();
    line.set(
        0,
        new Landed(
            landed.commit(), List.of(landed.parents().get(0), "c".repeat(40)), landed.issues()));
    found(audit(), "landings", ONE_3, "approved was " + landed.parents().get(1));
    line.set(0, new Landed(landed.commit(), List.of(landed.parents().get(0)), landed.issues()));
    found(audit(), "landings", ONE_3, "has 1 parents");
    line.set(0, new Landed("d".repeat(40), landed.parents(), landed.issues()));
    found(audit(), "landings", ONE_3, "history says it landed as " + landed.commit());
  }

  @Test
  @DisplayName("W2: an issue that was started before its dependency landed is found")
  void order() {
    recorded.change(
        Recorded.WAVE,
        events -> {
          HistoryEvent report =
              events.remove(Recorded.first(events, Recorded.signal("report", TWO_3)));
          events.add(events.size() - 1, report);
          return events;
        });
    found(audit(), "order", TWO_4, "started before " + TWO_3);
  }

  @Test
  @DisplayName("order: an issue that is not in the plan is found, what tells the tracker is none")
  void startedUnplanned() {
    starts("TrackerWorkflow", "tracker/audited/second");
    assertThat(audit().violations()).isEmpty();

    starts("IssueWorkflow", "issue/acme/one/9");
    found(audit(), "order", "issue/acme/one/9", "started but is not in the plan");
  }

  private void starts(String type, String workflow) {
    recorded.change(
        Recorded.WAVE,
        events -> {
          events.add(events.size() - 1, Recorded.newChild(type, workflow));
          return events;
        });
  }

  @Test
  @DisplayName("W2: a grant earlier than the landing of a dependency is found")
  void grantedTooEarly() {
    gate(
        events -> {
          int place = Recorded.first(events, Recorded.sent("granted", TWO_4));
          HistoryEvent early = recorded.run(Recorded.WAVE).events().getFirst();
          events.set(
              place, events.get(place).toBuilder().setEventTime(early.getEventTime()).build());
          return events;
        });
    found(audit(), "order", TWO_4, "before " + TWO_3 + " had landed");
  }

  @Test
  @DisplayName("R2: two agents of one issue at once are found")
  void twoAgents() {
    recorded.change(
        "issue/acme/two/3",
        events -> {
          int place = Recorded.first(events, Recorded.scheduled("RunAgent"));
          events.add(place + 1, events.get(place).toBuilder().setEventId(900).build());
          return events;
        });
    found(audit(), "agents", TWO_3, "while another was not over");
  }

  @Test
  @DisplayName("S1: an agent under a token that is no session lease of its issue is found")
  void agentWithoutLease() {
    gate(
        events -> {
          events.removeIf(Recorded.sent("granted", TWO_4));
          return events;
        });
    found(audit(), "agents", TWO_4, "which is no session lease of it");
  }

  @Test
  @DisplayName("orphans: processes, worktrees and refs of issues that are over are found")
  void orphans() throws IOException {
    String session = "acme~two~3-" + recorded.run("issue/acme/two/3").run().substring(0, 8);
    Path project = state.resolve("audited");
    Files.createDirectories(project.resolve("sessions").resolve(session).resolve("worktree"));
    process(4711, session, project);
    process(4712, session, folder.resolve("another-stack"));
    branch("acme/two").refs.put("base/" + session.replace('~', '+'), "a".repeat(40));
    AuditReport report = audit();
    found(report, "orphans", session, "process 4711 belongs to no open issue");
    found(report, "orphans", session, "its work on disk");
    found(report, "orphans", session, "its ref");
    assertThat(report.violations()).hasSize(3);
  }

  @Test
  @DisplayName("what belongs to an open issue is no orphan")
  void owned() throws IOException {
    recorded.change("issue/acme/two/3", events -> new ArrayList<>(events.subList(0, 20)));
    String session = "acme~two~3-" + recorded.run("issue/acme/two/3").run().substring(0, 8);
    process(4711, session, state.resolve("audited"));
    AuditReport report = audit();
    assertThat(report.violations()).noneMatch(violation -> violation.rule().equals("orphans"));
    assertThat(report.checked()).containsEntry("orphans", 1);
  }

  private void process(int pid, String session, Path project) throws IOException {
    Path process = Files.createDirectories(processes.resolve(Integer.toString(pid)));
    Files.writeString(
        process.resolve("environ"),
        "A=b\0WAVEWRIGHT_SESSION="
            + session
            + "\0WAVEWRIGHT_WORKTREE="
            + project
            + "/sessions/x\0");
  }

  @Test
  @DisplayName("R3: a commit of a cancelled issue that is on no rescue ref is found")
  void lostEdits() {
    Recorded.Branch one = branch("acme/one");
    String rescue =
        one.refs.keySet().stream()
            .filter(ref -> ref.startsWith("rescue/"))
            .findFirst()
            .orElseThrow();
    one.refs.put(rescue, "e".repeat(40));
    found(audit(), "lost-edits", ONE_4, "is on none of its 1 rescue refs");
    one.refs.remove(rescue);
    AuditReport report = audit();
    found(report, "lost-edits", ONE_4, "is on none of its 0 rescue refs");
    found(report, "lost-edits", ONE_4, "is not in the hub");
  }

  @Test
  @DisplayName("history that is gone is said and is never clean")
  void gone() {
    recorded.runs.remove("issue/acme/one/3");
    found(audit(), "history", "issue/acme/one/3", "is gone");
    recorded.runs.remove(Recorded.GATE);
    found(audit(), "history", Recorded.GATE, "is gone");
    recorded.runs.remove(Recorded.WAVE);
    AuditReport report = audit();
    found(report, "history", Recorded.WAVE, "is gone");
    assertThat(report.notGuaranteed()).isNotEmpty();
  }
}
