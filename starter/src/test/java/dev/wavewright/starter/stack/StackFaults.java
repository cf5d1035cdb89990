package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One test per row of docs/faults.md about the stack; each runs the row's fixing command too. */
@ResourceLock(TestStack.USUAL_PORTS)
abstract class StackFaults {
  @TempDir Path root;
  TestStack stack;
  Shell shell;

  @BeforeEach
  void makeFolders() throws IOException {
    stack = new TestStack(root).withTemporal();
    shell = new Shell(stack, root);
  }

  @AfterEach
  void takeDown() {
    stack.close();
  }

  /** Runs the command that an error named, and sees the stack run. */
  void fixes(Shell.Ran refused) throws Exception {
    shell.run(refused.fix()).succeeds();
    assertThat(stack.record().phase()).isEqualTo(StackRecord.Phase.RUNNING);
    assertThat(stack.record().processes()).allMatch(stack::lives);
  }
}
