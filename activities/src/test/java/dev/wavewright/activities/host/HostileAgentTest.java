package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Agents that do what they should not, on the whole way from their run to the landing. */
class HostileAgentTest extends HostTest {
  private static final String COMMIT = "git add -A && git commit -q -m mine; ";

  @Test
  @DisplayName("an agent that exits 0 without any change has no commit, and gives its lease back")
  void noChange() {
    SessionWork work = fixture.work(1, "echo nothing to do");
    fixture.prepare(work);

    AgentReport report = fixture.run(work);

    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FINISHED);
    assertThat(report.commit()).isNull();
    assertThat(fixture.releases)
        .singleElement()
        .satisfies(release -> assertThat(release.kind()).isEqualTo(LeaseKind.SESSION));
  }

  @Test
  @DisplayName("an agent's own git commits without any configuration, in the agent's name")
  void commitsByItself() throws Exception {
    SessionWork work = fixture.work(1, "echo one > one; git add one; git commit -qm mine");
    fixture.prepare(work);

    CommitId commit = fixture.commit(work);

    fixture.land(work, commit);
    assertThat(fixture.landedFile("one")).isEqualTo("one");
    assertThat(
            HostFixture.git(fixture.person, "log", "-1", "--format=%an <%ae>", "agent/main^2")
                .strip())
        .isEqualTo("tool (agent) <tool@wavewright.invalid>");
  }

  @Test
  @DisplayName("an agent that leaves a dirty tree has it committed: edits, new and deleted files")
  void dirtyTree() throws Exception {
    SessionWork work =
        fixture.work(1, "echo one > one; " + COMMIT + "echo two > two; rm README.md; git add two");
    fixture.prepare(work);

    fixture.land(work, fixture.commit(work));

    assertThat(fixture.landedFile("one")).isEqualTo("one");
    assertThat(fixture.landedFile("two")).isEqualTo("two");
    assertThat(fixture.landedFile("README.md")).isNull();
  }

  @Test
  @DisplayName(
      "an agent that deletes its worktree has failed; the next has a new one, nothing is lost")
  void deletedWorktree() throws Exception {
    SessionWork work =
        fixture.work(
            1,
            "test -e \"$WAVEWRIGHT_WORKTREE/../again\" && { echo two > two; exit 0; };"
                + " touch \"$WAVEWRIGHT_WORKTREE/../again\"; echo one > one; "
                + COMMIT
                + "git rev-parse HEAD > ../first; rm -rf \"$WAVEWRIGHT_WORKTREE\"");
    Path worktree = fixture.prepare(work);

    AgentReport report = fixture.run(work);
    assertThat(worktree).doesNotExist();
    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(report.message()).contains("worktree").contains("is gone");
    String first = Files.readString(fixture.session(work).resolve("first")).strip();

    AgentReport second = fixture.run(work, Round.IMPLEMENT, 2, List.of());
    assertThat(second.ending()).as(second.message()).isEqualTo(AgentReport.Ending.FINISHED);
    fixture.land(work, Objects.requireNonNull(second.commit()));
    assertThat(fixture.landedFile("two")).isEqualTo("two");
    assertThat(HostFixture.git(fixture.hub, "for-each-ref", "--contains=" + first))
        .as("what the reset took away is on a rescue ref")
        .contains("rescue");
  }

  @Test
  @DisplayName("S3: hooks, file monitor, filters and merge drivers of an agent never run for us")
  void configuration() throws Exception {
    Path canary = root.resolve("canary");
    String touch = "touch " + canary;
    SessionWork work =
        fixture.work(
            1,
            String.join(
                "\n",
                "mkdir hooks",
                "for hook in pre-commit post-commit post-checkout post-index-change pre-push"
                    + " reference-transaction; do",
                "  printf '#!/bin/sh\\n" + touch + "\\n' > hooks/$hook; chmod +x hooks/$hook",
                "done",
                "git config core.hooksPath \"$PWD/hooks\"",
                "printf '#!/bin/sh\\n" + touch + "\\n' > hooks/monitor; chmod +x hooks/monitor",
                "git config core.fsmonitor \"$PWD/hooks/monitor\"",
                "git config filter.x.clean '" + touch + "; cat'",
                "git config filter.x.smudge '" + touch + "; cat'",
                "git config filter.x.required true",
                "git config merge.x.driver '" + touch + "; true'",
                "git config diff.x.textconv '" + touch + "; cat'",
                "printf '* filter=x merge=x diff=x\\n' > .gitattributes",
                "echo changed > README.md"));
    Path worktree = fixture.prepare(work);

    CommitId commit = fixture.commit(work);
    fixture.land(work, commit);
    fixture.host.rescue(work);

    assertThat(canary).as("nothing of it ran").doesNotExist();
    assertThat(fixture.landedFile("README.md")).isEqualTo("changed");
    // The fault was there: git as anybody uses it falls for it.
    HostFixture.git(worktree, "status");
    assertThat(canary).exists();
    Files.delete(canary);
    assertThat(fixture.host.retire(work)).isNull();
    assertThat(canary).doesNotExist();
  }

  @Test
  @DisplayName("an agent that moves branches and pushes moves nothing but its own")
  void movesBranches() throws Exception {
    String main = HostFixture.git(fixture.person, "rev-parse", "main");
    SessionWork work =
        fixture.work(
            1,
            "echo own > own; "
                + COMMIT
                + "git branch -f main HEAD && touch "
                + root.resolve("moved")
                + "; git branch -f agent/main HEAD;"
                + " git update-ref refs/heads/agent/main HEAD;"
                + " git push -q -f \"$(git remote get-url origin 2>/dev/null || echo origin)\""
                + " HEAD:main HEAD:agent/main;"
                + " git push -q -f "
                + fixture.hub
                + " HEAD:refs/heads/agent/main && touch "
                + root.resolve("pushed")
                + "; git checkout -q -b elsewhere; echo more > more");
    fixture.prepare(work);
    String integration = HostFixture.git(fixture.person, "rev-parse", "agent/main");

    CommitId commit = fixture.commit(work);

    assertThat(root.resolve("moved")).as("it moved branches of its own").exists();
    assertThat(root.resolve("pushed")).doesNotExist();
    assertThat(HostFixture.git(fixture.person, "rev-parse", "main", "agent/main").lines())
        .containsExactly(main, integration);
    assertThat(HostFixture.git(fixture.hub, "rev-parse", "refs/heads/agent/main"))
        .isEqualTo(integration);
    fixture.land(work, commit);
    assertThat(fixture.landedFile("own")).isEqualTo("own");
    assertThat(fixture.landedFile("more")).isEqualTo("more");
    assertThat(HostFixture.git(fixture.person, "rev-parse", "main")).isEqualTo(main);
  }

  @Test
  @DisplayName("an agent that writes a link out of the tree has failed, and the link is named")
  void linkOutOfTheTree() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    SessionWork work = fixture.work(1, "ln -s ../../../../../secret way-out; echo x > made");
    fixture.prepare(work);

    AgentReport report = fixture.run(work);

    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(report.commit()).isNull();
    assertThat(report.message()).contains("way-out");
    assertThat(secret).hasContent("secret");
    assertThat(fixture.releases).hasSize(1);
  }
}
