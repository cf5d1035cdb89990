package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestStack.USUAL_PORTS)
class EmbeddedStackTest {
  @TempDir Path root;

  @Test
  @DisplayName("up makes a namespace, its attributes and the gate; down ends exactly its processes")
  void upAndDown() throws Exception {
    try (TestStack stack = new TestStack(root).withTemporal()) {
      assertThat(stack.up().foresee(false)).startsWith("would start embedded Temporal on port ");
      assertThat(new StackFile(stack.folders).read()).as("nothing is started").isEmpty();
      StackUp.Ready ready = stack.start();

      assertThat(ready.joined()).isFalse();
      assertThat(ready.record().epoch()).isEqualTo(1);
      assertThat(ready.record().processes())
          .extracting(StackRecord.RunningProcess::name)
          .containsExactlyInAnyOrder("supervisor", "temporal", "worker", "gateway");
      try (Stack.Connection connection = Stack.connect(stack.environment)) {
        assertNamespace(connection);
        assertThat(
                connection
                    .client()
                    .newUntypedWorkflowStub(CapacityWorkflow.ID)
                    .describe()
                    .getWorkflowType())
            .isEqualTo("CapacityWorkflow");
      }
      StackRecord.RunningProcess worker = stack.process("worker");
      assertThat(Files.readString(stack.folders.run().resolve("worker-" + worker.pid() + ".ready")))
          .isEqualTo(ready.record().temporal().address() + " wavewright 1");

      assertThat(stack.up().foresee(false))
          .isEqualTo(
              "would join the stack that runs, Temporal at " + ready.record().temporal().address());
      assertThat(stack.up().nextWorker()).isEqualTo("worker-2");
      StackUp.Ready second = stack.start();
      assertThat(second.joined()).isTrue();
      assertThat(second.record().processes())
          .containsExactlyInAnyOrderElementsOf(ready.record().processes());

      StackDown.Stopped stopped = stack.down().down();
      assertThat(stopped.parts()).hasSize(4);
      assertThat(ready.record().processes()).noneMatch(stack::lives);
    }
  }

  private static void assertNamespace(Stack.Connection connection) {
    var namespace =
        connection
            .client()
            .getWorkflowServiceStubs()
            .blockingStub()
            .describeNamespace(
                DescribeNamespaceRequest.newBuilder().setNamespace(Stack.NAMESPACE).build());
    assertThat(namespace.getConfig().getWorkflowExecutionRetentionTtl().getSeconds())
        .isEqualTo(Duration.ofDays(90).toSeconds());
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(connection.client().getWorkflowServiceStubs().getRawChannel())
                .validateAndBuildWithDefaults());
    assertThat(
            operator
                .blockingStub()
                .listSearchAttributes(
                    ListSearchAttributesRequest.newBuilder().setNamespace(Stack.NAMESPACE).build())
                .getCustomAttributesMap())
        .containsAllEntriesOf(NamespaceSetup.SEARCH_ATTRIBUTES);
  }
}
