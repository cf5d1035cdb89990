package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a host does for one issue, with real git and real processes. */
class IssueActivitiesTest extends HostTest {
  @BeforeEach
  void track() throws Exception {
    Files.writeString(fixture.person.resolve("tracked.txt"), "as committed\n");
    HostFixture.git(fixture.person, "add", "-A");
    HostFixture.git(fixture.person, "commit", "--quiet", "--message=second");
  }

  @Test
  @DisplayName("a set-up runs once for each worktree, and again in one that was made anew")
  void setsUpEveryWorktree() throws Exception {
    Path count = root.resolve("count");
    SessionWork work = fixture.workAfter("echo x >> " + count + "; echo tool > tool", "true");

    Path worktree = fixture.prepare(work);
    fixture.prepare(work);
    assertThat(count).content().hasLineCount(1);

    remove(worktree);
    fixture.prepare(work);
    assertThat(count).content().hasLineCount(2);
    assertThat(worktree.resolve("tool")).hasContent("tool");
  }

  @Test
  @DisplayName("R3: an agent that starts over in a new worktree finds it set up")
  void setsUpAfterReset() throws Exception {
    SessionWork work = fixture.workAfter("echo tool > tool", "cat tool > made-with-it");
    Path worktree = fixture.prepare(work);
    remove(worktree);

    AgentReport report = fixture.run(work);

    assertThat(report.ending()).as(report.message()).isEqualTo(AgentReport.Ending.FINISHED);
    assertThat(report.commit()).isNotNull();
    assertThat(worktree.resolve("made-with-it")).hasContent("tool");
  }

  @Test
  @DisplayName("an agent that starts over is not run where the set-up fails")
  void saysThatSetUpFailedAfterReset() throws Exception {
    Path broken = root.resolve("broken");
    SessionWork work = fixture.workAfter("test ! -e " + broken, "touch ran");
    Path worktree = fixture.prepare(work);
    remove(worktree);
    Files.createFile(broken);

    AgentReport report = fixture.run(work);

    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(report.message()).startsWith("the set-up failed: the check exited with 1");
    assertThat(worktree.resolve("ran")).doesNotExist();
  }

  @Test
  @DisplayName("R3: an agent that starts over in a conflict round is not told of work that is gone")
  void tellsTheTruthAfterReset() throws Exception {
    SessionWork work =
        fixture.workAfter(
            "true", "if test -e tries; then cat \"$1\" >> prompts; else echo 1 > tries; fi");
    Path worktree = fixture.prepare(work);
    assertThat(fixture.run(work).commit()).isNotNull();
    Files.writeString(fixture.person.resolve("tries"), "landed meanwhile\n");
    HostFixture.git(fixture.person, "add", "-A");
    HostFixture.git(fixture.person, "commit", "--quiet", "--message=meanwhile");
    HostFixture.git(fixture.person, "branch", "--force", "agent/main", "main");
    remove(worktree);

    AgentReport report = fixture.run(work, Round.RESOLVE_CONFLICT, 2, List.of());

    assertThat(report.commit()).as(report.message()).isNotNull();
    assertThat(worktree.resolve("tries")).hasContent("landed meanwhile");
    assertThat(worktree.resolve("prompts"))
        .content()
        .startsWith("Implement one issue in the repository acme/api, from the beginning")
        .contains("was merged into your worktree")
        .doesNotContain("Your work");
  }

  @Test
  @DisplayName(
      "a set-up that changes tracked files is refused by name, and works once it is mended")
  void refusesTrackedChanges() throws Exception {
    Path mended = root.resolve("mended");
    SessionWork work = fixture.workAfter("test -e " + mended + " || echo x >> tracked.txt", "true");

    Prepared refused = fixture.host.prepare(work);
    assertThat(refused.state()).isEqualTo(Prepared.State.FAILED);
    assertThat(refused.message())
        .contains("the set-up changes files that git tracks")
        .contains("tracked.txt");

    Files.createFile(mended);
    Path worktree = fixture.prepare(work);
    assertThat(worktree.resolve("tracked.txt")).hasContent("as committed");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
