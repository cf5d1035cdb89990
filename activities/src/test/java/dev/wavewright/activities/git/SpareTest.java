package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.landAll;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareTest {
  @TempDir Path root;
  private Playground play;
  private Hub hub;
  private Path spare;

  @BeforeEach
  void open() {
    play = new Playground(root);
    write(play.person, "folder/old.txt", "old\n");
    commit(play.person, "second");
    hub = play.open();
    spare = hub.folder().resolveSibling(hub.folder().getFileName() + ".spare");
  }

  @Test
  @DisplayName("G2: a session made from the spare worktree is what one made anew is")
  void isLikeOneMadeAnew() throws IOException {
    Session anew = play.session(hub, "s1");
    hub.keepSpare();
    Session taken = play.session(hub, "s2");

    assertThat(spare).doesNotExist();
    assertThat(picture(taken)).isEqualTo(picture(anew)).isNotEmpty();
    assertThat(naive(taken.worktree(), "status", "--porcelain", "--branch"))
        .isEqualTo("## " + taken.branch());
    assertThat(hub.sessionFacts(taken).repositoryIntact()).isTrue();
  }

  @Test
  @DisplayName("G2: a spare that is behind is moved to the tip, and its session's work lands")
  void isMovedToTheTip() throws IOException {
    hub.keepSpare();
    Session first = play.session(hub, "s1");
    hub.keepSpare();
    Files.delete(first.worktree().resolve("folder/old.txt"));
    write(first.worktree(), "folder/new.txt", "new\n");
    landAll(hub, first, 1);

    Session second = play.session(hub, "s2");

    assertThat(spare).doesNotExist();
    assertThat(second.base()).isEqualTo(hub.integrationTip());
    assertThat(picture(second)).isEqualTo(picture(play.session(hub, "s3")));
    assertThat(second.worktree().resolve("folder/new.txt")).hasContent("new\n");
    assertThat(second.worktree().resolve("folder/old.txt")).doesNotExist();
    naive(second.worktree(), "fsck", "--full");
    write(second.worktree(), "two.txt", "two\n");
    commit(second.worktree(), "by the agent's own git");
    landAll(hub, second, 2);
    assertThat(naive(play.person, "show", "agent/main:two.txt")).isEqualTo("two");
  }

  @Test
  @DisplayName("G2: a spare that other attributes wrote is not taken")
  void isNotTakenWhenAttributesChanged() throws IOException {
    hub.keepSpare();
    Session first = play.session(hub, "s1");
    hub.keepSpare();
    write(first.worktree(), "folder/.gitattributes", "*.txt eol=crlf\n");
    landAll(hub, first, 1);

    Session second = play.session(hub, "s2");

    assertThat(spare).doesNotExist();
    assertThat(Files.readString(second.worktree().resolve("folder/old.txt"))).isEqualTo("old\r\n");
    assertThat(picture(second)).isEqualTo(picture(play.session(hub, "s3")));
  }

  @Test
  @DisplayName("a spare that is broken, half taken or half made only costs its time")
  void survivesABrokenSpare() throws IOException {
    hub.keepSpare();
    Folders.delete(spare.resolve("repository.git").resolve("worktrees"));
    Session first = play.session(hub, "s1");
    assertThat(hub.sessionFacts(first).repositoryIntact()).isTrue();
    assertThat(first.worktree().resolve("README.md")).exists();

    write(play.sessionFolder("s2"), "taken/worktree/README.md", "of a crash");
    write(spare.resolveSibling(spare.getFileName() + ".partial"), "worktree/a", "of a crash");
    hub.keepSpare();
    Session second = play.session(hub, "s2");
    assertThat(picture(second)).isEqualTo(picture(first));
  }

  @Test
  @DisplayName("one spare is kept at most, and an unused one goes when its time is over")
  void isDropped() {
    hub.keepSpare();
    hub.keepSpare();
    hub.dropSpare(Duration.ofHours(1));
    assertThat(spare).exists();
    hub.dropSpare(Duration.ZERO);
    assertThat(spare).doesNotExist();
    hub.dropSpare(Duration.ZERO);

    hub.keepSpare();
    assertThat(hub.prune(0)).isTrue();
    assertThat(spare).doesNotExist();
  }

  /** Every file of a session with its content, without what tells sessions apart. */
  private static Map<String, String> picture(Session session) throws IOException {
    Map<String, String> picture = new TreeMap<>();
    try (Stream<Path> files = Files.walk(session.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = session.folder().relativize(file).toString();
        // The index holds times; what it lists is compared by the status.
        String content = name.endsWith("/index") ? "" : Files.readString(file);
        picture.put(anonymous(name, session), anonymous(content, session));
      }
    }
    picture.keySet().removeIf(name -> name.contains("/logs/"));
    return picture;
  }

  private static String anonymous(String text, Session session) {
    return text.replace(session.folder().toString(), "FOLDER").replace(session.id().value(), "ID");
  }
}
