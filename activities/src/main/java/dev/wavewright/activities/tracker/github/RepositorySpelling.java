package dev.wavewright.activities.tracker.github;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * GitHub's names ignore case, ours do not: a repository of the project is spelled as configured,
 * any other in lower case.
 */
final class RepositorySpelling {
  private final Map<String, RepositoryName> project = new HashMap<>();

  RepositorySpelling(List<RepositoryName> repositories) {
    repositories.forEach(name -> project.put(lower(name), name));
  }

  private static String lower(RepositoryName name) {
    return name.value().toLowerCase(Locale.ROOT);
  }

  RepositoryName of(RepositoryName name) {
    RepositoryName known = project.get(lower(name));
    return known != null ? known : new RepositoryName(lower(name));
  }

  IssueKey of(IssueKey key) {
    return key.repository().map(name -> IssueKey.of(of(name), key.number())).orElse(key);
  }

  boolean isOfProject(IssueKey key) {
    return key.repository().filter(project::containsValue).isPresent();
  }
}
