package dev.wavewright.workflows.model;

import java.time.Duration;
import java.util.List;

/**
 * One repository of a project.
 *
 * @param url a path or a remote to fetch from and to push every landing to
 * @param base the branch from which the integration branch is created
 * @param integration the branch agents' work lands on
 * @param parallel issues in flight in this repository, at least 1
 * @param setup argv run in every fresh checkout, empty for none
 * @param copy files git does not carry, relative to the project's folder, copied into checkouts
 * @param check argv of the gate; never empty
 * @param checkTimeout after this long a check has given no verdict
 */
public record RepositorySettings(
    RepositoryName name,
    String url,
    String base,
    String integration,
    int parallel,
    List<String> setup,
    List<String> copy,
    List<String> check,
    Duration checkTimeout) {
  public RepositorySettings {
    setup = List.copyOf(setup);
    copy = List.copyOf(copy);
    check = List.copyOf(check);
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel of " + name + " is below 1: " + parallel);
    }
    if (check.isEmpty()) {
      throw new IllegalArgumentException("repository " + name + " has no check");
    }
    if (checkTimeout.isNegative() || checkTimeout.isZero()) {
      throw new IllegalArgumentException("check-timeout of " + name + " is not positive");
    }
  }
}
