package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.client.WorkflowClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs command lines in this JVM and keeps what they print. */
final class TestCommandLine {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private TemporalAccess temporal = TestCommandLine::nothingThere;
  private boolean terminal;
  private boolean typed;

  TestCommandLine(Path folder) {
    this.folder = folder;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
  }

  private static TemporalAccess.Connection nothingThere() {
    throw new CliProblem(ExitCode.UNREACHABLE, "no stack runs here", "", "wavewright up");
  }

  TestCommandLine with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  TestCommandLine onTerminal() {
    terminal = true;
    return this;
  }

  /** Somebody sits there and answers nothing to any question. */
  TestCommandLine typed() {
    typed = true;
    return this;
  }

  TestCommandLine with(WorkflowClient client) {
    temporal = () -> new TestConnection(client);
    return this;
  }

  CliContext context(PrintStream output, PrintStream error) {
    return new CliContext(
        output,
        error,
        InputStream.nullInputStream(),
        environment,
        folder,
        terminal,
        terminal,
        typed,
        Clock.fixed(Instant.parse("2026-11-21T10:00:00.123456789Z"), ZoneOffset.UTC),
        temporal);
  }

  Result run(String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    CliContext context =
        context(
            new PrintStream(output, true, StandardCharsets.UTF_8),
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exitCode = Wavewright.run(context, arguments);
    Result result =
        new Result(
            exitCode,
            output.toString(StandardCharsets.UTF_8),
            error.toString(StandardCharsets.UTF_8));
    assertThat(
            NextLines.faults(
                Wavewright.commandLine(context), result.output() + "\n" + result.error()))
        .as("commands that are named can be pasted into a shell")
        .isEmpty();
    return result;
  }

  /** How a command line ended. */
  record Result(int exitCode, String output, String error) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode data() {
      return json().get("data");
    }
  }

  private record TestConnection(WorkflowClient client) implements TemporalAccess.Connection {
    @Override
    public Optional<String> page(String workflowId) {
      return Optional.of("http://ui/" + workflowId);
    }

    @Override
    public Optional<String> statusPage() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
