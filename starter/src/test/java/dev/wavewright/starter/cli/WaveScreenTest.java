package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.TimesView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaveScreenTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CommandOutput output() {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new CommandOutput(
        new TestCommandLine(folder).context(stream, stream), new OutputOptions(), "wave-watch");
  }

  @Test
  @DisplayName(
      "a wave that fits is drawn whole; a higher one shows what matters most, in its order")
  void fitting() {
    WaveView wave =
        wave(Phase.DONE, Phase.WAITING_DEPENDENCIES, Phase.IMPLEMENTING, Phase.PARKED, Phase.DONE);
    assertThat(WaveScreen.lines(wave, output())).hasSize(10);
    assertThat(WaveScreen.fitting(wave, output(), 10)).isEqualTo(WaveScreen.lines(wave, output()));

    List<String> cut = WaveScreen.fitting(wave, output(), 7);
    assertThat(cut).hasSizeLessThanOrEqualTo(7);
    assertThat(String.join("\n", cut))
        .containsSubsequence(
            "acme/api#3",
            "acme/api#4",
            "why:  check-failed",
            "next: look",
            "… 3 more: wavewright wave status w")
        .doesNotContain("acme/api#1", "acme/api#2", "acme/api#5");
  }

  @Test
  @DisplayName("whatever the height of a terminal, no more lines are drawn than it has")
  void neverMore() {
    WaveView wave = wave(Phase.values());
    int whole = WaveScreen.lines(wave, output()).size();
    for (int rows = 1; rows <= whole + 1; rows++) {
      assertThat(WaveScreen.fitting(wave, output(), rows))
          .as(rows + " rows")
          .hasSizeBetween(1, Math.min(rows, whole));
    }
  }

  @Test
  @DisplayName("a frame leaves the terminal's wrapping of lines as it was")
  void frame() {
    output().redraw(2, List.of("a", "b"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("\u001b[?7l\u001b[2A")
        .endsWith("b\n\u001b[J\u001b[?7h");
  }

  @Test
  @DisplayName("the size is read from what stty says; no terminal, or one without a size, has none")
  void size() {
    assertThat(TerminalSize.parsed("24 80")).contains(new TerminalSize(24, 80));
    assertThat(TerminalSize.parsed("0 0")).isEmpty();
    assertThat(TerminalSize.parsed("stty: /dev/tty: No such device or address")).isEmpty();
    assertThat(TerminalSize.parsed("")).isEmpty();
  }

  @Test
  @DisplayName("a line is cut at the margin; colours cost no column and end there")
  void cut() {
    TerminalSize size = new TerminalSize(5, 4);
    assertThat(size.cut("abcd")).isEqualTo("abcd");
    assertThat(size.cut("abcde")).isEqualTo("abcd");
    assertThat(size.cut("a\u001b[32mbcd\u001b[0m")).isEqualTo("a\u001b[32mbcd\u001b[0m");
    assertThat(size.cut("a\u001b[32mbcde\u001b[0m")).isEqualTo("a\u001b[32mbcd\u001b[0m");
    assertThat(size.cut("😀😀😀😀😀")).isEqualTo("😀😀😀😀");
  }

  private static WaveView wave(Phase... phases) {
    Map<IssueKey, IssueView> issues = new TreeMap<>();
    for (Phase phase : phases) {
      IssueKey key = IssueKey.of(new RepositoryName("acme/api"), issues.size() + 1);
      issues.put(key, issue(key, phase));
    }
    return new WaveView(
        "w",
        WavePhase.RUNNING,
        Instant.EPOCH,
        null,
        new ArrayList<>(issues.values()),
        WaveView.UNSANDBOXED);
  }

  private static IssueView issue(IssueKey key, Phase phase) {
    @Nullable WaitReason reason =
        switch (phase) {
          case PARKED -> WaitReason.CHECK_FAILED;
          case WAITING_DEPENDENCIES -> WaitReason.DEPENDENCY_NOT_LANDED;
          default -> null;
        };
    return new IssueView(
        key,
        "t",
        new RepositoryName("acme/api"),
        phase,
        reason,
        reason == null ? "" : "a detail",
        reason == null ? null : "look",
        "",
        1,
        List.of(),
        1,
        null,
        null,
        null,
        null,
        null,
        new TimesView(null, null, null));
  }
}
