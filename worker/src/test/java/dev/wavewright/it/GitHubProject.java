package dev.wavewright.it;

import dev.wavewright.activities.tracker.github.FakeGitHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A project whose issues are those of a GitHub in this process, and whose repositories are bare
 * ones in a folder that several installations may share.
 */
final class GitHubProject {
  private static final String IDENTITY = "-c user.name=Someone -c user.email=someone@example.org ";

  private final Installation installation;
  private final Path folder;
  private final Path repositories;

  private GitHubProject(Installation installation, Path folder, Path repositories) {
    this.installation = installation;
    this.folder = folder;
    this.repositories = repositories;
  }

  /**
   * Writes the project down and makes those of its repositories that are not there.
   *
   * @param repositories folder of the bare repositories
   * @param names of its repositories, without the owner
   */
  static GitHubProject write(
      Installation installation, String name, FakeGitHub gitHub, Path repositories, String... names)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(installation.path("projects/" + name));
    GitHubProject project = new GitHubProject(installation, folder, repositories);
    Path token = folder.resolve("token");
    Files.writeString(token, FakeGitHub.TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    List<String> lines = new ArrayList<>(List.of("project: " + name, "repositories:"));
    for (String each : names) {
      project.make(each);
      lines.add("  - name: acme/" + each);
      lines.add("    url: " + project.bare(each));
      lines.add("    base: main");
      lines.add("    integration: agent/main");
      lines.add("    check: [\"true\"]");
    }
    lines.add(
        "tracker: {kind: github, api: '%s', token-file: '%s'}".formatted(gitHub.api(), token));
    lines.add("agents: {default: scripted}");
    Files.writeString(folder.resolve("wavewright.yml"), String.join("\n", lines) + "\n");
    return project;
  }

  private Path bare(String name) {
    return repositories.resolve(name + ".git");
  }

  private void make(String name) throws IOException, InterruptedException {
    if (Files.isDirectory(bare(name))) {
      return;
    }
    Files.createDirectories(repositories);
    String seed = folder.resolve("seed-" + name).toString();
    git("init -q -b main " + seed);
    git("-C " + seed + " " + IDENTITY + "commit -q --allow-empty -m init");
    git("clone -q --bare " + seed + " " + bare(name));
  }

  private String git(String words) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(words.split(" ")));
    return installation.execute(folder, argv).expect(0).out();
  }

  /** Returns an issue's text whose scripted agent does these steps in its only round. */
  static String scripted(String... steps) {
    return "```scripted\nround 1:\n" + String.join("\n", steps) + "\n```\n";
  }

  /** Runs {@code wavewright} in this project. */
  Installation.Ran run(String... arguments) throws IOException, InterruptedException {
    return installation.run(folder, arguments);
  }

  /** Returns the keys that landed on a repository's integration branch, oldest first. */
  List<String> landed(String name) throws IOException, InterruptedException {
    return git("-C "
            + bare(name)
            + " log --reverse --first-parent --format=%(trailers:key=Wavewright-Issue,valueonly)"
            + " agent/main")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
