package dev.wavewright.starter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.workflows.host.CalibrationMachine;
import dev.wavewright.workflows.host.CalibrationRequest;
import dev.wavewright.workflows.host.CalibrationStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the calibration program beside the worker's, which has the way agents are run. */
final class CalibrationRun {
  private final ObjectMapper json = new ObjectMapper();
  private final List<CalibrationStep> steps = new ArrayList<>();
  private @Nullable CalibrationMachine machine;
  private String ended = "";
  private String problem = "";

  List<CalibrationStep> steps() {
    return steps;
  }

  Optional<CalibrationMachine> machine() {
    return Optional.ofNullable(machine);
  }

  /** Returns why nothing more was tried; empty if the program did not say. */
  String ended() {
    return ended;
  }

  /**
   * Runs it to its end; it ends all agents when this process goes away, however it goes.
   *
   * @param each told of every step when it is done
   * @throws CliProblem if it could not be run, or failed
   */
  void run(
      CliContext context, Path cache, CalibrationRequest request, Consumer<CalibrationStep> each)
      throws IOException, InterruptedException {
    StackCommands commands = StackCommands.ofThisProcess();
    if (!Files.exists(commands.workerJar())) {
      throw new CliProblem(
          ExitCode.CONFIGURATION,
          "the worker is not built",
          commands.workerJar().toString(),
          "mvn -DskipTests package");
    }
    ProcessBuilder builder = new ProcessBuilder(commands.calibration(cache));
    builder.directory(context.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(context.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    // Its input ends with this process; it takes that as the word to end everything.
    try (OutputStream input = process.getOutputStream();
        BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      input.write((json.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        take(line, each);
      }
    } finally {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    }
    if (!problem.isEmpty() || machine == null) {
      throw new CliProblem(
          ExitCode.CONFIGURATION,
          "the calibration failed",
          problem.isEmpty() ? "it ended with " + process.exitValue() : problem,
          "wavewright doctor");
    }
  }

  private void take(String line, Consumer<CalibrationStep> each) throws JsonProcessingException {
    int space = line.indexOf(' ');
    String word = space < 0 ? line : line.substring(0, space);
    String value = line.substring(space + 1);
    switch (word) {
      case "machine" -> machine = json.readValue(value, CalibrationMachine.class);
      case "step" -> {
        CalibrationStep step = json.readValue(value, CalibrationStep.class);
        steps.add(step);
        each.accept(step);
      }
      case "ended" -> ended = Printable.line(value);
      case "problem" -> problem = Printable.line(value);
      default -> {}
    }
  }
}
