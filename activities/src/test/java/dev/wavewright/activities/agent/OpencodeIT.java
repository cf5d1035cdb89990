package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.agent.scripted.ScriptedModelServer;
import dev.wavewright.activities.process.ProcessIdentity;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real opencode against the scripted model server; installs it with npm into Wavewright's cache
 * when it is not there. Needs half a minute on two cores.
 */
@Tag("opencode")
final class OpencodeIT {
  private static final String CONFIGURATION =
      """
      {"enabled_providers": ["local"], "small_model": "local/scripted", "lsp": false,
       "formatter": false,
       "provider": {"local": {"npm": "@ai-sdk/openai-compatible", "name": "Scripted",
         "options": {"baseURL": "{env:SCRIPTED_BASE_URL}", "apiKey": "none"},
         "models": {"scripted": {"name": "Scripted", "tool_call": true,
           "limit": {"context": 128000, "output": 8192}}}}}}
      """;

  private static final String PROMPT =
      """
      -- Say hello; $(touch owned)
      ```scripted-model
      [[{"text": "I write.", "tool": "write",
         "args": {"filePath": "hello.txt", "content": "hello\\n"}},
        {"tool": "edit",
         "args": {"filePath": "hello.txt", "oldString": "hello", "newString": "hello, world"}},
        {"tool": "bash", "args": {"command": "cat DEPENDENCY/note >copied; setsid sleep 600 & sleep 60; echo x >> steps", "description": "wait"}},
        {"tool": "bash", "args": {"command": "git add -A && git -c user.name=o -c user.email=o@example.invalid commit -qm hello", "description": "commit"}},
        {"text": "All done."}],
       [{"text": "Repaired."}]]
      ```
      """;

  @TempDir Path folder;
  private AgentFixture fixture;
  private ScriptedModelServer model;

  @BeforeEach
  void open() throws Exception {
    fixture = new AgentFixture(folder);
    model = ScriptedModelServer.start(0);
    Path config = Path.of(fixture.workerEnvironment.getOrDefault("HOME", ""), ".config/opencode");
    Files.createDirectories(config);
    Files.writeString(config.resolve("opencode.json"), CONFIGURATION);
    fixture.workerEnvironment.put("SCRIPTED_BASE_URL", model.baseUrl());
    fixture.workerEnvironment.put("WAVEWRIGHT_OPENCODE", installed().toString());
  }

  @AfterEach
  void leaveNothing() throws Exception {
    fixture.close();
    model.close();
  }

  @Test
  @DisplayName("opencode edits by tools, is killed in the middle, resumes its session and repairs")
  void opencodeWorksAndResumes() throws Exception {
    Path dependency = Files.createDirectories(folder.resolve("dependency"));
    Files.writeString(dependency.resolve("note"), "landed before\n");
    Path depends =
        Files.writeString(
            fixture.sessionFolder.resolve("depends.json"), "[{\"path\":\"" + dependency + "\"}]");
    AgentLaunch first =
        fixture.withEnvironment(
            launch(PROMPT.replace("DEPENDENCY", dependency.toString())),
            Map.of("WAVEWRIGHT_DEPENDS", depends.toString()));
    AgentRunner runner = fixture.newRunner();

    AgentResult killed =
        runner.run(
            first,
            fixture.look,
            observed -> {
              if (observed.agentSession() != null
                  && observed.pid() > 0
                  && Files.exists(fixture.worktree.resolve("hello.txt"))
                  && fixture.alive().stream().anyMatch(OpencodeIT::sleeps)) {
                ProcessHandle.of(observed.pid()).ifPresent(ProcessHandle::destroyForcibly);
              }
            });
    assertThat(killed.ending()).as(killed.toString()).isEqualTo(Ending.FAILED);
    assertThat(killed.exitCode()).isEqualTo(137);
    assertThat(killed.agentSession()).startsWith("ses_");
    assertThat(killed.tokens()).isGreaterThanOrEqualTo(240);
    assertThat(fixture.alive()).isEmpty();

    AgentLaunch second = fixture.next(first, killed.agentSession());
    AgentResult repaired = runner.run(second, fixture.look, observed -> {});

    assertThat(repaired.ending()).as(repaired.toString()).isEqualTo(Ending.FINISHED);
    assertThat(repaired.exitCode()).isZero();
    assertThat(repaired.agentSession()).isEqualTo(killed.agentSession());
    assertThat(repaired.finalText()).isEqualTo("Repaired.");
    assertThat(repaired.tokens()).isEqualTo(120);
    assertThat(fixture.worktree.resolve("hello.txt")).hasContent("hello, world\n");
    assertThat(fixture.worktree.resolve("copied")).hasContent("landed before\n");
    assertThat(fixture.worktree.resolve("owned")).doesNotExist();
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("A session that opencode does not have fails the run and is not reported again")
  void unknownSession() throws Exception {
    AgentLaunch launch = fixture.next(launch("x"), "ses_unknown");

    AgentResult result = fixture.newRunner().run(launch, fixture.look, observed -> {});

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FAILED);
    assertThat(result.agentSession()).isNull();
  }

  private AgentLaunch launch(String prompt) {
    return fixture.with(
        fixture.launch(
            new AgentSettings(
                "opencode",
                AgentBackend.OPENCODE,
                List.of(),
                List.of(),
                List.of("SCRIPTED_BASE_URL"),
                "local/scripted",
                "main",
                List.of("~/.config/opencode/opencode.json")),
            prompt),
        new Limits(
            3, 3, 2, 3, Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(10)));
  }

  private static boolean sleeps(ProcessIdentity process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().commandLine())
        .filter(line -> line.contains("sleep 600"))
        .isPresent();
  }

  /** Returns opencode's binary in Wavewright's cache. */
  private static Path installed() throws IOException, InterruptedException {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getenv("HOME") + "/.cache");
    Path prefix = Path.of(cache, "wavewright/agents/opencode", OpencodeBackend.VERSION);
    Path binary = prefix.resolve("node_modules/opencode-linux-x64/bin/opencode");
    if (!Files.isExecutable(binary)) {
      Files.createDirectories(prefix);
      int code =
          new ProcessBuilder(
                  List.of(
                      "npm",
                      "install",
                      "--prefix",
                      prefix.toString(),
                      "--ignore-scripts",
                      "--omit=dev",
                      "--no-audit",
                      "--no-fund",
                      "opencode-ai@" + OpencodeBackend.VERSION))
              .inheritIO()
              .start()
              .waitFor();
      assertThat(code).as("npm install").isZero();
    }
    return binary;
  }
}
