package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.TestCommandLine.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands about merge queues and hosts. */
class HostCommandsTest extends OnFakeStack {
  @Test
  @DisplayName("merges of a queue that was never asked is an empty queue")
  void merges() {
    assertThat(run("merges", "--json").data().toString())
        .isEqualTo(
            "{\"queues\":[{\"repository\":\"acme/api\",\"branch\":\"agent/main\",\"head\":null,"
                + "\"waiting\":[],\"landed\":[],\"load\":null,\"closed\":null}]}");
  }

  @Test
  @DisplayName("merges reopen opens a queue that closed itself, and refuses one that is open")
  void reopen() {
    assertThat(run("merges", "reopen", "acme/api").exitCode()).isEqualTo(6);
    startMergeQueue();
    assertThat(run("merges").output()).contains("CLOSED: acme/api#1 landed with another tree");

    Result foreseen = run("merges", "reopen", "acme/api", "--dry-run");
    assertThat(foreseen.output()).contains("would reopen acme/api");
    Result reopened = run("merges", "reopen", "acme/api", "--json");

    assertThat(reopened.exitCode()).as(reopened.error()).isZero();
    assertThat(reopened.json().get("schema").asText()).isEqualTo("wavewright/merges-reopen/v1");
    assertThat(reopened.data().at("/queues/0/closed").isNull()).isTrue();
    assertThat(run("merges", "reopen", "acme/api").error()).contains("is not closed");
    assertThat(run("merges", "reopen", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("worker drain stops a host from taking sessions, and says how to undo it")
  void drain() {
    assertThat(run("worker", "drain", "--dry-run").output()).contains("would drain h1");
    assertThat(run("capacity", "--pool", "host:h1").output()).containsPattern("host:h1 +3 +3");

    Result drained = run("worker", "drain", "h1", "--wait", "--json");

    assertThat(drained.exitCode()).as(drained.error()).isZero();
    assertThat(drained.error()).contains("wavewright capacity resume --pool host:h1");
    assertThat(drained.data().toString())
        .isEqualTo("{\"host\":\"h1\",\"running\":0,\"sent\":true}");
    assertThat(run("capacity", "--pool", "host:h1").output()).containsPattern("host:h1 +3 +0");
    assertThat(run("worker", "drain", "nowhere").error()).contains("known here: h1");
  }

  @Test
  @DisplayName("worker lost tells gate, merge queues and issues, and names what waits for a retry")
  void lostHost() {
    startIssue("acme/api#5", "Door");
    startMergeQueue();
    Result foreseen = run("worker", "lost", "h1", "--dry-run");
    assertThat(foreseen.output())
        .as(foreseen.error())
        .isEqualTo(
            "would declare lost h1\n  acme/api#5  next: wavewright issue retry 'acme/api#5'\n");
    assertThat(run("issue", "show", "acme/api#5").output()).contains("implementing");

    Result lost = run("worker", "lost", "h1", "--yes", "--json");

    assertThat(lost.exitCode()).as(lost.error()).isZero();
    assertThat(lost.data().toString())
        .isEqualTo("{\"host\":\"h1\",\"issues\":[\"acme/api#5\"],\"sent\":true}");
    assertThat(run("capacity", "--pool", "host:h1").output()).containsPattern("host:h1 +0 +0");
    assertThat(run("issue", "show", "acme/api#5").output()).contains("parked");
    assertThat(run("merges").output()).contains("told of h1");
    assertThat(run("worker", "lost", "nowhere").exitCode()).isEqualTo(6);
  }
}
