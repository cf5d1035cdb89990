package dev.wavewright.activities.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.check.CheckResult.Verdict;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real checks, good and bad. */
final class CheckRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;
  private final String marker = "check-" + UUID.randomUUID();
  private final ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
  private final CheckRunner runner = new CheckRunner(starter);

  @AfterEach
  void nothingIsLeft() {
    assertThat(starter.marked(marker)).isEmpty();
  }

  private CheckResult runWithin(Duration limit) throws Exception {
    CheckCommand command =
        new CheckCommand(
            List.of(
                "sh", "-c", "trap '' TERM; setsid sleep 600 & echo waiting; sleep 600; sleep 9"),
            folder,
            environment(),
            CheckCommand.START,
            limit,
            folder.resolve("record"),
            marker);
    return runner.run(command, () -> {});
  }

  @Test
  @DisplayName("A check that exits 0 is green")
  void green() throws Exception {
    CheckResult result = run("sh", "-c", "pwd; echo fine");

    assertThat(result.verdict()).isEqualTo(Verdict.GREEN);
    assertThat(result.exitCode()).isZero();
    assertThat(result.logTail()).isEqualTo(folder.toRealPath() + "\nfine");
    assertThat(result.log()).content().endsWith("fine\n");
  }

  @ParameterizedTest(name = "exit code {0}")
  @ValueSource(ints = {1, 2, 125, 134, 139, 255})
  @DisplayName("A check that exits with another code is red, crashes of the tested program too")
  void red(int code) throws Exception {
    CheckResult result = run("sh", "-c", "echo no >&2; exit " + code);

    assertThat(result.verdict()).isEqualTo(Verdict.RED);
    assertThat(result.exitCode()).isEqualTo(code);
    assertThat(result.logTail()).isEqualTo("no");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"no-such-check", "/no/such/check", "./not-executable"})
  @DisplayName("M12: a check that does not exist or cannot be run gives no verdict")
  void neverStarted(String program) throws Exception {
    Files.writeString(folder.resolve("not-executable"), "#!/bin/sh\n");

    CheckResult result = run(program);

    assertThat(result.verdict()).isEqualTo(Verdict.NO_VERDICT);
    assertThat(result.exitCode()).isNull();
    assertThat(result.message()).contains("never started", program);
  }

  @Test
  @DisplayName("M12: a launcher that does not find the check's own tool gives no verdict")
  void toolIsMissing() throws Exception {
    assertThat(run("sh", "-c", "no-such-tool --test").verdict()).isEqualTo(Verdict.NO_VERDICT);
  }

  @Test
  @DisplayName("M12: a check whose folder is gone gives no verdict")
  void folderIsMissing() throws Exception {
    CheckResult result = runner.run(command(folder.resolve("gone"), "true"), () -> {});

    assertThat(result.verdict()).isEqualTo(Verdict.NO_VERDICT);
    assertThat(result.message()).contains("never started");
  }

  @Test
  @DisplayName("M12: a check that hangs gives no verdict, and its whole tree is ended")
  void hangs() throws Exception {
    Duration limit = Duration.ofSeconds(1);
    CheckResult result = runWithin(limit);
    while (result.logTail().isEmpty() && limit.toSeconds() < 60) {
      // The machine was too busy to let it begin.
      limit = limit.multipliedBy(4);
      result = runWithin(limit);
    }

    assertThat(result.verdict()).isEqualTo(Verdict.NO_VERDICT);
    assertThat(result.exitCode()).isNull();
    assertThat(result.logTail()).startsWith("waiting");
    assertThat(result.message()).contains("did not end within");
    assertThat(starter.marked(marker)).isEmpty();
  }

  @Test
  @DisplayName("ML3: a check that is not started within its start limit gives no verdict")
  void startLimit() throws Exception {
    // A program that is never executed because the file it is to read never opens.
    Path slow = folder.resolve("slow");
    assertThat(new ProcessBuilder("mkfifo", slow.toString()).start().waitFor()).isZero();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.writeString(bin.resolve("ln"), "#!/bin/sh\nread -r never <" + slow + "\n");
    assertThat(bin.resolve("ln").toFile().setExecutable(true)).isTrue();
    CheckCommand command =
        new CheckCommand(
            List.of("true"),
            folder,
            Map.of("PATH", bin + ":" + System.getenv("PATH")),
            Duration.ofSeconds(1),
            LONG,
            folder.resolve("record"),
            marker);

    CheckResult result = runner.run(command, () -> {});

    assertThat(result.verdict()).isEqualTo(Verdict.NO_VERDICT);
    assertThat(result.message()).contains("never started");
  }

  @Test
  @DisplayName("M12: a check ended by somebody else's signal gives no verdict")
  void killed() throws Exception {
    CheckResult result = run("sh", "-c", "kill -KILL $$");

    assertThat(result.verdict()).isEqualTo(Verdict.NO_VERDICT);
    assertThat(result.message()).contains("signal 9");
  }

  @Test
  @DisplayName("A check that prints a gigabyte gets its verdict and keeps beginning and end")
  void gigabyte() throws Exception {
    CheckResult result =
        run("sh", "-c", "echo begin; head -c 1000000000 /dev/zero; echo; echo end; exit 1");

    assertThat(result.verdict()).isEqualTo(Verdict.RED);
    assertThat(result.logTail()).endsWith("end");
    assertThat(Files.size(result.log())).isLessThanOrEqualTo(64L << 20);
  }

  @Test
  @DisplayName("A check has nothing on standard input and only the environment it was given")
  void surroundings() throws Exception {
    CheckResult result = run("sh", "-c", "cat; env | cut -d= -f1 | sort | tr '\\n' ' '");

    assertThat(result.logTail()).contains("PATH", "WAVEWRIGHT_SESSION").doesNotContain("HOME");
  }

  @Test
  @DisplayName("A check that is abandoned is ended; the same record can be used again")
  void abandoned() throws Exception {
    int[] told = new int[1];
    assertThatThrownBy(
            () ->
                runner.run(
                    command(folder, "sleep", "600"),
                    () -> {
                      if (told[0]++ == 1) {
                        throw new IllegalStateException("the worker goes away");
                      }
                    }))
        .hasMessage("the worker goes away");
    assertThat(starter.marked(marker)).isEmpty();

    assertThat(run("echo", "again").logTail()).isEqualTo("again");
  }

  private CheckResult run(String... argv) throws Exception {
    return runner.run(command(folder, argv), () -> {});
  }

  private CheckCommand command(Path where, String... argv) {
    return new CheckCommand(
        List.of(argv),
        where,
        environment(),
        CheckCommand.START,
        LONG,
        folder.resolve("record"),
        marker);
  }

  private static Map<String, String> environment() {
    return Map.of("PATH", System.getenv("PATH"));
  }
}
