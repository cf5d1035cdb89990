package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look that the tests with a real server take at what is left must see what is wrong. */
class AftermathTest {
  @TempDir Path root;
  private TestProject project;

  @BeforeEach
  void lands() throws Exception {
    Installation installation = new Installation(root);
    project =
        TestProject.named(installation, "p")
            .repository("lib", "test -f README.md")
            .repository(
                "app",
                "test ! -f uses || test -f \"$(sed -n 's/.*\"path\" : \"\\(.*\\)\".*/\\1/p'"
                    + " \"$WAVEWRIGHT_DEPENDS\")/api\"");
    for (String repository : List.of("lib", "app")) {
      project.git("-C " + repository + " branch agent/main");
    }
    land("lib", "api", "Wavewright-Issue: local/lib#1");
    land("app", "uses", "Wavewright-Depends: local/lib#1");
    for (String repository : List.of("lib", "app")) {
      project.git(
          "clone -q --bare -b agent/main --single-branch " + repository + " " + hub(repository));
    }
  }

  private Path hub(String repository) {
    return root.resolve("state/wavewright/p/hubs").resolve("local~" + repository + ".git");
  }

  private void land(String repository, String file, String note) throws Exception {
    project.commit(repository, "agent/main", file);
    project.git("-C " + repository + " checkout -q agent/main");
    Path message = Files.writeString(root.resolve("message"), file + "\n\n" + note + "\n");
    project.git(
        "-C " + repository + " -c user.name=x -c user.email=x@y commit -q --amend -F " + message);
    project.git("-C " + repository + " checkout -q main");
  }

  private List<String> left() throws Exception {
    return aftermath().leftovers();
  }

  private Aftermath aftermath() throws IOException {
    return new Aftermath(
        root.resolve("state/wavewright/p"),
        project.folder(),
        "local",
        List.of("lib", "app"),
        List.of("./check.sh"));
  }

  @Test
  @DisplayName("M11, M13: commits that landed are checked again, with what they depend on")
  void clean() throws Exception {
    Files.createFile(Files.createDirectory(Path.of(hub("app") + ".locks")).resolve("hub"));
    assertThat(aftermath().requireClean()).isEqualTo(2);
  }

  @Test
  @DisplayName("M11: a branch, a pin, a lock file and a worktree that stayed are seen")
  void seesLeftovers() throws Exception {
    project.git("-C lib branch wavewright/tmp");
    project.git("-C " + hub("app") + " update-ref refs/wavewright/candidates/x agent/main");
    Files.createFile(hub("app").resolve("packed-refs.lock"));
    Path session = Files.createDirectories(root.resolve("state/wavewright/p/sessions/s"));
    Files.createDirectory(session.resolve("worktree"));
    Files.createFile(session.resolve("session.lock"));
    assertThat(left()).hasSize(4);
  }

  @Test
  @DisplayName("M11, M13: a conflict marker and a commit that is red are seen, also below the tip")
  void seesWhatIsWrong() throws Exception {
    Files.writeString(project.repository("lib").resolve("marked"), "a\n<<<<<<< one\nb\n");
    project.git("-C lib checkout -q agent/main");
    project.git("-C lib rm -q README.md");
    project.git("-C lib add marked");
    project.git("-C lib -c user.name=x -c user.email=x@y commit -q -m bad");
    project.git("-C lib rm -q marked");
    project.git("-C lib -c user.name=x -c user.email=x@y commit -q -m better");
    project.git("-C lib checkout -q main");
    assertThat(left()).containsExactly("lib and its hub differ");
    project.git("-C lib push -q " + hub("lib") + " agent/main");
    assertThat(left()).isEmpty();
    assertThatThrownBy(() -> aftermath().requireClean())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("markers in lib")
        .hasMessageContaining("lib is red at");
  }
}
