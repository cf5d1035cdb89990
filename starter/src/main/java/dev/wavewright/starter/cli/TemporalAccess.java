package dev.wavewright.starter.cli;

import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** The way to the Temporal that commands talk to. */
public interface TemporalAccess {
  /**
   * Connects. The caller closes it.
   *
   * @throws CliProblem with {@link ExitCode#UNREACHABLE} if nothing answers
   */
  Connection connect();

  /** An open connection. */
  interface Connection extends AutoCloseable {
    WorkflowClient client();

    /** Returns the Web UI's page of a workflow; empty when no Web UI is known. */
    Optional<String> page(String workflowId);

    /** Returns the address of the status page; empty when none is served. */
    Optional<String> statusPage();

    @Override
    void close();
  }
}
