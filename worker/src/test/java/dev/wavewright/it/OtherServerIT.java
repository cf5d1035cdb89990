package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.PrepareTemporal;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another stack's server at the port where this stack's server was: ports are used again. */
@OnOwnStack
class OtherServerIT {
  @TempDir Path root;

  /** A real server with a database of its own, in which the gate waits for a worker. */
  private static final class Other implements AutoCloseable {
    private final String binary;
    private final Path database;
    private final Process process;
    private final String address;

    private Other(String binary, Path database, int port) throws Exception {
      this.binary = binary;
      this.database = database;
      this.address = "127.0.0.1:" + port;
      Path log = database.resolveSibling("other-" + port + ".log");
      process =
          new ProcessBuilder(
                  List.of(
                      binary,
                      "server",
                      "start-dev",
                      "--ip",
                      "127.0.0.1",
                      "--port",
                      Integer.toString(port),
                      "--headless",
                      "--db-filename",
                      database.toString(),
                      "--log-level",
                      "error"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        Await.until(
            "an answer of the other server at " + port,
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("it has ended: " + Files.readString(log));
              }
              return !ask(WorkflowClient::getOptions).getNamespace().isEmpty();
            });
      } catch (Exception | AssertionError failure) {
        close();
        throw failure;
      }
    }

    static Other withOpenWork(String binary, Path database) throws Exception {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Other other = new Other(binary, database, port);
      ProcessBuilder prepare =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              PrepareTemporal.class.getName());
      prepare.environment().put(StackCommands.TEMPORAL_ADDRESS, other.address);
      assertThat(prepare.redirectErrorStream(true).redirectOutput(discard()).start().waitFor())
          .isZero();
      return other;
    }

    private static ProcessBuilder.Redirect discard() {
      return ProcessBuilder.Redirect.DISCARD;
    }

    /** Ends here and goes on at another port. */
    Other moveTo(int port) throws Exception {
      close();
      return new Other(binary, database, port);
    }

    private <T> T ask(Function<WorkflowClient, T> question) {
      Map<String, String> environment = new TreeMap<>(System.getenv());
      environment.put(Stack.ADDRESS_VARIABLE, address);
      try (Stack.Connection connection = Stack.connect(environment)) {
        return question.apply(connection.client());
      }
    }

    String namespace() {
      return ask(OtherServerIT::namespaceOf);
    }

    List<EventType> gate() {
      return ask(client -> client.fetchHistory(CapacityWorkflow.ID).getEvents()).stream()
          .map(HistoryEvent::getEventType)
          .toList();
    }

    @Override
    public void close() throws Exception {
      process.destroyForcibly().waitFor();
    }
  }

  private static String namespaceOf(WorkflowClient client) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeNamespace(
            DescribeNamespaceRequest.newBuilder().setNamespace(Stack.NAMESPACE).build())
        .getNamespaceInfo()
        .getId();
  }

  private static boolean waits(LiveStack stack, String part, String why) {
    String said = stack.part(part).waits();
    return said != null && said.contains(why);
  }

  private static String log(StackRecord.RunningProcess part) throws IOException {
    return Files.readString(Path.of(part.log()));
  }

  @Test
  @DisplayName(
      "another stack's server at the port of the one that died is asked for no work: both workers"
          + " stop and name both, and once the port is free again the stack goes on by itself")
  void takesNothing() throws Exception {
    try (Installation installation = new Installation(root);
        LiveStack stack = new LiveStack(installation)) {
      installation.sessions(1);
      installation.run(root, "up").expect(0);
      installation.run(root, "worker").expect(0);
      StackRecord before = stack.record();
      String ours = Files.readString(installation.path("state/wavewright/namespace-id")).strip();
      int port = Integer.parseInt(before.temporal().address().replaceFirst(".*:", ""));
      List<StackRecord.RunningProcess> workers =
          List.of(stack.part("worker"), stack.part("worker-2"));

      Other elsewhere =
          Other.withOpenWork(
              Objects.requireNonNull(before.temporal().binary()), root.resolve("other.db"));
      try (elsewhere;
          Outage outage = new Outage(stack);
          Other other = elsewhere.moveTo(port)) {
        String theirs = other.namespace();
        assertThat(theirs).isNotEqualTo(ours);
        for (StackRecord.RunningProcess worker : workers) {
          Await.until("the end of " + worker.name(), () -> !Outage.runs(worker.pid()));
          assertThat(log(worker)).contains("is another one", ours, theirs, "next: wavewright");
        }

        outage.close();
        Await.until(
            "a server that waits for its port",
            () -> waits(stack, "temporal", "it waits for its port " + port));
        for (StackRecord.RunningProcess worker : workers) {
          Await.until(
              "a " + worker.name() + " that waits for its server",
              () -> waits(stack, worker.name(), "it waits for Temporal"));
          assertThat(stack.part(worker.name()).pid()).isEqualTo(worker.pid());
        }
        assertThat(other.gate())
            .contains(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
            .doesNotContain(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
      }

      Await.until("a server of a later epoch", () -> stack.record().epoch() > before.epoch());
      Await.until("an answer of the gate", () -> !stack.gate().pools().isEmpty());
      for (StackRecord.RunningProcess worker : workers) {
        Await.until(
            worker.name() + " again", () -> stack.part(worker.name()).pid() != worker.pid());
      }
      assertThat(Files.readString(installation.path("state/wavewright/namespace-id")).strip())
          .isEqualTo(ours);
    }
  }
}
