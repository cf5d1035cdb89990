package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands about usage, before the real monitor. */
class UsageCommandsTest extends OnFakeStack {
  private Result report(String... more) {
    List<String> arguments = new ArrayList<>(List.of("usage", "report"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  @DisplayName("usage report answers when the limit is in force, and usage shows what it did")
  void report() {
    assertThat(run("usage").output()).contains("no reading yet; next: wavewright usage report");
    Result dry =
        report("--account", "scripted", "--meter", "five-hour", "--used", "70", "--dry-run");
    assertThat(dry.output()).contains("would report five-hour at 70 of account scripted");
    assertThat(run("usage", "--json").data().get("accounts")).isEmpty();

    Result lowered =
        report("--account", "scripted", "--meter", "five-hour", "--used", "70%", "--json");
    assertThat(lowered.exitCode()).as(lowered.error()).isZero();
    JsonNode account = lowered.data().at("/accounts/0");
    assertThat(account.get("account").asText()).isEqualTo("scripted");
    assertThat(account.get("limit").asInt()).isEqualTo(2);
    assertThat(account.get("inForce").asInt()).isEqualTo(2);
    assertThat(account.get("loweredBy").asText()).isEqualTo("usage monitor");
    assertThat(account.get("governor").asText()).isEqualTo("five-hour");
    assertThat(account.get("meters").get(0).get("percent").asDouble()).isEqualTo(70);
    assertThat(account.get("steps")).hasSize(4);
    assertThat(account.at("/recent/0/text").asText())
        .isEqualTo("five-hour at 70 %: at most 2 in flight");
    assertThat(run("capacity", "--pool", "account:scripted").output())
        .contains("by usage monitor: five-hour at 70 %: at most 2 in flight");

    Result unknown = report("--account", "scripted", "--meter", "five-hour", "--used", "unknown");
    assertThat(unknown.exitCode()).as(unknown.error()).isZero();
    assertThat(unknown.error()).contains("five-hour is unknown to").contains("the limit stays");
    assertThat(run("usage", "show", "--account", "scripted").output())
        .contains("account scripted: limit 2: five-hour at 70 %")
        .containsPattern("five-hour +70.0 % +unknown");
  }

  @Test
  @DisplayName("the configured steps come with a report; a reset that is known is shown")
  void steps() throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        agents: {default: scripted}
        usage: {steps: [{from: 40, cap: 5}, {from: 90.5, cap: 0}]}
        """);
    assertThat(run("config", "print").output())
        .containsPattern(
            "usage.steps +\\[\\{from: 40, cap: 5}, \\{from: 90.5, cap: 0}] +wavewright");
    Result lowered =
        report(
            "--account",
            "scripted",
            "--meter",
            "tokens",
            "--used",
            "41.5",
            "--window",
            "5h",
            "--resets-at",
            "2999-01-01T00:00:00Z",
            "--json");
    assertThat(lowered.exitCode()).as(lowered.error()).isZero();
    assertThat(lowered.data().at("/accounts/0/limit").asInt()).isEqualTo(5);
    assertThat(lowered.data().at("/accounts/0/governor").asText()).isEqualTo("tokens (5h)");
    assertThat(lowered.data().at("/accounts/0/until").asText()).isEqualTo("2999-01-01T00:00:30Z");
  }

  @Test
  @DisplayName("a report that cannot be meant is refused with the next command, and starts nothing")
  void refused() {
    for (List<String> wrong :
        List.of(
            List.of("--account", "scriptd", "--meter", "m", "--used", "1"),
            List.of("--account", "a b", "--meter", "m", "--used", "1"),
            List.of("--account", "scripted", "--meter", "five hour", "--used", "1"),
            List.of("--account", "scripted", "--meter", "m", "--used", "most"),
            List.of("--account", "scripted", "--meter", "m", "--used", "-1"),
            List.of("--account", "scripted", "--meter", "m", "--used", "1", "--window", "long"),
            List.of("--account", "scripted", "--meter", "m", "--used", "1", "--resets-at", "7pm"),
            List.of("--account", "scripted", "--meter", "m"))) {
      Result refused = report(wrong.toArray(String[]::new));
      assertThat(refused.exitCode()).as("%s: %s", wrong, refused.error()).isEqualTo(2);
      assertThat(refused.error()).contains("next: wavewright ");
    }
    assertThat(report("--account", "scriptd", "--meter", "m", "--used", "1").error())
        .contains("there is no pool 'account:scriptd'")
        .contains("did you mean 'account:scripted'?");
    assertThat(run("usage", "--json").data().get("accounts")).isEmpty();
  }
}
