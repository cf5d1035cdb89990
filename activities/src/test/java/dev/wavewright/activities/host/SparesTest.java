package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparesTest {
  private static final Duration UNUSED = Duration.ofSeconds(1);

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

  private static void await(Path spare, boolean there) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (Files.exists(spare) != there) {
      assertThat(System.nanoTime()).as("%s is there: %s", spare, there).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Test
  @DisplayName("a spare is made in the background, and one that nobody takes is removed")
  void removesWhatNobodyTakes() throws Exception {
    Hub hub = hub();
    Path spare = hub.folder().resolveSibling(hub.folder().getFileName() + ".spare");
    try (Spares spares = new Spares(UNUSED)) {
      spares.wanted(hub);
      await(spare, true);
      await(spare, false);
    }
  }

  @Test
  @DisplayName("whoever wants a spare while its worker goes down is not disturbed")
  void isSilentOnceClosed() throws Exception {
    Hub hub = hub();
    Spares spares = new Spares(UNUSED);
    spares.close();
    spares.wanted(hub);
    assertThat(hub.folder().resolveSibling(hub.folder().getFileName() + ".spare")).doesNotExist();
  }
}
