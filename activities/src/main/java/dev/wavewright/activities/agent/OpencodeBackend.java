package dev.wavewright.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.process.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code opencode run --format json}, pinned to version {@value #VERSION}. */
final class OpencodeBackend implements AgentBackendAdapter {
  static final String VERSION = "1.18.33";

  private static final List<String> SWITCHES =
      List.of(
          "OPENCODE_DISABLE_AUTOUPDATE",
          "OPENCODE_DISABLE_MODELS_FETCH",
          "OPENCODE_DISABLE_LSP_DOWNLOAD",
          "OPENCODE_DISABLE_DEFAULT_PLUGINS",
          "OPENCODE_DISABLE_CLAUDE_CODE",
          "OPENCODE_DISABLE_PROJECT_CONFIG");

  private final Map<String, String> workerEnvironment;
  private final Path cache;

  OpencodeBackend(Map<String, String> workerEnvironment, Path cache) {
    this.workerEnvironment = workerEnvironment;
    this.cache = cache;
  }

  @Override
  public Invocation begin(AgentLaunch launch, Path promptFile) throws CannotRunException {
    return invocation(launch, promptFile, null);
  }

  @Override
  public Optional<Invocation> resume(AgentLaunch launch, Path promptFile, String agentSession)
      throws CannotRunException {
    return Optional.of(invocation(launch, promptFile, agentSession));
  }

  @Override
  public String continuation(String prompt) {
    return Continuation.of(prompt);
  }

  @Override
  public EventReader reader() {
    return new EventReader() {
      @Override
      public void line(String line, Observation observation) {
        JsonLines.object(line).ifPresent(event -> event(event, observation));
      }

      @Override
      public void errors(String text, Observation observation) {
        if (text.contains("Session not found")) {
          observation.sessionLost("opencode no longer has the session it was to continue");
        }
      }

      @Override
      public boolean reportsItsEnd() {
        return true;
      }
    };
  }

  @Override
  public boolean separateErrors() {
    return true;
  }

  private static void event(JsonNode event, Observation observation) {
    String type = event.path("type").asText();
    String session = event.path("sessionID").asText();
    if (!session.isEmpty()) {
      observation.session(session);
    }
    JsonNode part = event.path("part");
    switch (type) {
      case "text" -> {
        observation.working();
        observation.text(part.path("text").asText());
      }
      case "step_finish" -> {
        JsonNode tokens = part.path("tokens");
        observation.addTokens(
            tokens
                .path("total")
                .asLong(tokens.path("input").asLong() + tokens.path("output").asLong()));
        if (part.path("reason").asText().equals("stop")) {
          observation.done();
        } else {
          observation.working();
        }
      }
      case "error" -> {
        JsonNode error = event.path("error");
        observation.failed(
            error.path("data").path("message").asText(error.path("name").asText("error")));
        observation.quota(QuotaLines.opencode(error, Instant.now()));
      }
      default -> observation.working();
    }
  }

  private Invocation invocation(AgentLaunch launch, Path promptFile, @Nullable String agentSession)
      throws CannotRunException {
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of(binary().toString(), "run", "--format", "json"));
    argv.addAll(List.of("--title", launch.session().value()));
    String model = launch.agent().model();
    if (model != null) {
      argv.addAll(List.of("--model", model));
    }
    if (agentSession != null) {
      argv.addAll(List.of("--session", agentSession));
    }
    Map<String, String> environment = new TreeMap<>();
    SWITCHES.forEach(name -> environment.put(name, "1"));
    environment.put("OPENCODE_CONFIG_CONTENT", JsonLines.write(configuration(launch)));
    // The prompt goes in by a file: an argument is limited to 128 KiB and shown to every process.
    return new Invocation(argv, promptFile, environment, agentSession);
  }

  /**
   * Permissions that never prompt. Outside its worktree the agent may read what the file named by
   * {@code WAVEWRIGHT_DEPENDS} lists. Among opencode's rules the last that matches wins; "*" sorts
   * before every absolute path.
   */
  private static Map<String, Object> configuration(AgentLaunch launch) throws CannotRunException {
    Map<String, String> outside = new TreeMap<>(Map.of("*", "deny"));
    outside.put(launch.sessionFolder().resolve("tmp") + "/*", "allow");
    String depends = launch.environment().get("WAVEWRIGHT_DEPENDS");
    if (depends != null && depends.startsWith("/")) {
      allow(Path.of(depends).getParent(), outside);
      for (JsonNode dependency : JsonLines.value(dependencies(Path.of(depends)))) {
        allow(Path.of(dependency.path("path").asText()), outside);
        allow(Path.of(dependency.path("diff").asText()).getParent(), outside);
      }
    }
    Map<String, Object> permission = new TreeMap<>();
    permission.put("*", "allow");
    permission.put("doom_loop", "deny");
    permission.put("external_directory", outside);
    permission.put("question", "deny");
    Map<String, Object> configuration = new TreeMap<>();
    configuration.put("autoupdate", false);
    configuration.put("permission", permission);
    configuration.put("share", "disabled");
    configuration.put("snapshot", false);
    return configuration;
  }

  private static void allow(@Nullable Path folder, Map<String, String> outside) {
    if (folder != null && folder.isAbsolute()) {
      outside.put(folder + "/*", "allow");
    }
  }

  private static String dependencies(Path file) throws CannotRunException {
    try {
      return AtomicFiles.read(file).orElse("[]");
    } catch (IOException e) {
      throw new CannotRunException("the list of dependencies cannot be read: " + e);
    }
  }

  private Path binary() throws CannotRunException {
    String given = workerEnvironment.get("WAVEWRIGHT_OPENCODE");
    if (given != null && !given.isBlank()) {
      return executable(Path.of(given))
          .orElseThrow(
              () -> new CannotRunException("WAVEWRIGHT_OPENCODE is not executable: " + given));
    }
    List<Path> places = new ArrayList<>();
    places.add(
        cache
            .resolve("agents/opencode")
            .resolve(VERSION)
            .resolve("node_modules/opencode-linux-x64/bin/opencode"));
    for (String folder : workerEnvironment.getOrDefault("PATH", "").split(":", -1)) {
      if (folder.startsWith("/")) {
        places.add(Path.of(folder, "opencode"));
      }
    }
    return places.stream()
        .flatMap(place -> executable(place).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new CannotRunException(
                    "opencode was not found; install opencode-ai@"
                        + VERSION
                        + " with npm, or set WAVEWRIGHT_OPENCODE"));
  }

  private static Optional<Path> executable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file)
        ? Optional.of(file.toAbsolutePath())
        : Optional.empty();
  }
}
