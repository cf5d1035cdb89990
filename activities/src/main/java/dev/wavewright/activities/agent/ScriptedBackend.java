package dev.wavewright.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.agent.scripted.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent that follows a script: a process of its own on this worker's Java. */
final class ScriptedBackend implements AgentBackendAdapter {
  private final ScriptedProgram program;

  ScriptedBackend(ScriptedProgram program) {
    this.program = program;
  }

  @Override
  public Invocation begin(AgentLaunch launch, Path promptFile) throws CannotRunException {
    return invocation(launch, promptFile, List.of());
  }

  @Override
  public Optional<Invocation> resume(AgentLaunch launch, Path promptFile, String agentSession)
      throws CannotRunException {
    return Optional.of(invocation(launch, promptFile, List.of("--resume")));
  }

  @Override
  public String continuation(String prompt) {
    return prompt;
  }

  @Override
  public EventReader reader() {
    return new EventReader() {
      @Override
      public void line(String line, Observation observation) {
        JsonLines.object(line).ifPresent(event -> event(event, observation));
      }

      @Override
      public boolean reportsItsEnd() {
        return true;
      }
    };
  }

  @Override
  public boolean separateErrors() {
    return false;
  }

  private static void event(JsonNode event, Observation observation) {
    switch (event.path("type").asText()) {
      case "started" -> {
        observation.working();
        observation.session(event.path("session").asText());
      }
      case "step" -> observation.working();
      case "text" -> {
        observation.working();
        observation.text(event.path("text").asText());
      }
      case "ended" -> {
        observation.addTokens(event.path("tokens").asLong());
        int exit = event.path("exit").asInt();
        if (exit == 0) {
          observation.done();
        } else {
          observation.failed(event.path("message").asText());
        }
      }
      default -> {}
    }
  }

  private Invocation invocation(AgentLaunch launch, Path promptFile, List<String> more)
      throws CannotRunException {
    try {
      List<String> argv = new ArrayList<>();
      argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      argv.addAll(
          List.of(
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Xshare:auto",
              "-Xmx64m",
              "-XX:-UsePerfData",
              "-cp",
              program.classPath().toString(),
              ScriptedAgent.class.getName(),
              "--prompt-file",
              promptFile.toString(),
              "--session",
              launch.session().value(),
              "--purpose",
              launch.purpose() == AgentLaunch.Purpose.REVIEW ? "review" : "work"));
      argv.addAll(more);
      return new Invocation(argv, null, Map.of(), launch.session().value());
    } catch (IOException e) {
      throw new CannotRunException("the scripted agent's program cannot be written: " + e);
    }
  }
}
