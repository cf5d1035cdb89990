package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessLaunch;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CheckRoomTest extends HostTest {
  private SessionWork work(String check) {
    return fixture.work(1, new IssueText("Do it", "Do it.", null), "echo x > made", check);
  }

  private Path room(SessionWork work) {
    return HostLayout.checks(fixture.layout.project("shop", null)).resolve(work.session().value());
  }

  /** Leaves what a worker leaves that was killed in the middle of this session's check. */
  private ManagedProcess leftovers(SessionWork work) throws Exception {
    Path room = room(work);
    Path tree = Files.createDirectories(room.resolve("tree"));
    Files.writeString(tree.resolve("stale"), "of another commit");
    ManagedProcess check =
        fixture.starter.start(
            new ProcessLaunch(
                room.resolve("check"),
                List.of("sh", "-c", "echo busy; exec sleep 600"),
                tree,
                Map.of("PATH", System.getenv("PATH")),
                null,
                "check." + work.session(),
                ProcessLaunch.OUTPUT_LIMIT,
                false),
            HostFixture.PATIENCE,
            () -> {});
    assertThat(check.state()).isEqualTo(ManagedProcess.State.RUNNING);
    return check;
  }

  @Test
  @DisplayName("R4: a check that a dead worker left is ended, and its room is made anew")
  void clearsWhatADeadWorkerLeft() throws Exception {
    SessionWork work = work("test ! -e stale && test -e made");
    fixture.prepare(work);
    CommitId commit = fixture.commit(work);
    ManagedProcess earlier = leftovers(work);

    CheckReport report = fixture.host.check(work, commit, 1);

    assertThat(report.verdict()).as(report.message()).isEqualTo(Verdict.GREEN);
    assertThat(fixture.starter.marked("check." + work.session())).isEmpty();
    assertThat(earlier.state()).isNotEqualTo(ManagedProcess.State.RUNNING);
    assertThat(room(work)).doesNotExist();
  }

  @Test
  @DisplayName("S1: an issue that ends takes along the check that a dead worker left")
  void endsWithItsIssue() throws Exception {
    SessionWork work = work("true");
    fixture.prepare(work);
    leftovers(work);

    fixture.host.retire(work);

    assertThat(fixture.starter.marked("check." + work.session())).isEmpty();
    assertThat(room(work)).doesNotExist();
    assertThat(fixture.session(work).resolve("worktree")).doesNotExist();
  }

  @Test
  @DisplayName(
      "a check that prints without end keeps its verdict and a short tail, and fills no disk")
  void outputIsBounded() throws Exception {
    SessionWork work =
        work("head -c 200000000 /dev/zero | tr '\\0' 'x'; echo; echo the end; exit 3");
    fixture.prepare(work);

    CheckReport report = fixture.host.check(work, fixture.commit(work), 1);

    assertThat(report.verdict()).isEqualTo(Verdict.RED);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.logTail()).endsWith("the end").hasSizeLessThanOrEqualTo(16_384);
    assertThat(room(work)).doesNotExist();
  }
}
