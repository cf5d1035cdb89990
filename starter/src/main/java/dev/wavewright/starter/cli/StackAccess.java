package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackLinks;
import io.temporal.client.WorkflowClient;
import java.util.Map;
import java.util.Optional;

/** The Temporal of this machine's stack, or the one the environment names. */
final class StackAccess implements TemporalAccess {
  private final Map<String, String> environment;

  StackAccess(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Connection connect() {
    try {
      return new StackConnection(Stack.connect(environment));
    } catch (StackException e) {
      throw problem(e);
    }
  }

  static CliProblem problem(StackException e) {
    ExitCode exitCode =
        switch (e.exitCode()) {
          case StackException.CONFIGURATION -> ExitCode.CONFIGURATION;
          case StackException.CONFLICT -> ExitCode.CONFLICT;
          case StackException.TIMED_OUT -> ExitCode.TIMED_OUT;
          default -> ExitCode.UNREACHABLE;
        };
    return new CliProblem(exitCode, e.getMessage(), "", e.fix(), e);
  }

  private record StackConnection(Stack.Connection stack) implements Connection {
    @Override
    public WorkflowClient client() {
      return stack.client();
    }

    @Override
    public Optional<String> page(String workflowId) {
      return stack.page(workflowId);
    }

    @Override
    public Optional<String> statusPage() {
      return stack
          .record()
          .filter(record -> record.gatewayPort() > 0)
          .map(record -> StackLinks.gateway(record.gatewayPort()));
    }

    @Override
    public void close() {
      stack.close();
    }
  }
}
