package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An issue that begins again while this host has a session of a run that nobody knows. */
class EarlierSessionsTest extends HostTest {
  /** Returns the same issue as a later run of it has it. */
  private static SessionWork again(SessionWork work) {
    return new SessionWork(
        work.key(),
        new SessionId(work.session().value() + "-again"),
        work.project(),
        work.repository(),
        work.text(),
        work.dependencies(),
        new LeaseToken(1, 1),
        work.inWave());
  }

  private String refs(String below) throws Exception {
    return HostFixture.git(
        fixture.hub, "for-each-ref", "--format=%(refname)", "refs/wavewright/" + below);
  }

  @Test
  @DisplayName(
      "R2, R3: the worktree and the base of a run that its server forgot go when the issue ends;"
          + " what it had not landed is on a rescue ref")
  void forgottenRun() throws Exception {
    SessionWork forgotten = fixture.work(1, "true");
    Path worktree = fixture.prepare(forgotten);
    Files.writeString(worktree.resolve("README.md"), "edited before the loss\n");
    SessionWork neighbour = fixture.work(2, "true");
    Path other = fixture.prepare(neighbour);
    SessionWork work = again(forgotten);
    Path own = fixture.prepare(work);
    assertThat(worktree).as("while the later run goes on").exists();

    assertThat(fixture.host.retire(work)).as("its own rescue").isNull();

    assertThat(worktree).doesNotExist();
    assertThat(own).doesNotExist();
    assertThat(fixture.rooms.index().sessionsOf(work.key())).isEmpty();
    String rescue = refs("rescue");
    assertThat(rescue.lines()).hasSize(1);
    assertThat(HostFixture.git(fixture.hub, "show", rescue + ":README.md"))
        .isEqualTo("edited before the loss");
    assertThat(other).as("of another issue").exists();
    assertThat(refs("base").lines()).as("of the neighbour alone").hasSize(1);
  }

  @Test
  @DisplayName("R2: an earlier run that ends late removes nothing of the later one")
  void endsLate() throws Exception {
    SessionWork early = fixture.work(1, "true");
    fixture.prepare(early);
    SessionWork late = again(early);
    Path worktree = fixture.prepare(late);

    fixture.host.retire(early);

    assertThat(worktree).exists();
    assertThat(fixture.rooms.index().sessionsOf(late.key()))
        .singleElement()
        .satisfies(session -> assertThat(session.id()).isEqualTo(late.session()));
  }
}
