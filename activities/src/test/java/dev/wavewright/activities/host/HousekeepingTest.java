package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.git.Session;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final int MANY = 1 << 20;

  @TempDir Path root;

  private Hub hub() throws Exception {
    Path person = Files.createDirectories(root.resolve("person"));
    HostFixture.git(person, "init", "--quiet", "--initial-branch=main");
    HostFixture.git(person, "commit", "--quiet", "--allow-empty", "--message=first");
    RepositorySettings settings =
        new RepositorySettings(
            new RepositoryName("acme/api"),
            person.toString(),
            "main",
            "agent/main",
            1,
            List.of(),
            List.of(),
            List.of("true"),
            Duration.ofMinutes(1));
    return new Hubs(GitCommand.find()).open(root.resolve("state"), settings).hub();
  }

  private static Path spare(Hub hub) {
    return hub.folder().resolveSibling(hub.folder().getFileName() + ".spare");
  }

  /** Writes an object that no ref reaches; returns its file. */
  private Path lost(Hub hub) throws Exception {
    Path content = Files.writeString(root.resolve("content"), "lost");
    String id =
        HostFixture.git(hub.folder(), "hash-object", "-w", "--no-filters", content.toString());
    Path object =
        hub.folder().resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
    Files.setLastModifiedTime(object, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    return object;
  }

  @Test
  @DisplayName("a spare is made in the background, and one that nobody takes is removed")
  void removesWhatNobodyTakes() throws Exception {
    Hub hub = hub();
    try (Housekeeping patient = new Housekeeping(SOON, Duration.ofHours(1), MANY)) {
      patient.spareWanted(hub);
      HostFixture.await(spare(hub));
    }
    try (Housekeeping impatient = new Housekeeping(SOON, Duration.ofMillis(100), MANY)) {
      impatient.spareWanted(hub);
      HostFixture.awaitGone(spare(hub));
    }
  }

  @Test
  @DisplayName(
      "what no ref reaches any more is removed when the last session of a grown hub has ended")
  void prunesGrownHubs() throws Exception {
    Hub hub = hub();
    Path lost = lost(hub);
    SessionId id = new SessionId("s1");
    Session session = hub.createSession(id, root.resolve("s1"), hub.integrationTip());
    try (Housekeeping housekeeping = new Housekeeping(SOON, Duration.ofHours(1), 0)) {
      housekeeping.sessionEnded(hub);
      // One thing at a time: when the spare is there, the request before it was answered.
      housekeeping.spareWanted(hub);
      HostFixture.await(spare(hub));
      assertThat(lost).as("while a session lives").exists();

      hub.removeSession(session, "ended");
      housekeeping.sessionEnded(hub);
      HostFixture.awaitGone(lost);
    }
    HostFixture.git(hub.folder(), "fsck", "--strict");
  }

  @Test
  @DisplayName("a hub of few objects is left as it is")
  void leavesSmallHubs() throws Exception {
    Hub hub = hub();
    Path lost = lost(hub);
    try (Housekeeping housekeeping = new Housekeeping(SOON, Duration.ofHours(1), MANY)) {
      housekeeping.sessionEnded(hub);
      housekeeping.spareWanted(hub);
      HostFixture.await(spare(hub));
      assertThat(lost).exists();
    }
  }

  @Test
  @DisplayName("a session's files are out of the way at once, and deleted a little later")
  void deletesWhatIsLeft() throws Exception {
    Hub hub = hub();
    Path trash = hub.folder().resolveSibling(hub.folder().getFileName() + ".trash");
    retire(hub, "s1");
    assertThat(trash).isNotEmptyDirectory();
    try (Housekeeping housekeeping = new Housekeeping(SOON, Duration.ofHours(1), MANY)) {
      housekeeping.sessionEnded(hub);
      HostFixture.awaitGone(trash);
    }

    retire(hub, "s2");
    Housekeeping ending = new Housekeeping(Duration.ofHours(1), Duration.ofHours(1), MANY);
    ending.sessionEnded(hub);
    ending.close();
    assertThat(trash).as("when its worker goes down").doesNotExist();
  }

  @Test
  @DisplayName(
      "files of a session that cannot be deleted hinder neither the next session nor its end")
  void leavesWhatItCannotDelete() throws Exception {
    Hub hub = hub();
    Session stuck =
        hub.createSession(new SessionId("s1"), root.resolve("s1"), hub.integrationTip());
    Path file = Files.writeString(stuck.worktree().resolve("edit"), "of another user");
    assertThat(hub.retireSession(stuck, "ended")).isPresent();
    Path trash = hub.folder().resolveSibling(hub.folder().getFileName() + ".trash");
    Path moved;
    try (Stream<Path> files = Files.walk(trash)) {
      moved = files.filter(each -> each.endsWith(file.getFileName())).findFirst().orElseThrow();
    }
    assumeThat(chattr("+i", moved)).as("this file system can keep a file").isZero();
    try {
      retire(hub, "s2");
      assertThat(hub.emptyTrash()).hasSize(1);
      hub.discardSession(new SessionId("s3"), root.resolve("s3"));
      assertThat(moved).exists();
    } finally {
      chattr("-i", moved);
    }
    assertThat(hub.emptyTrash()).isEmpty();
    assertThat(trash).doesNotExist();
  }

  private static int chattr(String change, Path file) throws Exception {
    try {
      return new ProcessBuilder("chattr", change, file.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return 127;
    }
  }

  private void retire(Hub hub, String id) throws Exception {
    Path folder = root.resolve(id);
    Session session = hub.createSession(new SessionId(id), folder, hub.integrationTip());
    Files.writeString(session.worktree().resolve("edit"), "of " + id);
    assertThat(hub.retireSession(session, "ended")).isPresent();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("whoever wants something done while its worker goes down is not disturbed")
  void isSilentOnceClosed() throws Exception {
    Hub hub = hub();
    Housekeeping housekeeping = new Housekeeping(SOON, Duration.ofHours(1), 0);
    housekeeping.close();
    housekeeping.spareWanted(hub);
    housekeeping.sessionEnded(hub);
    assertThat(spare(hub)).doesNotExist();
  }
}
