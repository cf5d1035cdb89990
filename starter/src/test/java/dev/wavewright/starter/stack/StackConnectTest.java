package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.TemporalEndpoint;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackConnectTest {
  @TempDir Path root;

  @Test
  @DisplayName("a command knows its Temporal by the id of the namespace, and tells another nothing")
  void another() throws Exception {
    TestStack stack = new TestStack(root);
    try (ReluctantTemporal temporal = new ReluctantTemporal(0, 0)) {
      String address = "127.0.0.1:" + temporal.port();
      new StackFile(stack.folders)
          .write(
              new StackRecord(
                  StackRecord.FORMAT,
                  Phase.RUNNING,
                  Instant.now(),
                  1,
                  new TemporalEndpoint(TemporalMode.EMBEDDED, address, 0, null, null),
                  0,
                  null,
                  List.of()));
      temporal.namespace = "ours";
      Stack.connect(stack.environment).close();
      Files.writeString(stack.folders.namespaceFile(), "ours\n");
      Stack.connect(stack.environment).close();

      temporal.namespace = "theirs";
      assertThatThrownBy(() -> Stack.connect(stack.environment))
          .isInstanceOfSatisfying(
              StackException.class,
              problem -> {
                assertThat(problem.exitCode()).isEqualTo(StackException.UNREACHABLE);
                assertThat(problem)
                    .hasMessage(
                        "the Temporal that answers at "
                            + address
                            + " is not this stack's; it was told nothing");
                assertThat(problem.fix()).isEqualTo("wavewright down && wavewright up");
              });
      temporal.namespace = "ours";
      Stack.connect(stack.environment).close();
    }
  }
}
