package dev.wavewright.workflows.notice;

import static dev.wavewright.workflows.notice.NoticeLab.CHAT;
import static dev.wavewright.workflows.notice.NoticeLab.HOOK;
import static dev.wavewright.workflows.notice.NoticeLab.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of released code must replay for ever. They are never recorded again to make this pass:
 * a change that breaks them needs {@code Workflow.getVersion}. New ones are recorded with {@code
 * -Dgolden.record=<folder>} and get names of their own.
 */
class NoticeHistoriesTest {
  private static final String FOLDER = "histories/notice/";

  @ParameterizedTest
  @ValueSource(
      strings = {"down-and-up-run-1.json", "down-and-up-run-2.json", "down-and-up-run-3.json"})
  @DisplayName("C15: a recorded history of notices replays")
  void recordedHistoriesReplay(String file) throws Exception {
    assertThat(RecordedHistory.text(FOLDER + file)).contains("\"AwaitNoticeNews\"");
    RecordedHistory.replay(FOLDER + file, NoticeWorkflowImpl.class);
  }

  @Test
  @DisplayName("C15: the replay test can fail: notices that sleep before they look do not fit")
  void anotherOrderDoesNotReplay() {
    assertThatThrownBy(
            () -> RecordedHistory.replay(FOLDER + "down-and-up-run-1.json", SleepsFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (NoticeLab lab = new NoticeLab()) {
      lab.configure(70, HOOK, CHAT);
      lab.project.queue(1);
      eventually("queued", () -> lab.project.got(HOOK.id()).size() == 1);
      lab.project.down(HOOK.id(), true);
      lab.project.park(1, 1);
      eventually("tried again", () -> lab.project.attempts(HOOK.id()) >= 4);
      lab.project.down(HOOK.id(), false);
      eventually("parked", () -> lab.project.got(HOOK.id()).size() == 2);
      for (int number = 2; number < 12; number++) {
        int count = number;
        lab.project.park(number, 1);
        eventually("parked", () -> lab.project.got(HOOK.id()).size() == 1 + count);
      }
      lab.configure(CHAT);
      lab.project.park(12, 1);
      eventually("the chat has it", () -> lab.project.got(CHAT.id()).size() == 12);
      lab.configure();
      eventually("it has ended", () -> !lab.runs());

      List<WorkflowExecutionHistory> runs = lab.histories();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("down-and-up-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  /** Notices that sleep before they look. */
  public static final class SleepsFirst implements NoticeWorkflow {
    @Override
    public void run(NoticeState state) {
      Workflow.sleep(Duration.ofMinutes(1));
    }

    @Override
    public void configure(NoticeConfiguration configuration) {}

    @Override
    public NoticeStatus status() {
      return new NoticeStatus("shop", Instant.EPOCH, null, 0, List.of());
    }
  }
}
