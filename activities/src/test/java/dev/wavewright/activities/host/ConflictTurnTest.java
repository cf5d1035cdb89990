package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.CommitId;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two issues that change the same line, from their agents to their landings. */
class ConflictTurnTest extends HostTest {
  /** Changes one line; in a later turn it notes what it found and does what {@code then} says. */
  private static final String THEIRS =
      "if test -e ../first; then cp README.md ../found; %s; else touch ../first;"
          + " sed -i 's/line 2/mine/' README.md; fi";

  /** Lands issue 1 while issue 2 stands against it; returns what issue 2 is told. */
  private CheckReport conflict(SessionWork second) {
    SessionWork first = fixture.work(1, "sed -i 's/line 2/landed/' README.md");
    fixture.prepare(first);
    fixture.prepare(second);
    CommitId commit = fixture.commit(second);
    fixture.land(first, fixture.commit(first));
    CheckReport check = fixture.host.check(second, commit, 1);
    assertThat(check.conflicts())
        .singleElement()
        .satisfies(
            path -> {
              assertThat(path.path()).isEqualTo("README.md");
              assertThat(path.ours()).contains("landed");
              assertThat(path.theirs()).contains("mine");
              assertThat(path.landedBy()).contains("acme/api#1").contains("Do issue 1");
            });
    return check;
  }

  @Test
  @DisplayName(
      "SES-4: both sides and who landed reach the agent's worktree and prompt; repaired, it lands")
  void settled() throws Exception {
    SessionWork second =
        fixture.work(
            2, THEIRS.formatted("printf 'line 1\\nlanded and mine\\nline 3\\n' > README.md"));
    CheckReport check = conflict(second);

    AgentReport repaired = fixture.run(second, Round.RESOLVE_CONFLICT, 2, check.conflicts());

    assertThat(repaired.ending()).as(repaired.message()).isEqualTo(AgentReport.Ending.FINISHED);
    assertThat(fixture.session(second).resolve("found"))
        .content()
        .containsSubsequence("<<<<<<<", "landed", "=======", "mine", ">>>>>>>");
    assertThat(fixture.prompt(second, 2))
        .contains("README.md\nlast changed by: acme/api#1")
        .contains("The integration branch's side:")
        .contains("leave no conflict marker behind");
    CommitId commit = Objects.requireNonNull(repaired.commit());
    fixture.land(second, commit);
    assertThat(fixture.landedFile("README.md")).isEqualTo("line 1\nlanded and mine\nline 3");
  }

  @Test
  @DisplayName("M11: an agent that leaves the markers has failed, and the next one may settle it")
  void unsettled() throws Exception {
    SessionWork second =
        fixture.work(
            2,
            THEIRS.formatted(
                "if test -e ../second; then echo settled > README.md; else touch ../second; fi"));
    CheckReport check = conflict(second);

    AgentReport left = fixture.run(second, Round.RESOLVE_CONFLICT, 2, check.conflicts());
    assertThat(left.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(left.message()).contains("README.md");
    assertThat(left.commit()).isNull();

    AgentReport settled = fixture.run(second, Round.RESOLVE_CONFLICT, 3, check.conflicts());
    assertThat(settled.ending()).as(settled.message()).isEqualTo(AgentReport.Ending.FINISHED);
    fixture.land(second, Objects.requireNonNull(settled.commit()));
    assertThat(fixture.landedFile("README.md")).isEqualTo("settled");
  }
}
