package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Projects, keys and commits for tests. */
final class Projects {
  static final WaveId WAVE = new WaveId("shop", "m1");

  private Projects() {}

  /** A project with one repository {@code acme/r<i>} for each {@code parallel}, i from 0. */
  static ProjectSettings project(int inFlight, List<Integer> parallel) {
    List<RepositorySettings> repositories = new ArrayList<>();
    for (int at = 0; at < parallel.size(); at++) {
      repositories.add(
          new RepositorySettings(
              repository(at),
              "/repositories/r" + at,
              "main",
              "agent/main",
              parallel.get(at),
              List.of(),
              List.of(),
              List.of("true"),
              Duration.ofMinutes(1)));
    }
    return new ProjectSettings(
        "shop",
        "/shop",
        null,
        repositories,
        TrackerSettings.files("/shop/issues"),
        List.of(
            new AgentSettings(
                "scripted",
                AgentBackend.SCRIPTED,
                List.of(),
                List.of(),
                List.of(),
                null,
                "main",
                List.of())),
        null,
        inFlight,
        List.of(
            new ProjectSettings.PriorityLabel("sev1", new Priority(0)),
            new ProjectSettings.PriorityLabel("sev2", new Priority(1))),
        Limits.DEFAULT);
  }

  static RepositoryName repository(int number) {
    return new RepositoryName("acme/r" + number);
  }

  static IssueKey key(int repository, long number) {
    return IssueKey.of(repository(repository), number);
  }

  static CommitId commit(long number) {
    return new CommitId(String.format("%040x", number));
  }
}
