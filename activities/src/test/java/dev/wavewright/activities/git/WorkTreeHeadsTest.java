package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.naive;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTreeHeadsTest {
  private static final String BRANCH = "refs/heads/agent/main";

  @TempDir Path root;
  private Path person;

  @BeforeEach
  void open() {
    person = new Playground(root).person;
    naive(person, "branch", "agent/main");
  }

  private boolean surelyWithout(Path repository) {
    return WorkTreeHeads.of(repository).surelyWithout(BRANCH);
  }

  @Test
  @DisplayName("a branch that no work tree stands at is told without git, a detached one too")
  void free() {
    assertThat(surelyWithout(person)).isTrue();
    naive(person, "worktree", "add", "-q", "-b", "other", root.resolve("linked").toString());
    naive(person, "checkout", "-q", "--detach");
    assertThat(surelyWithout(person)).isTrue();
    Path bare = root.resolve("bare.git");
    naive(root, "clone", "-q", "--bare", person.toString(), bare.toString());
    naive(bare, "symbolic-ref", "HEAD", "refs/heads/main");
    assertThat(surelyWithout(bare)).isTrue();
  }

  @Test
  @DisplayName("the repository's own work tree, and a linked one, may hold it")
  void held() {
    naive(person, "switch", "-q", "agent/main");
    assertThat(surelyWithout(person)).isFalse();
    naive(person, "switch", "-q", "main");
    assertThat(surelyWithout(person)).isTrue();
    naive(person, "worktree", "add", "-q", root.resolve("linked").toString(), "agent/main");
    assertThat(surelyWithout(person)).isFalse();
  }

  @Test
  @DisplayName("what plain files do not tell beyond doubt is left to git")
  void unclear() throws IOException {
    Path linked = root.resolve("linked");
    naive(person, "worktree", "add", "-q", "-b", "other", linked.toString());
    assertThat(surelyWithout(linked)).as("a linked work tree as the url").isFalse();
    assertThat(surelyWithout(root.resolve("nowhere"))).isFalse();

    naive(person, "symbolic-ref", "refs/heads/alias", BRANCH);
    naive(person, "symbolic-ref", "HEAD", "refs/heads/alias");
    assertThat(surelyWithout(person)).as("another name for it").isFalse();

    Path head = person.resolve(".git/HEAD");
    Files.writeString(head, "ref: refs/heads/.invalid\n");
    assertThat(surelyWithout(person)).as("refs that are kept elsewhere").isFalse();
    Files.delete(head);
    Files.createSymbolicLink(head, Path.of("refs/heads/agent/main"));
    assertThat(surelyWithout(person)).as("a HEAD of old").isFalse();
  }
}
