package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.host.HostQuestion.Subject;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people can read of agents and checks, after real ones. */
class SessionLogsTest {
  @TempDir Path root;
  private HostFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new HostFixture(root);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  @DisplayName(
      "the log of a check outlives its checkout: its message names it, the host answers it")
  void checkLog() throws Exception {
    Path repaired = root.resolve("repaired");
    SessionWork work =
        work("echo the agent wrote; echo new > new", "echo the tests ran; test -e " + repaired);
    fixture.prepare(work);
    CommitId commit = fixture.commit(work);

    CheckReport red = fixture.host.check(work, commit, 1);
    Files.createFile(repaired);
    CheckReport green = fixture.host.check(work, commit, 1);

    Path log = fixture.session(work).resolve("checks/1/output.log");
    assertThat(red.verdict()).isEqualTo(Verdict.RED);
    assertThat(red.message()).isEqualTo("the check exited with 1; log: " + log);
    assertThat(log).hasContent("the tests ran\n");
    assertThat(green.verdict()).isEqualTo(Verdict.GREEN);
    assertThat(green.message()).isEmpty();

    String checks =
        """
        == check 1: the check exited with 1
        the tests ran
        == check 2: the check passed
        the tests ran
        """;
    HostAnswer onlyChecks = ask(work, Subject.CHECK_LOG);
    assertThat(onlyChecks.text()).isEqualTo(checks);
    assertThat(onlyChecks.note())
        .isEqualTo(
            "newest log of a check: " + fixture.session(work).resolve("checks/2/output.log"));
    assertThat(ask(work, Subject.AGENT_LOG).text()).isEqualTo("== turn 1\nthe agent wrote\n");
    assertThat(ask(work, Subject.LOGS).text()).isEqualTo("== turn 1\nthe agent wrote\n" + checks);

    fixture.host.retire(work);
    assertThat(ask(work, Subject.CHECK_LOG).text()).as("when all is over").isEqualTo(checks);
  }

  @Test
  @DisplayName("only the newest ten logs of checks are kept, under their own numbers")
  void bounded() throws Exception {
    SessionWork work = work("echo new > new", "echo again");
    fixture.prepare(work);
    CommitId commit = fixture.commit(work);
    for (int check = 1; check <= 12; check++) {
      assertThat(fixture.host.check(work, commit, 1).verdict()).isEqualTo(Verdict.GREEN);
    }

    assertThat(SessionLogs.numbered(fixture.session(work).resolve("checks")))
        .extracting(SessionLogs::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(3, 12).boxed().toList());
  }

  @Test
  @DisplayName("of a text that is too long the end is kept, from a whole character on")
  void tail() throws Exception {
    Path file = Files.writeString(root.resolve("log"), "aäöü");
    for (int most = 0; most <= 7; most++) {
      Tail tail = Tail.of("aäöü", most);
      assertThat(Tail.of(file, most)).isEqualTo(tail);
      assertThat(tail.text()).isEqualTo("aäöü".substring(4 - (most == 7 ? 4 : most / 2)));
      assertThat(tail.cut()).isEqualTo(most < 7);
    }
    assertThat(Tail.of(root.resolve("absent"), 9)).isEqualTo(new Tail("", false));
  }

  private SessionWork work(String agent, String check) {
    return fixture.work(1, new IssueText("Do it", "Do it.", null), agent, check);
  }

  private HostAnswer ask(SessionWork work, Subject subject) {
    return fixture.inquiries.answer(new HostQuestion(subject, "shop", null, work.key()));
  }
}
