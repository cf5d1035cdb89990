package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one label of ours on an issue; labels of others are never touched. */
final class PhaseLabels {
  private static final String OURS = "wavewright:";
  private static final int PER_PAGE = 100;

  private final GitHubWriting writing;

  PhaseLabels(GitHubWriting writing) {
    this.writing = writing;
  }

  /** Makes the issue carry the label of this phase and no other of ours. */
  void show(RepositoryName repository, IssueKey key, Phase phase) {
    String wanted = OURS + phase.word();
    String labels = GitHubWriting.path(repository) + "/issues/" + key.number() + "/labels";
    List<String> present = names(labels);
    if (present.stream().noneMatch(wanted::equalsIgnoreCase)) {
      define(repository, wanted, phase);
      writing.write("POST", labels, Map.of("labels", List.of(wanted)));
    }
    for (String label : present) {
      if (isOurs(label) && !label.equalsIgnoreCase(wanted)) {
        remove(labels + "/" + GitHubWriting.encoded(label));
      }
    }
  }

  private List<String> names(String labels) {
    List<String> names = new ArrayList<>();
    GitHubAnswer answer = writing.transport().get(labels + "?per_page=" + PER_PAGE);
    for (JsonNode label : GitHubJson.list(writing.transport(), answer)) {
      names.add(label.path("name").asText());
    }
    return names;
  }

  private static boolean isOurs(String label) {
    return label.toLowerCase(Locale.ROOT).startsWith(OURS);
  }

  private void remove(String label) {
    try {
      writing.delete(label);
    } catch (GitHubProblem problem) {
      if (problem.kind() != Kind.NOT_FOUND) {
        throw problem;
      }
      // Somebody took it off in between, which is what was wanted.
    }
  }

  /** A label gets a colour only where its definition is made before it is used. */
  private void define(RepositoryName repository, String label, Phase phase) {
    String labels = GitHubWriting.path(repository) + "/labels";
    try {
      GitHubAnswer unused = writing.transport().get(labels + "/" + GitHubWriting.encoded(label));
      return;
    } catch (GitHubProblem problem) {
      if (problem.kind() != Kind.NOT_FOUND) {
        throw problem;
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", label);
    fields.put("color", color(phase));
    fields.put("description", "Where Wavewright stands with this issue");
    try {
      GitHubAnswer unused = writing.write("POST", labels, fields);
    } catch (GitHubProblem problem) {
      if (problem.kind() != Kind.REFUSED) {
        throw problem;
      }
      // Another one defined it in between.
    }
  }

  private static String color(Phase phase) {
    return switch (phase) {
      case DONE -> "0e8a16";
      case PARKED, EXPIRED, CANCELLED, SKIPPED -> "b60205";
      case HELD, NEEDS_INPUT, QUOTA_WAITING -> "fbca04";
      case PREPARING, IMPLEMENTING, CHECKING, REVIEWING, MERGING -> "1d76db";
      case WAITING_DEPENDENCIES, QUEUED, MERGE_QUEUED -> "c5def5";
    };
  }
}
