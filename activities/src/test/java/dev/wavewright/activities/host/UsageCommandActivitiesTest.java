package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.usage.UsageProgram;
import dev.wavewright.workflows.model.UsageCommand;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageCommandOrder;
import dev.wavewright.workflows.usage.UsageReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A host asks the usage command of an account")
class UsageCommandActivitiesTest {
  private static final List<UsageStep> STEPS = List.of(new UsageStep(50, 1));
  private static final String MARKER = "usage-command.team%2Fa";

  @TempDir Path folder;

  private final ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
  private final List<UsageReport> told = new ArrayList<>();
  private final Redactor redactor = new Redactor();
  private boolean work = true;

  @AfterEach
  void nothingIsLeft() {
    assertThat(starter.marked(MARKER)).isEmpty();
    assertThat(folder.resolve("records")).isEmptyDirectory();
  }

  private UsageCommandActivitiesImpl asking(Duration longest) {
    return new UsageCommandActivitiesImpl(
        new UsageProgram(starter, longest),
        (account, report) -> {
          assertThat(account).isEqualTo("team/a");
          told.add(report);
        },
        account -> work,
        folder.resolve("records"),
        Map.of(
            "PATH", System.getenv("PATH"), "USAGE_TOKEN", "secret-7777", "OTHER_SECRET", "hidden"),
        redactor);
  }

  private UsageCommandOrder order(String... argv) {
    return new UsageCommandOrder(
        "shop",
        folder.toString(),
        new UsageCommand("team/a", List.of(argv), Duration.ofMinutes(5), List.of("USAGE_TOKEN")),
        STEPS);
  }

  private String ask(String script) throws Exception {
    return asking(Duration.ofMinutes(5)).ask(order("sh", "-c", script), true, () -> {});
  }

  private static UsageReport reading(
      String meter, Double percent, Duration window, Instant resetsAt) {
    return new UsageReport(meter, percent, window, resetsAt, "usage command", null, STEPS);
  }

  @Test
  @DisplayName(
      "what it prints is told to the monitor, reading by reading, with the project's steps")
  void readings() throws Exception {
    String said =
        ask(
            """
            echo '{"meter": "five-hour", "used": 70.5, "window": "5h",'
            echo ' "resetsAt": "2026-11-22T15:00:00Z", "more": []}'
            echo '{"meter": "week", "used": "12%", "window": "P7D", "resetsAt": 1795608000}'
            echo 'not a reading' >&2
            """);

    assertThat(said).isEqualTo("asked: 2 readings");
    assertThat(told)
        .containsExactly(
            reading("five-hour", 70.5, Duration.ofHours(5), Instant.parse("2026-11-22T15:00:00Z")),
            reading("week", 12.0, Duration.ofDays(7), Instant.ofEpochSecond(1_795_608_000L)));
  }

  @Test
  @DisplayName("an array of readings is as good")
  void array() throws Exception {
    assertThat(ask("echo '[{\"meter\": \"a\", \"used\": 1}, {\"meter\": \"b\", \"used\": 2}]'"))
        .isEqualTo("asked: 2 readings");
    assertThat(told).extracting(UsageReport::meter).containsExactly("a", "b");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          exit 3 | asked, but it exited with 3
          echo 'log in again' >&2; exit 1 | asked, but it exited with 1: log in again
          : | asked, but it printed no reading
          echo hello | asked, but it printed something that is no JSON: Unrecognized token 'hello'
          echo 7 | asked, but reading 1 cannot be taken: a reading is an object such as {"meter": "five-hour", "used": 70}
          echo '{"meter": "a", "used": "much"}' | asked, but reading 1 cannot be taken: 'used' is a percentage such as 70, or "unknown"
          echo '{"meter": "a", "used": 1, "window": "long"}' | asked, but reading 1 cannot be taken: 'window' is a duration such as "5h"
          echo '{"meter": "a b", "used": 1}' | asked, but reading 1 cannot be taken: a meter is named by
          echo '{"meter": "a", "used": 1, "resetsAt": "noon"}' | asked, but reading 1 cannot be taken: Text 'noon'
          no-such-program | asked, but it exited with 127
          head -c 200000 /dev/zero | asked, but it printed more than 64 KiB
          """)
  @DisplayName("what tells nothing makes the use unknown, and says why")
  void unknown(String script, String why) throws Exception {
    assertThat(ask(script)).startsWith(why);
    assertThat(told)
        .containsExactly(
            new UsageReport("usage-command", null, null, null, "usage command", null, STEPS));
  }

  @Test
  @DisplayName("readings before a bad one count")
  void partly() throws Exception {
    assertThat(ask("echo '{\"meter\": \"a\", \"used\": 1} {\"meter\": 2}'"))
        .startsWith("asked, but reading 2 cannot be taken");
    assertThat(told).extracting(UsageReport::meter).containsExactly("a", "usage-command");
  }

  @Test
  @DisplayName("a program that is not there is named")
  void notThere() throws Exception {
    assertThat(asking(Duration.ofMinutes(5)).ask(order("/no/such/usage", "--json"), true, () -> {}))
        .isEqualTo("asked, but cannot run '/no/such/usage'");
  }

  @Test
  @DisplayName("one that does not end is ended with all it started")
  void endless() throws Exception {
    String said =
        asking(Duration.ofSeconds(1))
            .ask(order("sh", "-c", "trap '' TERM; sleep 600 & sleep 600"), true, () -> {});

    assertThat(said).isEqualTo("asked, but it did not end within 1 s");
  }

  @Test
  @DisplayName(
      "it has the variables it was given and no other, and what it repeats of them is masked")
  void environment() throws Exception {
    assertThat(ask("echo \"$USAGE_TOKEN,$OTHER_SECRET,$WAVEWRIGHT_ACCOUNT\" >&2; exit 1"))
        .isEqualTo("asked, but it exited with 1: ****,,team/a");
  }

  @Test
  @DisplayName("it is left alone while nothing of its account runs or waits")
  void notNeeded() throws Exception {
    work = false;
    UsageCommandActivitiesImpl asking = asking(Duration.ofMinutes(5));
    UsageCommandOrder order = order("sh", "-c", "echo '{\"meter\": \"a\", \"used\": 1}'");

    assertThat(asking.ask(order, true, () -> {})).isEqualTo("asked: 1 reading");
    assertThat(asking.ask(order, false, () -> {}))
        .isEqualTo("not asked: nothing of account team/a runs or waits");
    work = true;
    assertThat(asking.ask(order, false, () -> {})).isEqualTo("asked: 1 reading");
    assertThat(told).hasSize(2);
  }
}
