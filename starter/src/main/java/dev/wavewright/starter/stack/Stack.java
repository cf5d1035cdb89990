package dev.wavewright.starter.stack;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Finds the Temporal that commands talk to. */
public final class Stack {
  /** The Temporal namespace of every stack. */
  public static final String NAMESPACE = "wavewright";

  /** The task queue of workflows and short activities. */
  public static final String TASK_QUEUE = "wavewright";

  /** Names an external Temporal, {@code host:port}; comes before every other source. */
  public static final String ADDRESS_VARIABLE = "TEMPORAL_ADDRESS";

  /** A busy machine needs seconds to make a connection; where nothing listens is known at once. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration BEFORE_SECOND_TRY = Duration.ofMillis(500);

  // A question that no worker answers fails after ten seconds, and the SDK would repeat it for a
  // minute while somebody sits before a silent terminal.
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private Stack() {}

  /**
   * A connection to a stack's Temporal.
   *
   * @param record what runs on this machine; empty for an external Temporal without a stack here
   */
  public record Connection(WorkflowClient client, String address, Optional<StackRecord> record)
      implements AutoCloseable {
    /** Returns the Web UI's page of a workflow; empty when this stack has no UI of its own. */
    public Optional<String> page(String workflowId) {
      return record
          .map(StackRecord::temporal)
          .filter(temporal -> temporal.uiPort() > 0)
          .map(temporal -> StackLinks.workflow(temporal.uiPort(), workflowId));
    }

    @Override
    public void close() {
      client.getWorkflowServiceStubs().shutdownNow();
    }
  }

  /** Connects to the Temporal that this process's environment names. */
  public static Connection connect() {
    return connect(System.getenv());
  }

  /**
   * Connects to {@code TEMPORAL_ADDRESS}, else to the stack that runs in these folders.
   *
   * @throws StackException (4) if no stack runs, its Temporal does not answer, or another one does
   */
  public static Connection connect(Map<String, String> environment) {
    StackFolders folders = StackFolders.of(environment);
    Optional<StackRecord> record = new StackFile(folders).read();
    String external = environment.getOrDefault(ADDRESS_VARIABLE, "");
    if (!external.isBlank()) {
      Optional<StackRecord> same = record.filter(own -> own.temporal().address().equals(external));
      return open(
          folders, external, same, "check " + ADDRESS_VARIABLE + ", or: unset " + ADDRESS_VARIABLE);
    }
    StackRecord running =
        record
            .filter(StackRecord::isUp)
            .orElseThrow(
                () ->
                    new StackException(
                        StackException.UNREACHABLE, "no stack runs here", "wavewright up"));
    return open(folders, running.temporal().address(), Optional.of(running), "wavewright up");
  }

  /** Where the stack's own Temporal died, another stack's may have taken the port. */
  private static void requireOwn(
      StackFolders folders, String address, WorkflowServiceStubs service) {
    Optional<String> known = NamespaceRecord.known(folders);
    if (known.isPresent() && !known.equals(readTwice(() -> NamespaceSetup.id(service)))) {
      throw new StackException(
          StackException.UNREACHABLE,
          "the Temporal that answers at " + address + " is not this stack's; it was told nothing",
          "wavewright down && wavewright up");
    }
  }

  private static Connection open(
      StackFolders folders, String address, Optional<StackRecord> record, String fix) {
    WorkflowServiceStubs service = stubs(address);
    try {
      GetSystemInfoResponse unused =
          readTwice(
              () ->
                  service
                      .blockingStub()
                      .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                      .getSystemInfo(GetSystemInfoRequest.getDefaultInstance()));
      if (record.filter(own -> own.phase() == StackRecord.Phase.RUNNING).isPresent()) {
        requireOwn(folders, address, service);
      }
    } catch (StackException e) {
      service.shutdownNow();
      throw e;
    } catch (RuntimeException e) {
      service.shutdownNow();
      throw new StackException(
          StackException.UNREACHABLE, "Temporal at " + address + " does not answer", fix, e);
    }
    return new Connection(client(service), address, record);
  }

  /** Asks Temporal something that changes nothing, and once more if no answer came. */
  public static <T> T readTwice(Supplier<T> read) {
    try {
      return read.get();
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code != Status.Code.DEADLINE_EXCEEDED && code != Status.Code.UNAVAILABLE) {
        throw e;
      }
      Waiting.until(BEFORE_SECOND_TRY, () -> false);
      return read.get();
    }
  }

  static WorkflowServiceStubs stubs(String address) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(address)
            .setRpcRetryOptions(
                RpcRetryOptions.newBuilder().setExpiration(PATIENCE).validateBuildWithDefaults())
            .build());
  }

  static WorkflowClient client(WorkflowServiceStubs service) {
    return WorkflowClient.newInstance(
        service, WorkflowClientOptions.newBuilder().setNamespace(NAMESPACE).build());
  }
}
