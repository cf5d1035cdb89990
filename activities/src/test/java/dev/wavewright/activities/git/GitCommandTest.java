package dev.wavewright.activities.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.git.GitProblem.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommandTest {
  @TempDir Path root;
  private final GitCommand git = GitCommand.find();

  @Test
  @DisplayName("only the fixed environment reaches git; a remote's variables only remote commands")
  void clearsTheEnvironment() {
    GitCommand passing = new GitCommand(Path.of("/usr/bin/git"), Map.of("SSH_AUTH_SOCK", "/agent"));
    String local = passing.in(root).require("-c", "alias.e=!env", "e");
    assertThat(local.lines().map(line -> line.split("=", 2)[0]))
        .contains("GIT_CONFIG_NOSYSTEM", "GIT_TERMINAL_PROMPT")
        .doesNotContain("HOME", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME");
    assertThat(passing.in(root).remote().require("-c", "alias.e=!env", "e"))
        .contains("SSH_AUTH_SOCK=/agent");
  }

  @Test
  @DisplayName("a command that hangs is ended with everything it started")
  void endsWhatHangs() {
    Instant start = Instant.now();
    assertThatThrownBy(
            () ->
                git.in(root)
                    .patience(Duration.ofMillis(300))
                    .run("-c", "alias.hang=!sleep 600", "hang"))
        .isInstanceOfSatisfying(
            GitProblem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.TIMED_OUT));
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMinutes(5));
  }

  @Test
  @DisplayName("output beyond the limit is cut, not kept in memory")
  void boundsOutput() {
    GitResult result = git.in(root).limit(100).run("-c", "alias.y=!yes", "y");
    assertThat(result.truncated()).isTrue();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).hasSize(100);
  }

  @Test
  @DisplayName("versions below the floor are known as such")
  void readsVersions() {
    assertThat(GitVersion.parse("git version 2.39.5\n")).contains(new GitVersion(2, 39));
    assertThat(GitVersion.parse("git version 2.39.5 (Apple Git-154)")).isPresent();
    assertThat(GitVersion.parse("sh: git: not found")).isEmpty();
    assertThat(new GitVersion(2, 37).isEnough()).isFalse();
    assertThat(new GitVersion(2, 38).isEnough()).isTrue();
    assertThat(new GitVersion(3, 0).isEnough()).isTrue();
  }

  @Test
  @DisplayName("a git below the floor, or none at all, is refused with what to install")
  void refusesOldGit() {
    Path old = Playground.script(root.resolve("old-git"), "echo git version 2.37.4");
    assertThatThrownBy(new GitCommand(old, Map.of())::requireFloor)
        .isInstanceOfSatisfying(
            GitProblem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.NO_GIT))
        .hasMessageContaining("git 2.37 cannot merge without a checkout")
        .hasMessageContaining("install git 2.38 or newer");
    Path other = Playground.script(root.resolve("no-git"), "echo a clock for your terminal");
    assertThatThrownBy(new GitCommand(other, Map.of())::requireFloor)
        .hasMessageContaining("no-git is no git");
  }

  @Test
  @DisplayName("merge attributes: drivers and filters stay behind, macros and folders are kept")
  void translatesAttributes() {
    List<String> lines = new ArrayList<>();
    Set<String> macros = new HashSet<>();
    for (String line :
        List.of(
            "# a comment",
            "[attr]both merge=union filter=x",
            "*.md both text=auto",
            "*.lock merge=npm-driver",
            "*.png binary",
            "*.txt filter=lfs diff=lfs",
            "\"with space\" -merge")) {
      MergeAttributes.translate(line, "", macros, lines);
    }
    MergeAttributes.translate("*.rst merge=union", "a b/", macros, lines);
    MergeAttributes.translate("/top.rst merge=union", "a/", macros, lines);
    MergeAttributes.translate("[attr]not-allowed-here merge=union", "a/", macros, lines);
    assertThat(lines)
        .containsExactly(
            "[attr]both merge=union",
            "*.md both",
            "*.lock merge",
            "*.png binary",
            "\"with space\" -merge",
            "\"/a b/**/*.rst\" merge=union",
            "\"/a/top.rst\" merge=union");
  }

  @Test
  @DisplayName("links leave a tree when any step of theirs does")
  void judgesLinks() {
    assertThat(TreeRules.leavesTree("a", "b")).isFalse();
    assertThat(TreeRules.leavesTree("a/b", "../c")).isFalse();
    assertThat(TreeRules.leavesTree("a", "../c")).isTrue();
    assertThat(TreeRules.leavesTree("a/b", "x/../../../c")).isTrue();
    assertThat(TreeRules.leavesTree("a", "/etc/passwd")).isTrue();
    assertThat(TreeRules.leavesTree("a", ".GIT/config")).isTrue();
    assertThat(TreeRules.leavesTree("a", "")).isTrue();
  }

  @Test
  @DisplayName("a folder's size counts its files, follows no link and stops at its bound")
  void measures() throws Exception {
    Path folder = root.resolve("folder");
    Playground.write(folder, "a/b.txt", "12345");
    Playground.write(folder, "c.txt", "123");
    java.nio.file.Files.createSymbolicLink(folder.resolve("out"), Path.of("/"));
    WorktreeReader.Size size = WorktreeReader.DEFAULT.measure(folder);
    assertThat(size.bytes()).isEqualTo(8);
    assertThat(size.complete()).isTrue();
    assertThat(size.touched()).isAfter(Instant.EPOCH);
    assertThat(new WorktreeReader(2).measure(folder).complete()).isFalse();
    assertThat(WorktreeReader.DEFAULT.measure(root.resolve("gone")).bytes()).isZero();
  }
}
