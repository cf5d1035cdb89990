package dev.wavewright.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project of small real repositories with issues as files, in a folder of its own. */
final class TestProject {
  private static final String IDENTITY = "-c user.name=Someone -c user.email=someone@example.org ";

  private final Installation installation;
  private final String name;
  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private String capacity = "";

  private TestProject(Installation installation, String name, Path folder) {
    this.installation = installation;
    this.name = name;
    this.folder = folder;
  }

  static TestProject named(Installation installation, String name) throws IOException {
    Path folder = Files.createDirectories(installation.path("projects/" + name));
    Files.createDirectories(folder.resolve("issues"));
    return new TestProject(installation, name, folder);
  }

  Path folder() {
    return folder;
  }

  Path repository(String repository) {
    return folder.resolve(repository);
  }

  /** Adds a repository {@code local/<name>} whose check is the given shell script. */
  TestProject repository(String repository, String check) throws Exception {
    return repository(repository, check, "parallel: 1");
  }

  TestProject repository(String repository, String check, String more) throws Exception {
    Path path = repository(repository);
    git("init -q -b main " + repository);
    Files.writeString(path.resolve("check.sh"), "#!/bin/sh\nset -eu\n" + check + "\n");
    path.resolve("check.sh").toFile().setExecutable(true);
    Files.writeString(path.resolve("README.md"), repository + "\n");
    git("-C " + repository + " add -A");
    git("-C " + repository + " " + IDENTITY + "commit -q -m init");
    settings.put(repository, more);
    return this;
  }

  TestProject capacity(String yaml) {
    capacity = yaml;
    return this;
  }

  /** Adds an issue whose scripted agent does these steps in its first and only round. */
  TestProject issue(String repository, int number, String depends, String... steps)
      throws IOException {
    return issueText(
        repository,
        number,
        (depends.isEmpty() ? "" : "Depends on: " + depends + "\n\n")
            + "```scripted\nround 1:\n"
            + String.join("\n", steps)
            + "\n```\n");
  }

  TestProject issueText(String repository, int number, String body) throws IOException {
    Files.writeString(
        folder.resolve("issues").resolve(repository + "-" + number + ".md"),
        "---\nrepo: local/%s\nnumber: %d\ntitle: Issue %d of %s\nstate: open\n---\n%s"
            .formatted(repository, number, number, repository, body));
    return this;
  }

  TestProject write() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("project: " + name);
    lines.add("repositories:");
    settings.forEach(
        (repository, more) -> {
          lines.add("  - name: local/" + repository);
          lines.add("    url: " + repository);
          lines.add("    base: main");
          lines.add("    integration: agent/main");
          lines.add("    check: [./check.sh]");
          lines.add("    check-timeout: 20m");
          more.lines().forEach(line -> lines.add("    " + line));
        });
    lines.add("tracker: {kind: files, path: issues}");
    lines.add("agents: {default: scripted}");
    lines.add(capacity);
    Files.writeString(folder.resolve("wavewright.yml"), String.join("\n", lines) + "\n");
    return this;
  }

  /** Runs {@code wavewright} in this project. */
  Installation.Ran run(String... arguments) throws IOException, InterruptedException {
    return installation.run(folder, arguments);
  }

  /** Runs git in the project's folder; words are split at blanks. */
  String git(String words) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(words.split(" ")));
    return installation.execute(folder, argv).expect(0).out();
  }

  /** Lets somebody add a file to a branch that nobody has checked out. */
  void commit(String repository, String branch, String file) throws Exception {
    git("-C " + repository + " checkout -q " + branch);
    Files.writeString(repository(repository).resolve(file), file + "\n");
    git("-C " + repository + " add " + file);
    git("-C " + repository + " " + IDENTITY + "commit -q -m " + file);
    git("-C " + repository + " checkout -q main");
  }

  /**
   * Looks at everything that its waves left in git, and runs the checks of what landed again.
   *
   * @return how many commits were checked again
   */
  int requireCleanAftermath() throws Exception {
    Path state = installation.path("state/wavewright").resolve(name);
    return new Aftermath(
            state, folder, "local", List.copyOf(settings.keySet()), List.of("./check.sh"))
        .requireClean();
  }

  /** Returns the keys that landed on a repository's integration branch, oldest first. */
  List<String> landed(String repository) throws IOException, InterruptedException {
    return git("-C "
            + repository
            + " log --reverse --first-parent --format=%(trailers:key=Wavewright-Issue,valueonly)"
            + " agent/main")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
