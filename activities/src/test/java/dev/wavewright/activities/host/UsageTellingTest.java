package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentResult;
import dev.wavewright.activities.agent.Quota;
import dev.wavewright.activities.agent.UsageSign;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTellingTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration FIVE_HOURS = Duration.ofHours(5);

  private final BlockingQueue<UsageReport> told = new LinkedBlockingQueue<>();
  private final UsageTelling telling =
      new UsageTelling(
          (account, report) -> {
            assertThat(account).isEqualTo("main");
            told.add(report);
          },
          "main",
          "agent tool",
          List.of(new UsageStep(50, 1)));

  private static UsageSign sign(@Nullable Double percent, @Nullable Duration window) {
    return new UsageSign("five_hour", percent, window, null);
  }

  private List<@Nullable Double> next(int count) throws InterruptedException {
    List<@Nullable Double> percents = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      UsageReport report = told.poll(5, TimeUnit.MINUTES);
      percents.add(report == null ? null : report.percent());
    }
    return percents;
  }

  @Test
  @DisplayName("of each meter the newest is told, with the project's steps and who says so")
  void newest() throws InterruptedException {
    telling.tell(List.of(sign(10.0, FIVE_HOURS), sign(20.0, FIVE_HOURS), sign(null, null)), THEN);
    assertThat(told.poll(5, TimeUnit.MINUTES))
        .isEqualTo(
            new UsageReport(
                "five_hour",
                20.0,
                FIVE_HOURS,
                null,
                "agent tool",
                THEN,
                List.of(new UsageStep(50, 1))));
  }

  @Test
  @DisplayName("the same is told again after a minute at the earliest, anything else at once")
  void sameAgain() throws InterruptedException {
    telling.tell(List.of(sign(10.0, null)), THEN);
    telling.tell(List.of(sign(10.0, null)), THEN.plusSeconds(59));
    telling.tell(List.of(sign(11.0, null)), THEN.plusSeconds(59));
    telling.tell(List.of(sign(11.0, null)), THEN.plusSeconds(119));
    assertThat(next(3)).containsExactlyInAnyOrder(10.0, 11.0, 11.0);
    telling.tell(List.of(sign(12.0, null)), THEN.plusSeconds(120));
    assertThat(next(1)).as("nothing came between").containsExactly(12.0);
  }

  private static AgentResult ended(AgentResult.Ending ending, @Nullable Quota quota) {
    return new AgentResult(ending, 1, 1, null, 0, "", "", "", quota, null);
  }

  private static UsageReport report(String meter, double percent, @Nullable Instant resetsAt) {
    return new UsageReport(
        meter, percent, null, resetsAt, "agent tool", THEN, List.of(new UsageStep(50, 1)));
  }

  @Test
  @DisplayName("a limit without a known end is told, and that it is over when a run ends well")
  void limitWithoutEnd(@TempDir Path root) throws Exception {
    SessionFolder folder = new SessionFolder(root);
    Quota quota = new Quota(null, null, false, false);
    telling.ended(ended(AgentResult.Ending.FINISHED, null), folder, THEN);
    telling.ended(ended(AgentResult.Ending.OUT_OF_QUOTA, quota), folder, THEN);
    assertThat(told.poll(5, TimeUnit.MINUTES)).isEqualTo(report("agent-limit", 100, null));
    telling.ended(ended(AgentResult.Ending.FAILED, null), folder, THEN);
    telling.ended(ended(AgentResult.Ending.FINISHED, null), folder, THEN);
    assertThat(told.poll(5, TimeUnit.MINUTES))
        .isEqualTo(report("agent-limit", 0, THEN.plusSeconds(30)));
    telling.ended(ended(AgentResult.Ending.FINISHED, null), folder, THEN);
    telling.ended(
        ended(
            AgentResult.Ending.OUT_OF_QUOTA,
            new Quota("daily", "2026-11-22T18:00:00Z", false, false)),
        folder,
        THEN);
    assertThat(told.poll(5, TimeUnit.MINUTES))
        .as("nothing came between")
        .isEqualTo(report("daily", 100, Instant.parse("2026-11-22T18:00:00Z")));
    telling.ended(
        ended(AgentResult.Ending.OUT_OF_QUOTA, new Quota("five_hour", null, true, false)),
        folder,
        THEN);
    assertThat(folder.limitedBy()).as("what its events have told is not told again").isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("a monitor that cannot be told holds up nobody, and the next is told")
  void cannotBeTold() throws InterruptedException {
    BlockingQueue<Double> tried = new LinkedBlockingQueue<>();
    UsageTelling failing =
        new UsageTelling(
            (account, report) -> {
              tried.add(report.percent() == null ? 0 : report.percent());
              throw new IllegalStateException("nobody answers");
            },
            "main",
            "agent tool",
            null);
    failing.tell(List.of(sign(10.0, null)), THEN);
    failing.tell(List.of(sign(11.0, null)), THEN);
    assertThat(List.of(tried.poll(5, TimeUnit.MINUTES), tried.poll(5, TimeUnit.MINUTES)))
        .containsExactlyInAnyOrder(10.0, 11.0);
  }
}
