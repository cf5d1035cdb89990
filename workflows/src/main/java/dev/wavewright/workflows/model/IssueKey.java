package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One unit of work: an issue of a tracker ({@code owner/repo#7}) or a task without one ({@code
 * task/<id>}).
 *
 * <p>Keys order by repository, then by number, then by text; tasks come last.
 */
public record IssueKey(@JsonValue String value) implements Comparable<IssueKey> {
  private static final Pattern ISSUE = Pattern.compile("([^#\\s]+/[^#\\s]+)#([1-9][0-9]{0,17})");
  private static final Pattern TASK = Pattern.compile("task/[a-z0-9][a-z0-9-]{0,63}");
  private static final Comparator<IssueKey> ORDER =
      Comparator.comparing(IssueKey::isTask)
          .thenComparing(IssueKey::repositoryText)
          .thenComparingLong(IssueKey::number)
          .thenComparing(IssueKey::value);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public IssueKey {
    Matcher issue = ISSUE.matcher(value);
    if (issue.matches()) {
      new RepositoryName(issue.group(1));
    } else {
      Checks.matching(TASK, value, "an issue key (owner/repo#number or task/<id>)");
    }
  }

  /** Returns the key of issue {@code number} of {@code repository}. */
  public static IssueKey of(RepositoryName repository, long number) {
    return new IssueKey(repository.value() + "#" + number);
  }

  public boolean isTask() {
    return value.startsWith("task/") && !value.contains("#");
  }

  /** Returns the repository named in the key; empty for a task. */
  public Optional<RepositoryName> repository() {
    return isTask()
        ? Optional.empty()
        : Optional.of(new RepositoryName(value.substring(0, value.indexOf('#'))));
  }

  private String repositoryText() {
    return isTask() ? "" : value.substring(0, value.indexOf('#'));
  }

  /** Returns the issue number; 0 for a task. */
  public long number() {
    return isTask() ? 0 : Long.parseLong(value.substring(value.indexOf('#') + 1));
  }

  /** Returns the id of the workflow that drives this issue. */
  public String workflowId() {
    return isTask() ? value : "issue/" + value.replace('#', '/');
  }

  /** Returns a name for files and refs, unique per key. */
  public String folder() {
    return value.replace('/', '~').replace('#', '~');
  }

  @Override
  public int compareTo(IssueKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return value;
  }
}
