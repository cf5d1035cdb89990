package dev.wavewright.starter.demo;

import dev.wavewright.starter.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three real git repositories with checks of their own, and eight issues across them, in a folder
 * of their own. Every demonstration makes new ones under a new name, so it may be repeated.
 *
 * @param name of the project, and owner of its repositories
 * @param folder absolute; holds configuration, issues and repositories
 */
public record DemoProject(String name, Path folder) {
  /** The repositories, in the order people are shown them. */
  public static final List<String> REPOSITORIES = List.of("shapes", "catalog", "site");

  /** Cap on issues in flight: all that the issues allow at once. */
  public static final int IN_FLIGHT = 4;

  private static final Duration GIT_ANSWERS = Duration.ofSeconds(30);
  private static final List<String> FILES =
      List.of(
          "shapes/README.md",
          "shapes/check.sh",
          "shapes/src/shapes/Shape.java",
          "shapes/src/shapes/Square.java",
          "shapes/test/Expect.java",
          "shapes/test/RunTests.java",
          "shapes/test/SquareTest.java",
          "catalog/README.md",
          "catalog/check.sh",
          "catalog/src/catalog/Catalog.java",
          "catalog/test/CatalogTest.java",
          "catalog/test/Expect.java",
          "catalog/test/RunTests.java",
          "site/README.md",
          "site/check.sh",
          "site/index.txt",
          "issues/shapes-1.md",
          "issues/shapes-2.md",
          "issues/shapes-3.md",
          "issues/catalog-1.md",
          "issues/catalog-2.md",
          "issues/site-1.md",
          "issues/site-2.md",
          "issues/site-3.md");

  /**
   * Makes repositories, issues and configuration below {@code parent}.
   *
   * @param agent the default agent
   * @param jdk folder of a JDK, which the checks of the Java repositories compile with
   */
  public static DemoProject create(Path parent, String agent, Path jdk)
      throws IOException, InterruptedException {
    String name = "demo-" + Integer.toString(0x10000 + new SecureRandom().nextInt(0xF0000), 36);
    Path folder = parent.resolve(name).toAbsolutePath();
    Files.createDirectories(folder);
    DemoFolders.mark(folder);
    DemoProject project = new DemoProject(name, folder);
    for (String file : FILES) {
      Path target = folder.resolve(file);
      Files.createDirectories(target.getParent());
      Files.writeString(target, resource(file).replace("@OWNER@", name), StandardCharsets.UTF_8);
    }
    for (String repository : REPOSITORIES) {
      project.commit(repository);
    }
    Files.writeString(project.configurationFile(), project.configuration(agent, jdk));
    return project;
  }

  public Path configurationFile() {
    return folder.resolve("wavewright.yml");
  }

  /**
   * Returns the integration branch's first-parent line with the issue each commit landed for,
   * newest first.
   */
  public List<String> log(String repository) throws InterruptedException {
    return git(
            repository,
            "log",
            "--first-parent",
            "--format=%h %s%n          %(trailers:separator=%x2C )",
            "agent/main")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private void commit(String repository) throws InterruptedException {
    git(repository, "init", "--quiet", "--initial-branch=main");
    git(repository, "add", "--all");
    git(
        repository,
        "-c",
        "user.name=Demo",
        "-c",
        "user.email=demo@wavewright.invalid",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message",
        "Begin " + repository);
  }

  private String git(String repository, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("git");
    command.addAll(List.of(arguments));
    Map<String, String> plain =
        Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null");
    ChildProcess.Ended ended =
        ChildProcess.run(folder.resolve(repository), plain, GIT_ANSWERS, command);
    if (!ended.ok()) {
      throw new IllegalStateException(String.join(" ", command) + ": " + ended.output());
    }
    return ended.output();
  }

  private String configuration(String agent, Path jdk) {
    return """
        # The demonstration: three repositories, eight issues.
        project: %1$s
        repositories:
          - {name: %1$s/shapes, url: shapes, check: [sh, check.sh, "%2$s"], check-timeout: 2m}
          - {name: %1$s/catalog, url: catalog, check: [sh, check.sh, "%2$s"], check-timeout: 2m}
          # parallel: 2, so that two issues may change the same line at once and meet in a conflict
          - {name: %1$s/site, url: site, parallel: 2, check: [sh, check.sh], check-timeout: 2m}
        tracker: {kind: files, path: issues}
        agents: {default: %3$s}
        capacity: {in-flight: %4$d}
        """
        .formatted(name, jdk, agent, IN_FLIGHT);
  }

  private static String resource(String file) throws IOException {
    try (InputStream stream = DemoProject.class.getResourceAsStream("/demo/" + file)) {
      if (stream == null) {
        throw new IOException("the demonstration's file " + file + " is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
