package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.LiveAgents.Working;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilentAgentsTest {
  private static final Instant BEGAN = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant LATER = BEGAN.plusSeconds(21);

  @TempDir Path folder;
  private ProjectSettings project;

  @BeforeEach
  void configure() throws IOException {
    Path file = folder.resolve("wavewright.yml");
    Files.writeString(
        file,
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        agents: {default: opencode, tool: {command: [tool]}}
        limits: {start: 90s}
        """);
    project = ConfigurationReader.read(file, Map.of()).settings();
  }

  @Test
  @DisplayName("an agent that has long said nothing is told, with when it is given up")
  void silent() {
    IssueStatus told = told("opencode", Phase.IMPLEMENTING, "", true, LATER);
    assertThat(told.detail())
        .isEqualTo(
            "its agent has not said anything yet (can it reach its model?) and is given up"
                + " 1m30s after its start");
    assertThat(told.reason()).isNull();
    assertThat(told("opencode", Phase.REVIEWING, "attempt 1 failed", true, LATER).detail())
        .startsWith("attempt 1 failed; its agent has not said anything yet");
  }

  @Test
  @DisplayName("an agent that has just begun, has spoken or never speaks is not called silent")
  void notSilent() {
    assertThat(told("opencode", Phase.IMPLEMENTING, "", true, BEGAN.plusSeconds(19)).detail())
        .isEmpty();
    assertThat(told("opencode", Phase.IMPLEMENTING, "", false, LATER).detail()).isEmpty();
    assertThat(told("tool", Phase.IMPLEMENTING, "", true, LATER).detail()).isEmpty();
    assertThat(told("opencode", Phase.CHECKING, "", true, LATER).detail()).isEmpty();
  }

  @Test
  @DisplayName("an agent that waits until others of its host have started is told as such")
  void waitsToStart() {
    IssueStatus told =
        told(
            "tool",
            Phase.IMPLEMENTING,
            "attempt 1 failed",
            new Working(0, true, false, true, BEGAN));
    assertThat(told.detail())
        .isEqualTo(
            "attempt 1 failed; its agent starts when others of its host have started,"
                + " starts-at-once in host.yml says how many at once");
    assertThat(told("tool", Phase.CHECKING, "", new Working(0, true, false, true, BEGAN)).detail())
        .isEmpty();
    assertThat(
            told("tool", Phase.IMPLEMENTING, "", new Working(0, true, true, true, BEGAN)).detail())
        .isEqualTo(
            "its agent starts when its host has memory for it, memory-reserve in host.yml says how"
                + " much stays free");
  }

  private IssueStatus told(String agent, Phase phase, String detail, boolean silent, Instant now) {
    return told(agent, phase, detail, new Working(7, false, false, silent, BEGAN), now);
  }

  private IssueStatus told(String agent, Phase phase, String detail, Working working) {
    return told(agent, phase, detail, working, BEGAN);
  }

  private IssueStatus told(String agent, Phase phase, String detail, Working working, Instant now) {
    IssueStatus status =
        new IssueStatus(
            new IssueKey("acme/api#1"),
            "t",
            new RepositoryName("acme/api"),
            phase,
            null,
            detail,
            "",
            1,
            0,
            0,
            0,
            null,
            null,
            agent,
            null,
            null,
            "",
            null,
            null,
            new IssueStatus.Times(null, null, null),
            null);
    return SilentAgents.told(status, Optional.of(working), project, now);
  }
}
