package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetUpCommandsTest {
  @TempDir Path folder;

  @Test
  @DisplayName("init writes a file that the reader accepts, for every repository found here")
  void init() throws Exception {
    Path api = repository("api", "pom.xml", "<project/>");
    git(api, "remote", "add", "origin", "git@github.com:acme/api.git");
    repository("web", "package.json", "{\"scripts\": {\"test\": \"node test.js\"}}");

    Result result = new TestCommandLine(folder).run("init");

    assertThat(result.exitCode()).as(result.error()).isZero();
    ProjectSettings settings =
        ConfigurationReader.read(folder.resolve("wavewright.yml"), Map.of()).settings();
    assertThat(settings.repositories())
        .extracting(
            repository -> repository.name().value(),
            RepositorySettings::url,
            RepositorySettings::base,
            RepositorySettings::setup,
            RepositorySettings::check)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "acme/api",
                api.toString(),
                "main",
                List.of(),
                List.of("mvn", "-q", "-B", "verify")),
            org.assertj.core.groups.Tuple.tuple(
                settings.project() + "/web",
                folder.resolve("web").toString(),
                "main",
                List.of("npm", "install", "--no-package-lock"),
                List.of("npm", "test")));
  }

  @Test
  @DisplayName("init never overwrites, and finds nothing where there is nothing")
  void initRefuses() throws IOException {
    assertThat(new TestCommandLine(folder).run("init").exitCode()).isEqualTo(3);
    Files.writeString(folder.resolve("wavewright.yml"), "mine");

    Result result = new TestCommandLine(folder).run("init");

    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.error()).contains("already there").contains("next: ");
    assertThat(folder.resolve("wavewright.yml")).hasContent("mine");
  }

  @Test
  @DisplayName("init --dry-run prints the file and writes nothing")
  void initDryRun() throws Exception {
    repository("odd name; rm -rf", "Makefile", "test:\n\ttrue\n");

    Result result = new TestCommandLine(folder).run("init", "--dry-run");

    assertThat(result.exitCode()).isZero();
    assertThat(result.output())
        .contains("name: " + folder.getFileName() + "/odd-name--rm--rf")
        .contains("url: \"odd name; rm -rf\"")
        .contains("check: [make, test]");
    assertThat(folder.resolve("wavewright.yml")).doesNotExist();
  }

  @Test
  @DisplayName("config print tells each value and its origin, as text and as JSON")
  void configPrint() throws IOException {
    configure("project: shop\nrepositories: [{url: api, check: [make]}]\n");

    assertThat(new TestCommandLine(folder).run("config", "print").output())
        .containsPattern("project +shop +wavewright.yml:1")
        .containsPattern("limits.run +2h +default");
    Result json = new TestCommandLine(folder).run("config", "print", "--json");
    assertThat(json.json().get("schema").asText()).isEqualTo("wavewright/config-print/v1");
    assertThat(json.data().get("values").get(0).toString())
        .isEqualTo(
            "{\"key\":\"project\",\"value\":\"shop\",\"from\":\"wavewright.yml:1\",\"line\":1}");
  }

  @Test
  @DisplayName("a wrong configuration ends with exit code 3, file and line, without a stack trace")
  void wrongConfiguration() throws IOException {
    configure("prject: shop\n");
    Result result = new TestCommandLine(folder).run("config", "print");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.error())
        .contains("wavewright.yml:1: unknown key 'prject'; did you mean 'project'?")
        .doesNotContain("\tat ");
    assertThat(result.output()).isEmpty();
    assertThat(new TestCommandLine(folder).run("config", "print", "--debug").error())
        .contains("\tat ");
  }

  @Test
  @DisplayName("doctor tries each repository and names what to correct")
  void doctor() throws Exception {
    repository("api", "check.sh", "true");
    Path tool = folder.resolve("tool.sh");
    Files.writeString(tool, "#!/bin/sh\ntouch '" + folder.resolve("worked") + "'\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    configure(
        """
        repositories:
          - {url: api, check: [sh, check.sh]}
          - {url: missing, check: [sh]}
          - {url: ./api, name: local/base, base: trunk, check: [sh]}
          - {url: ./api, name: local/tool, check: [no-such-tool]}
          - {url: ./api, name: local/placeholder, check: ["false"]}
        agents: {default: scripted, mytool: {command: [no-such-tool]}, worker: {command: [%s]}}
        """
            .formatted(tool));

    Result result = new TestCommandLine(folder).run("doctor", "--json");

    Map<String, String> verdicts = new HashMap<>();
    for (JsonNode finding : result.data().get("findings")) {
      verdicts.put(finding.get("what").asText(), finding.get("verdict").asText());
      if (finding.get("what").asText().equals("clock")) {
        assertThat(finding.get("detail").asText()).isEqualTo("2026-11-21T10:00:00Z");
      }
    }
    assertThat(verdicts)
        .containsEntry("java", "ok")
        .containsEntry("git", "ok")
        .containsEntry("repository local/api", "ok")
        .containsEntry("repository local/missing", "fail")
        .containsEntry("repository local/base", "fail")
        .containsEntry("repository local/tool", "warn")
        .containsEntry("repository local/placeholder", "fail")
        .containsEntry("agent scripted", "ok")
        .containsEntry("agent mytool", "fail")
        .containsEntry("agent worker", "ok")
        .containsEntry("sandbox", "warn")
        .containsKeys("temporal", "disk", "clock", "tracker");
    assertThat(result.exitCode()).isIn(3, 4);
    assertThat(folder.resolve("worked")).as("an agent was set to work").doesNotExist();
  }

  @Test
  @DisplayName("up warns of a placeholder and of a configuration that cannot be used")
  void upWarns() throws IOException {
    assertThat(warnings()).isEmpty();
    configure("repositories: [{url: api, check: [make]}]\n");
    assertThat(warnings()).isEmpty();
    configure("repositories:\n  - {url: api, check: [\"false\"]}\n");
    assertThat(warnings())
        .contains("warning: wavewright.yml:2: 'check' of local/api is still the placeholder")
        .contains("write the repository's own test command there");
    configure("prject: shop\n");
    assertThat(warnings()).contains("wavewright.yml:1: unknown key 'prject'");
  }

  private String warnings() {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    CliContext context =
        new TestCommandLine(folder)
            .context(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8));
    PlaceholderChecks.warn(context, new CommandOutput(context, new OutputOptions(), "up"));
    return error.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("demo with an agent that nobody knows is refused before anything is started or made")
  void demoOfAnUnknownAgent() throws IOException {
    Result nowhere = new TestCommandLine(folder).run("demo", "--agent", "foo");
    assertThat(nowhere.exitCode()).as(nowhere.error()).isEqualTo(3);
    assertThat(nowhere.error())
        .contains("unknown agent 'foo'")
        .contains("no wavewright.yml here or above has it")
        .contains("next: wavewright demo --agent scripted");
    assertThat(folder).isEmptyDirectory();
    configure("repositories: [{url: api, check: [make]}]\n");
    assertThat(new TestCommandLine(folder).run("demo", "--agent", "foo").exitCode()).isEqualTo(3);
    assertThat(folder.toFile().list()).containsExactly("wavewright.yml");
  }

  @Test
  @DisplayName("usage errors end with exit code 2 and the help to read; @file is not expanded")
  void usage() throws IOException {
    Files.writeString(folder.resolve("arguments"), "--version");
    TestCommandLine commands = new TestCommandLine(folder);
    assertThat(commands.run("nonsense").exitCode()).isEqualTo(2);
    assertThat(commands.run("init", "--nonsense").error()).contains("next: wavewright init --help");
    assertThat(commands.run("@" + folder.resolve("arguments")).exitCode()).isEqualTo(2);
    assertThat(commands.run().exitCode()).isEqualTo(2);
    assertThat(commands.run("--help").exitCode()).isZero();
  }

  @Test
  @DisplayName("colours only on a terminal, and never with NO_COLOR or a dumb one")
  void colours() throws IOException {
    configure("repositories: [{url: api, check: [make]}]\n");
    String escape = "\u001b[";
    assertThat(new TestCommandLine(folder).run("doctor").output()).doesNotContain(escape);
    assertThat(new TestCommandLine(folder).onTerminal().run("doctor").output()).contains(escape);
    for (String value : List.of("1", "false", "0")) {
      assertThat(
              new TestCommandLine(folder)
                  .onTerminal()
                  .with("NO_COLOR", value)
                  .run("doctor")
                  .output())
          .as("NO_COLOR=%s", value)
          .doesNotContain(escape);
    }
    assertThat(new TestCommandLine(folder).onTerminal().with("TERM", "dumb").run("doctor").output())
        .doesNotContain(escape);
  }

  private void configure(String text) throws IOException {
    Files.writeString(folder.resolve("wavewright.yml"), text);
  }

  private Path repository(String name, String file, String content) throws Exception {
    Path repository = Files.createDirectory(folder.resolve(name));
    Files.writeString(repository.resolve(file), content);
    git(repository, "init", "-q", "-b", "main");
    git(repository, "add", "-A");
    git(
        repository,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@localhost",
        "commit",
        "-q",
        "-m",
        "first");
    return repository;
  }

  private static void git(Path repository, String... arguments) throws InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ChildProcess.Ended ended =
        ChildProcess.run(repository, Map.of(), Duration.ofMinutes(5), command);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }
}
