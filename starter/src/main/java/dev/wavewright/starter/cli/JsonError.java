package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as programs get it. With {@code --json} a command that fails prints one object of the
 * schema {@code wavewright/error/v1}: the same for every command.
 *
 * @param code the exit code as a word, for example {@code conflict}
 * @param exitCode the exit code
 * @param message what failed
 * @param why the cause, or empty
 * @param fix the next command or action, or null if there is none to name
 */
record JsonError(String code, int exitCode, String message, String why, @Nullable String fix) {
  private static final String SCHEMA = "wavewright/error/v1";

  static JsonError of(CliProblem problem) {
    ExitCode exitCode = problem.exitCode();
    return new JsonError(
        exitCode.word(), exitCode.number(), problem.what(), problem.why(), problem.next());
  }

  static String line(CliProblem problem, List<String> warnings) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("schema", SCHEMA);
    envelope.put("error", of(problem));
    envelope.put("warnings", List.copyOf(warnings));
    return Json.line(envelope);
  }
}
