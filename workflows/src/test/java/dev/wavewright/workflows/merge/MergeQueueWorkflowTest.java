package dev.wavewright.workflows.merge;

import static dev.wavewright.workflows.merge.MergeLab.eventually;
import static dev.wavewright.workflows.merge.MergeLab.key;
import static dev.wavewright.workflows.merge.MergeLab.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.merge.MergeActivities.GateReport;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.api.enums.v1.EventType;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeQueueWorkflowTest {
  private static final RepositoryName REPOSITORY = MergeRequests.REPOSITORY;
  private static final GateReport RED = new GateReport(Verdict.RED, 3, "1 test failed", "red");
  private static final GateReport SILENT =
      new GateReport(Verdict.NO_VERDICT, null, "", "the check timed out");

  @Test
  @DisplayName("WAVE-9 M5: the merge queue serialises two ready merges")
  void serialisesTwoReadyMerges() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch bothInLine = new CountDownLatch(1);
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(bothInLine));
      lab.enqueue(key(1));
      lab.enqueue(key(2));
      eventually("two in line", () -> lab.queue().view().waiting().equals(List.of(key(2))));
      assertThat(lab.queue().view().head()).isEqualTo(key(1));
      assertThat(lab.started(key(2))).isEmpty();
      bothInLine.countDown();

      MergeOutcome first = lab.outcome(key(1));
      MergeOutcome second = lab.outcome(key(2));

      assertThat(List.of(first.result(), second.result()))
          .containsExactly(Result.LANDED, Result.LANDED);
      assertThat(lab.host.mostAtOnce()).isEqualTo(1);
      assertThat(lab.host.steps())
          .containsExactly(
              "rebuild acme/api#1",
              "gate acme/api#1",
              "land acme/api#1",
              "rebuild acme/api#2",
              "gate acme/api#2",
              "land acme/api#2");
      List<BranchModel.Commit> line = lab.host.line(REPOSITORY);
      assertThat(line.get(2).parent()).isEqualTo(line.get(1).id()).isEqualTo(first.commit());
      assertThat(lab.started(key(1))).containsExactly(ticket(key(1)));
      assertThat(lab.queue().view().landed())
          .extracting(MergeQueueView.Landing::key)
          .containsExactly(key(1), key(2));
    }
  }

  @Test
  @DisplayName("M5: repositories never wait for each other")
  void repositoriesNeverWaitForEachOther() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch otherLanded = new CountDownLatch(1);
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(otherLanded));
      IssueKey other = IssueKey.of(new RepositoryName("acme/web"), 7);
      lab.enqueue(key(1));
      lab.enqueue(other);

      assertThat(lab.outcome(other).result()).isEqualTo(Result.LANDED);
      assertThat(lab.ended(key(1))).isEmpty();
      otherLanded.countDown();
      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
    }
  }

  @Test
  @DisplayName("M4: a person who moves the branch causes a rebuild and a new check, and no blame")
  void rebuildsWhenAPersonMovesTheBranch() {
    try (MergeLab lab = new MergeLab()) {
      lab.host.before("land", key(1), () -> lab.host.personCommits(REPOSITORY, "by hand"));
      lab.enqueue(key(1));

      MergeOutcome outcome = lab.outcome(key(1));

      assertThat(outcome.result()).isEqualTo(Result.LANDED);
      assertThat(lab.host.steps())
          .containsExactly(
              "rebuild acme/api#1",
              "gate acme/api#1",
              "land acme/api#1",
              "rebuild acme/api#1",
              "gate acme/api#1",
              "land acme/api#1");
      assertThat(lab.host.line(REPOSITORY)).hasSize(3);
      assertThat(lab.host.checked()).contains(Objects.requireNonNull(outcome.commit()));
      lab.host.verify(REPOSITORY);
    }
  }

  @Test
  @DisplayName("M4: after five moves the change goes to the back once, and is refused after ten")
  void boundsTheRebuilds() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch bothInLine = new CountDownLatch(1);
      lab.host.before("rebuild", key(1), () -> FakeMergeHost.await(bothInLine));
      for (int i = 0; i < 10; i++) {
        String change = "by hand " + i;
        lab.host.before("land", key(1), () -> lab.host.personCommits(REPOSITORY, change));
      }
      lab.enqueue(key(1));
      lab.enqueue(key(2));
      eventually("two in line", () -> lab.queue().view().waiting().size() == 1);
      bothInLine.countDown();

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.REFUSED);
      assertThat(lab.outcome(key(1)).message()).contains("the branch moved");
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      List<String> lands =
          lab.host.steps().stream().filter(step -> step.startsWith("land")).toList();
      assertThat(lands.indexOf("land acme/api#2")).isEqualTo(5);
      assertThat(lands).hasSize(11);
    }
  }

  @Test
  @DisplayName("M7: a crash between push and record leads to one merge")
  void landsOnceWhenTheHostDiesAfterThePush() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch crashes = new CountDownLatch(2);
      lab.host.afterSwap(
          key(1),
          () -> {
            crashes.countDown();
            throw ApplicationFailure.newFailure("worker shut down", "Shutdown");
          });
      lab.host.afterSwap(
          key(2),
          () -> {
            crashes.countDown();
            throw ApplicationFailure.newNonRetryableFailure("disk full", "Disk");
          });
      lab.enqueue(key(1));
      lab.enqueue(key(2));

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      assertThat(crashes.getCount()).isZero();
      assertThat(lab.host.line(REPOSITORY)).hasSize(3);
      assertThat(lab.outcome(key(2)).commit()).isEqualTo(lab.host.line(REPOSITORY).getLast().id());
      lab.host.verify(REPOSITORY);
    }
  }

  @Test
  @DisplayName(
      "M12: a check that gives no verdict is tried once more, then is neither green nor red")
  void noVerdictIsNeitherGreenNorRed() {
    try (MergeLab lab = new MergeLab()) {
      lab.host.gateSays(key(1), SILENT, SILENT);
      lab.host.gateSays(key(2), SILENT);
      lab.enqueue(key(1));
      lab.enqueue(key(2));

      MergeOutcome never = lab.outcome(key(1));
      assertThat(never.result()).isEqualTo(Result.NO_VERDICT);
      assertThat(never.message()).isEqualTo("the check timed out");
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.host.steps().stream().filter("gate acme/api#1"::equals)).hasSize(2);
      assertThat(lab.host.steps()).doesNotContain("land acme/api#1");
      assertThat(lab.host.steps().stream().filter("gate acme/api#2"::equals)).hasSize(2);
    }
  }

  @Test
  @DisplayName("M1b: a verdict on the identical tree is reused, another one is not")
  void reusesAVerdictOnlyForTheIdenticalTree() {
    try (MergeLab lab = new MergeLab()) {
      String onTheTip = "checked [change of acme/api#1]";
      lab.startHolder(key(1));
      lab.startHolder(key(2));
      lab.send(MergeLab.request(key(1), onTheTip));
      lab.send(MergeLab.request(key(2), "checked [change of acme/api#2]"));

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.host.steps()).doesNotContain("gate acme/api#1").contains("gate acme/api#2");
    }
  }

  @Test
  @DisplayName("M10: a conflict, a red check and a broken host cost only their own change")
  void onlyTheCulpritLosesItsPlace() {
    try (MergeLab lab = new MergeLab()) {
      MergeOutcome.Conflict path = new MergeOutcome.Conflict("a.txt", "ours", "theirs", "#9 Nine");
      lab.host.conflictOf(key(1), path);
      lab.host.gateSays(key(2), RED);
      lab.host.before(
          "rebuild",
          key(3),
          () -> {
            throw ApplicationFailure.newNonRetryableFailure("the hub is gone", "Git");
          });
      for (int i = 1; i <= 4; i++) {
        lab.enqueue(key(i));
      }

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.CONFLICT);
      assertThat(lab.outcome(key(1)).conflicts()).containsExactly(path);
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.CHECK_FAILED);
      assertThat(lab.outcome(key(2)).exitCode()).isEqualTo(3);
      assertThat(lab.outcome(key(2)).logTail()).isEqualTo("1 test failed");
      assertThat(lab.outcome(key(3)).result()).isEqualTo(Result.REFUSED);
      assertThat(lab.outcome(key(3)).message()).contains("the hub is gone");
      assertThat(lab.outcome(key(4)).result()).isEqualTo(Result.LANDED);
    }
  }

  @Test
  @DisplayName("ML1 ML5: under constant arrivals and many runs every request lands once, in order")
  void drainsUnderConstantArrivals() {
    try (MergeLab lab = new MergeLab(100)) {
      List<IssueKey> keys = new ArrayList<>();
      for (int i = 1; i <= 24; i++) {
        if (i > 8) {
          // From here on one comes for each that lands: the line is never empty.
          assertThat(lab.outcome(key(i - 8)).result()).isEqualTo(Result.LANDED);
        }
        keys.add(key(i));
        lab.enqueue(key(i));
        lab.send(MergeLab.request(key(i), null));
      }
      for (IssueKey key : keys) {
        assertThat(lab.outcome(key).result()).isEqualTo(Result.LANDED);
      }
      assertThat(
              lab.host.line(REPOSITORY).stream().map(BranchModel.Commit::landed).skip(1).toList())
          .isEqualTo(keys);
      lab.host.verify(REPOSITORY);
      assertThat(lab.historyBefore(lab.history())).as("an earlier run").isNotNull();
      assertThat(lab.queue().view().waiting()).isEmpty();
      assertThat(lab.queue().view().landed()).hasSize(20);
      assertThat(lab.queue().view().load()).isNotNull().isPositive();
    }
  }

  @Test
  @DisplayName("ML2: a waiting change is withdrawn at once, the head ends as it ends")
  void withdraws() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch go = new CountDownLatch(1);
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(go));
      for (int i = 1; i <= 3; i++) {
        lab.enqueue(key(i));
      }
      lab.tell(queue -> queue.withdraw(new MergeWithdrawal(ticket(key(1)), "too late", false)));
      lab.tell(
          queue -> queue.withdraw(new MergeWithdrawal(ticket(key(2)), "cancelled by ada", false)));

      MergeOutcome withdrawn = lab.outcome(key(2));
      assertThat(withdrawn.result()).isEqualTo(Result.WITHDRAWN);
      assertThat(withdrawn.message()).isEqualTo("cancelled by ada");
      assertThat(lab.ended(key(1))).isEmpty();
      go.countDown();
      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.outcome(key(3)).result()).isEqualTo(Result.LANDED);
    }
  }

  @Test
  @DisplayName("L2: a landing whose host is declared lost is given up, and others land meanwhile")
  void lostHost() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch never = new CountDownLatch(1);
      lab.host.before("land", key(1), () -> FakeMergeHost.await(never));
      lab.enqueue(key(1));
      eventually("landing", () -> lab.host.steps().contains("land " + key(1)));

      lab.tell(queue -> queue.hostLost(new HostLoss(new HostId("elsewhere"), "ada")));
      lab.tell(queue -> queue.hostLost(new HostLoss(MergeRequests.HOST, "ada")));

      MergeOutcome refused = lab.outcome(key(1));
      assertThat(refused.result()).isEqualTo(Result.HOST_LOST);
      assertThat(refused.message()).isEqualTo("its host host-a was declared lost by ada");
      lab.enqueue(key(2));
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      never.countDown();
    }
  }

  @Test
  @DisplayName(
      "L2: what is sent from a lost host after the queue heard of the loss, and begun in the next"
          + " run, is taken back by its issue and holds up nobody")
  void withdrawnFromALostHost() {
    try (MergeLab lab = new MergeLab(100)) {
      CountDownLatch never = new CountDownLatch(1);
      lab.host.before("rebuild", key(1), () -> FakeMergeHost.await(never));
      lab.host.before("rebuild", key(2), () -> FakeMergeHost.await(never));
      lab.enqueue(key(1));
      eventually("begun", () -> lab.host.steps().contains("rebuild " + key(1)));
      lab.tell(queue -> queue.hostLost(new HostLoss(MergeRequests.HOST, "ada")));
      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.HOST_LOST);
      eventually(
          "a next run",
          () -> {
            lab.tell(queue -> queue.reopen("ada"));
            return lab.historyBefore(lab.history()) != null;
          });

      lab.enqueue(key(2));
      eventually("begun", () -> lab.host.steps().contains("rebuild " + key(2)));
      lab.enqueue(key(3));
      lab.tell(
          queue ->
              queue.withdraw(
                  new MergeWithdrawal(ticket(key(2)), "its host was declared lost", true)));

      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.HOST_LOST);
      assertThat(lab.outcome(key(3)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.ended(key(2))).hasSize(1);
      never.countDown();
    }
  }

  @Test
  @DisplayName("M2: a content mismatch closes the branch until a person opens it; all are answered")
  void closesItselfOnAMismatch() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch bothInLine = new CountDownLatch(1);
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(bothInLine));
      lab.host.mismatchOnce("tree abc instead of def");
      lab.enqueue(key(1));
      lab.enqueue(key(2));
      eventually("two in line", () -> lab.queue().view().waiting().size() == 1);
      bothInLine.countDown();

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.BRANCH_CLOSED);
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.BRANCH_CLOSED);
      lab.enqueue(key(3));
      assertThat(lab.outcome(key(3)).message()).contains("tree abc instead of def");
      assertThat(lab.queue().view().closed()).isEqualTo("tree abc instead of def");
      lab.tell(queue -> queue.reopen("ada"));
      lab.enqueue(key(4));
      assertThat(lab.outcome(key(4)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.queue().view().closed()).isNull();
    }
  }

  @Test
  @DisplayName("M2: a warning about what landed is shown and told, and stops nobody")
  void passesAWarningOn() {
    try (MergeLab lab = new MergeLab()) {
      lab.host.warnOnce("the landed patch differs");
      lab.enqueue(key(1));
      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.outcome(key(1)).message()).contains("the landed patch differs");
      lab.enqueue(key(2));
      assertThat(lab.outcome(key(2)).message()).doesNotContain("differs");
      assertThat(lab.queue().view().landed())
          .extracting(MergeQueueView.Landing::warning)
          .containsExactly("the landed patch differs", null);
    }
  }

  @Test
  @DisplayName("M7: a repeated request gets its answer again and lands nothing")
  void repeatsTheAnswer() {
    try (MergeLab lab = new MergeLab()) {
      lab.enqueue(key(1));
      MergeOutcome first = lab.outcome(key(1));
      lab.send(MergeLab.request(key(1), null));
      eventually("a second answer", () -> lab.ended(key(1)).size() == 2);

      assertThat(lab.ended(key(1))).containsExactly(first, first);
      assertThat(lab.host.line(REPOSITORY)).hasSize(2);
    }
  }

  @Test
  @DisplayName("ML1: a holder that is gone does not stop the line")
  void goesOnWithoutTheHolder() {
    try (MergeLab lab = new MergeLab()) {
      lab.send(MergeLab.request(key(1), null));
      lab.enqueue(key(2));

      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.host.line(REPOSITORY)).hasSize(3);
    }
  }

  @Test
  @DisplayName("ML5: cancelling the queue loses nobody's place")
  void outlivesItsCancellation() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch cancelled = new CountDownLatch(1);
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(cancelled));
      lab.enqueue(key(1));
      lab.enqueue(key(2));
      eventually("two in line", () -> lab.queue().view().waiting().size() == 1);
      lab.cancelQueue();
      cancelled.countDown();

      assertThat(lab.outcome(key(1)).result()).isEqualTo(Result.LANDED);
      assertThat(lab.outcome(key(2)).result()).isEqualTo(Result.LANDED);
    }
  }

  @Test
  @DisplayName("the Web UI names the head and its step, who waits, and what landed last")
  void isLegible() {
    try (MergeLab lab = new MergeLab()) {
      CountDownLatch seen = new CountDownLatch(1);
      lab.host.before("gate", key(2), () -> FakeMergeHost.await(seen));
      for (int i = 1; i <= 3; i++) {
        lab.enqueue(key(i));
      }
      lab.outcome(key(1));
      eventually("the second check", () -> lab.host.steps().contains("gate acme/api#2"));
      eventually("all in line", () -> lab.queue().view().waiting().equals(List.of(key(3))));

      assertThat(lab.details())
          .contains("Merge queue of acme/api", "branch `agent/main`")
          .contains("landing: acme/api#2 (checking the merged tree)")
          .contains("waiting: 1", "1. acme/api#3")
          .contains("- acme/api#1 `");
      seen.countDown();
      lab.outcome(key(3));
      assertThat(
              lab.history().getEvents().stream()
                  .filter(
                      event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                  .map(event -> event.getUserMetadata().getSummary().getData().toStringUtf8()))
          .startsWith("\"rebuild acme/api#1\"", "\"check acme/api#1\"", "\"land acme/api#1\"");
    }
  }
}
