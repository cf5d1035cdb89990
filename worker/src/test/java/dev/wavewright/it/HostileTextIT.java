package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input through the packaged command line, a real server and a real worker. */
@OnRealStack
class HostileTextIT {
  private static final String ROCKETS = "\ud83d\ude80".repeat(256);
  private static final String SHELL =
      "$(touch owned) `touch owned`; rm -rf . --upload-pack=x ../../x \u05d0\u05d1\u05d2";

  private static void issue(TestProject project, String file, String head, String body)
      throws IOException {
    Files.writeString(project.folder().resolve("issues").resolve(file), head + "---\n" + body);
  }

  private static String head(String repository, int number, String title) {
    return "---\nrepo: local/%s\nnumber: %d\ntitle: '%s'\nlabels: ['%s']\nmilestone: '%s'\n"
        .formatted(repository, number, title, SHELL, SHELL);
  }

  @Test
  @DisplayName(
      "S4: shell text, options, paths and emoji in titles, texts, labels and milestones land")
  void lands(Installation installation, @TempDir Path folder) throws Exception {
    TestProject project =
        TestProject.named(installation, "hostile")
            .repository("shell", "test -s made")
            .repository("emoji", "test -s made")
            .write();
    String script = "\n```scripted\nwrite made <<END\n" + SHELL + "\nEND\n```\n";
    issue(project, "shell.md", head("shell", 1, SHELL), SHELL + script);
    issue(project, "emoji.md", head("emoji", 1, ROCKETS), ROCKETS + script);

    project
        .run("wave", "start", "--milestone", SHELL, "--name", "h", "--watch", "--quiet")
        .expect(0);

    assertThat(project.landed("shell")).containsExactly("local/shell#1");
    assertThat(project.landed("emoji")).containsExactly("local/emoji#1");
    assertThat(project.git("-C shell log -1 --format=%s agent/main").strip()).isEqualTo(SHELL);
    assertThat(project.git("-C emoji log -1 --format=%s agent/main").strip())
        .isEqualTo("\ud83d\ude80".repeat(160));
    assertThat(project.git("-C shell show agent/main:made").strip()).isEqualTo(SHELL);
    JsonNode shown = project.run("issue", "show", "local/shell#1", "--json").expect(0).data();
    assertThat(shown.path("title").asText()).isEqualTo(SHELL);
    assertThat(project.run("wave", "status", "h").expect(0).out()).contains("local/emoji#1");
    assertThat(LiveFolder.named(installation.path("."), "owned")).isEmpty();
    assertNoProjectIsNamedLikeAPart(installation, folder);
  }

  @Test
  @DisplayName(
      "NUL, right-to-left override, a megabyte, no repo and a number twice: refused at once, "
          + "by file and line, and nothing is planned")
  void refused(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "refused").repository("one", "true").write();
    issue(project, "good.md", head("one", 1, "good"), "Do it.\n");
    issue(project, "nul.md", head("one", 2, "x"), "a\0b\n");
    issue(project, "override.md", head("one", 3, "x\u202ey"), "Do it.\n");
    issue(project, "large.md", head("one", 4, "x"), "x".repeat(1 << 20));
    issue(project, "nowhere.md", "---\nnumber: 5\ntitle: x\n", "Do it.\n");
    issue(project, "twice.md", head("one", 1, "x"), "Do it.\n");

    Installation.Ran planned = project.run("wave", "plan", "--all");

    assertThat(planned.exitCode()).isNotZero();
    assertThat(planned.err())
        .contains("nul.md:8: its text contains U+0000")
        .contains("override.md:4: its title contains U+202E")
        .contains("large.md:1: it is longer than 65536 bytes")
        .contains("nowhere.md:1: it has no repo")
        .contains("twice.md:3: local/one#1 is in good.md too")
        .doesNotContain("\0", "\u202e", "\tat ");
  }

  @Test
  @DisplayName(
      "a url that is no repository and a base that is not there are named, with what to do")
  void noRepository(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "nowhere").repository("lost", "true").write();
    Path file = project.folder().resolve("wavewright.yml");
    String good = Files.readString(file);
    issue(project, "1.md", head("lost", 1, "x"), "Do it.\n");

    Files.writeString(file, good.replace("url: lost", "url: issues"));
    Installation.Ran none = project.run("wave", "plan", "--all");
    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err()).contains("issues is no git repository").doesNotContain("\tat ");

    Files.writeString(file, good.replace("base: main", "base: trunk"));
    Installation.Ran base = project.run("wave", "plan", "--all");
    assertThat(base.exitCode()).isNotZero();
    assertThat(base.err()).contains("branch 'trunk' does not exist").doesNotContain("\tat ");
  }

  /** Whatever lies beside the projects in the state folder cannot be the name of one. */
  private static void assertNoProjectIsNamedLikeAPart(Installation installation, Path folder)
      throws IOException {
    List<String> projects;
    try (Stream<Path> folders = Files.list(installation.path("projects"))) {
      projects = folders.map(each -> String.valueOf(each.getFileName())).toList();
    }
    List<String> beside;
    try (Stream<Path> entries = Files.list(installation.path("state/wavewright"))) {
      beside =
          entries
              .map(each -> String.valueOf(each.getFileName()))
              .filter(name -> !projects.contains(name) && !name.startsWith("."))
              .sorted()
              .toList();
    }
    assertThat(beside).contains("fences", "logs", "run", "sessions-index", "temporal");
    for (String name : beside) {
      Path file =
          Files.writeString(
              folder.resolve("wavewright.yml"),
              "project: '" + name + "'\nrepositories: [{url: api, check: [make]}]\n");
      assertThat(catchThrowable(() -> ConfigurationReader.read(file, Map.of())))
          .as(name)
          .isInstanceOf(ConfigurationException.class);
    }
  }
}
