package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.host.HostQuestion.Subject;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One agent's turn, looked at from beside it and after its worker was lost. */
class LostWorkerTest extends HostTest {
  @Test
  @DisplayName("R1, R3: an agent that vanished starts over; its commit and its edits are on a ref")
  void resetKeepsEverything() throws Exception {
    SessionWork work =
        fixture.work(
            1,
            "if test -e ../begun; then echo fresh > fresh; exit 0; fi;"
                + " echo kept > kept; git add kept;"
                + " git commit -q -m kept;"
                + " echo half > half; echo edited > README.md; touch ../begun; sleep 600");
    fixture.prepare(work);
    Path begun = fixture.session(work).resolve("begun");
    fixture.loseWorkerAndAgent(work, begun);

    AgentReport report = fixture.run(work);

    assertThat(report.ending()).as(report.message()).isEqualTo(AgentReport.Ending.FINISHED);
    assertThat(
            HostFixture.git(fixture.hub, "ls-tree", "--name-only", report.commit() + ":").lines())
        .containsExactly("README.md", "fresh");
    String rescue =
        HostFixture.git(
            fixture.hub, "for-each-ref", "--format=%(refname)", "refs/wavewright/rescue");
    assertThat(rescue.lines()).hasSize(1);
    assertThat(HostFixture.git(fixture.hub, "show", rescue + ":half")).isEqualTo("half");
    assertThat(HostFixture.git(fixture.hub, "show", rescue + ":README.md")).isEqualTo("edited");
    assertThat(HostFixture.git(fixture.hub, "log", "--format=%s", rescue).lines()).contains("kept");
  }

  @Test
  @DisplayName(
      "I1b, SES-10: log, prompt, difference and worktrees are answered beside a live agent")
  void looksBesideALiveAgent() throws Exception {
    Path release = root.resolve("release");
    SessionWork work =
        fixture.work(
            1,
            "echo at work; echo new > new; touch ../begun;"
                + " while ! test -e "
                + release
                + "; do sleep 0.1; done");
    fixture.prepare(work);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<AgentReport> report = threads.submit(() -> fixture.run(work));
      HostFixture.await(fixture.session(work).resolve("begun"));

      try {
        assertThat(ask(work, Subject.AGENT_LOG).text()).contains("at work");
        assertThat(ask(work, Subject.PROMPT).text()).contains("Do issue 1");
        HostAnswer nothingYet = ask(work, Subject.DIFF);
        assertThat(nothingYet.text()).as("nothing is collected yet").isEmpty();
        assertThat(nothingYet.note())
            .isEqualTo(
                "nothing is committed yet; what the agent writes is in "
                    + fixture.session(work).resolve("worktree"));
        assertThat(ask(work, Subject.WORKTREES).worktrees())
            .singleElement()
            .satisfies(
                worktree -> {
                  assertThat(worktree.session()).isEqualTo(work.session().value());
                  assertThat(worktree.livePid()).isNotNull();
                  assertThat(worktree.dirty()).isTrue();
                });
        assertThat(report.isDone()).as("the agent still works").isFalse();

      } finally {
        Files.createFile(release);
      }
      assertThat(report.get().commit()).isNotNull();
    }
    assertThat(ask(work, Subject.DIFF).text()).contains("+new");
  }

  @Test
  @DisplayName("the difference of an issue is that of its landing once it has landed")
  void showsWhatLanded() throws Exception {
    SessionWork work = fixture.work(1, "echo new > new");
    fixture.prepare(work);
    CommitId commit = fixture.commit(work);
    assertThat(ask(work, Subject.DIFF).note()).startsWith("committed, not landed: " + commit);
    CommitId landed = fixture.land(work, commit);
    for (int retired = 0; retired < 2; retired++) {
      HostAnswer answer = ask(work, Subject.DIFF);
      assertThat(answer.text()).contains("+new");
      assertThat(answer.note()).isEqualTo("landed as " + landed);
      fixture.host.retire(work);
    }
  }

  @Test
  @DisplayName("the difference of an issue that was given up is that of its rescue, if it has one")
  void showsWhatWasRescued() throws Exception {
    SessionWork work = fixture.work(1, "true");
    Path worktree = fixture.prepare(work);
    Files.writeString(worktree.resolve("README.md"), "edited\n");
    String rescue = fixture.host.retire(work);

    HostAnswer answer = ask(work, Subject.DIFF);
    assertThat(answer.text()).contains("+edited");
    assertThat(answer.note()).startsWith("not landed; kept as " + rescue + ": ");

    SessionWork untouched = fixture.work(2, "true");
    fixture.prepare(untouched);
    fixture.host.retire(untouched);
    assertThat(ask(untouched, Subject.DIFF).note())
        .isEqualTo("the session is gone and left no work: nothing landed, no rescue");
  }

  private HostAnswer ask(SessionWork work, Subject subject) {
    return fixture.inquiries.answer(new HostQuestion(subject, "shop", null, work.key()));
  }
}
