package dev.wavewright.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.agent.StartSlots;
import dev.wavewright.activities.agent.scripted.ScriptedModelServer;
import dev.wavewright.activities.host.MachineRoom;
import dev.wavewright.activities.host.SideBySide;
import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.Machine;
import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.host.CalibrationMachine;
import dev.wavewright.workflows.host.CalibrationRequest;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs 1, 2, … sessions of one agent side by side and says what each number of them did: a program
 * of its own beside the worker's, which needs no stack.
 *
 * <p>Argument: the folder of what can be made again. The request comes as one line of JSON on the
 * input; when the input ends, everything is ended. Each line of the output is a word and a value:
 * {@code machine} and {@code step} with JSON, {@code ended} with why nothing more is tried, {@code
 * problem} with what went wrong.
 */
public final class Calibration {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Limits LIMITS =
      new Limits(1, 0, 0, 0, Duration.ofMinutes(2), Duration.ofMinutes(4), Duration.ofMinutes(2));
  private static final String PROMPT =
      """
      Write a file done.txt with the one word done, look at it, and stop. Do nothing else.

      ```scripted
      say begun
      sleep 500ms
      write done.txt <<END
      done
      END
      sleep 500ms
      say done
      ```

      ```scripted-model
      [
        {"text": "I write.", "tool": "write", "args": {"filePath": "done.txt", "content": "done"}, "delay_ms": 500},
        {"tool": "bash", "args": {"command": "cat done.txt", "description": "look"}, "delay_ms": 500},
        {"tool": "bash", "args": {"command": "ls", "description": "look"}, "delay_ms": 500},
        {"text": "Done.", "delay_ms": 500}
      ]
      ```
      """;
  private static final String OPENCODE_CONFIGURATION =
      """
      {"enabled_providers": ["local"], "small_model": "local/scripted", "lsp": false,
       "formatter": false,
       "provider": {"local": {"npm": "@ai-sdk/openai-compatible", "name": "Scripted",
         "options": {"baseURL": "@URL@", "apiKey": "none"},
         "models": {"scripted": {"name": "Scripted", "tool_call": true,
           "limit": {"context": 128000, "output": 8192}}}}}}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final Path cache;

  private Calibration(Path cache) {
    this.cache = cache;
  }

  public static void main(String[] arguments) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Calibration calibration = new Calibration(Path.of(arguments[0]).toAbsolutePath());
    String line = input.readLine();
    if (line == null) {
      return;
    }
    CalibrationRequest request = calibration.json.readValue(line, CalibrationRequest.class);
    Thread.ofPlatform().daemon().name("input").start(() -> exitAtEnd(input));
    try {
      calibration.run(request);
    } catch (InterruptedException e) {
      say("ended", "stopped");
    } catch (IOException | RuntimeException e) {
      say("problem", String.valueOf(e.getMessage()).replace('\n', ' '));
    }
    System.exit(0);
  }

  private static void exitAtEnd(BufferedReader input) {
    try {
      while (input.readLine() != null) {
        // Nothing more is expected.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(1);
  }

  private static void say(String word, String value) {
    System.out.println(word + " " + value);
    System.out.flush();
  }

  private void run(CalibrationRequest request) throws IOException, InterruptedException {
    Files.createDirectories(cache);
    Path folder = Files.createTempDirectory(cache, "calibration-");
    MemoryReserve reserve = new MemoryReserve(request.memoryReserve());
    MachineRoom room = new MachineRoom(Machine.here(), new Footprints(Map.of()), reserve);
    Map<String, String> environment = new TreeMap<>(System.getenv());
    ScriptedModelServer model = request.scriptedModel() ? ScriptedModelServer.start(0) : null;
    AgentSettings agent = request.agent();
    if (model != null) {
      Path configuration = folder.resolve("opencode.json");
      Files.writeString(configuration, OPENCODE_CONFIGURATION.replace("@URL@", model.baseUrl()));
      environment.put("OPENCODE_CONFIG", configuration.toString());
      agent = withScriptedModel(agent);
    }
    SessionLocks locks = new SessionLocks();
    int cores = Runtime.getRuntime().availableProcessors();
    SideBySide side =
        new SideBySide(
            new AgentRunner(
                new ProcessStarter(new LinuxProcessTable()),
                locks,
                new StartSlots(folder.resolve("starts"), locks, cores, room),
                environment,
                cache,
                RunnerTimings.DEFAULT),
            room,
            folder);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(side, folder)));
    MachineReading has = Machine.here().read();
    say(
        "machine",
        json.writeValueAsString(
            new CalibrationMachine(has.memory(), reserve.of(has.memory()).bytes(), cores)));
    say("ended", steps(request.max(), agent, side));
    if (model != null) {
      model.close();
    }
  }

  /** Returns why nothing more is tried. */
  private String steps(int max, AgentSettings agent, SideBySide side)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    long most = 0;
    for (int sessions = 1; sessions <= max; sessions++) {
      if (Instant.now().isAfter(end)) {
        return "ten minutes are over";
      }
      String obstacle = side.obstacle(agent, sessions, most);
      if (!obstacle.isEmpty()) {
        return obstacle;
      }
      CalibrationStep step = side.run(agent, PROMPT, sessions, LIMITS);
      say("step", json.writeValueAsString(step));
      most = Math.max(most, step.peakBytes() / sessions);
      if (!step.allFinished()) {
        return "not all of " + sessions + " finished";
      }
    }
    return "no more was asked for";
  }

  private static AgentSettings withScriptedModel(AgentSettings agent) {
    List<String> environment =
        Stream.concat(agent.environment().stream(), Stream.of("OPENCODE_CONFIG"))
            .distinct()
            .toList();
    return new AgentSettings(
        agent.name(),
        agent.backend(),
        agent.command(),
        agent.resume(),
        environment,
        "local/scripted",
        agent.account(),
        agent.login());
  }

  /** The agents belong to nobody: they live on unless they are ended. */
  private static void leaveNothing(SideBySide side, Path folder) {
    try {
      side.stopAll();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("calibration: something is left in " + folder + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
