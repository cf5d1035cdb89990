package dev.wavewright.workflows.testing;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Histories among the test resources. */
public final class RecordedHistory {
  private RecordedHistory() {}

  /** Returns the text of a history, by its path below the test resources. */
  public static String text(String path) throws IOException {
    try (InputStream stream = RecordedHistory.class.getResourceAsStream("/" + path)) {
      if (stream == null) {
        throw new IOException("there is no " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Replays a history. The replayer's own way to a resource fails in a checkout whose path has a
   * blank.
   */
  public static void replay(String path, Class<?> workflow) throws Exception {
    WorkflowReplayer.replayWorkflowExecution(
        WorkflowExecutionHistory.fromJson(text(path)), workflow);
  }
}
