package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The part of a project's configuration that notices need.
 *
 * @param pools of the project, its repositories, agents and accounts; the hosts' are always told of
 * @param sinks none ends the notices of the project
 */
public record NoticeConfiguration(
    String project,
    List<RepositoryName> repositories,
    List<PoolName> pools,
    List<NoticeSink> sinks) {
  public NoticeConfiguration {
    repositories = List.copyOf(repositories);
    pools = List.copyOf(pools);
    sinks = List.copyOf(sinks);
  }

  public static NoticeConfiguration of(ProjectSettings settings) {
    List<RepositoryName> repositories =
        settings.repositories().stream().map(RepositorySettings::name).toList();
    Stream<PoolName> pools =
        Stream.of(
                Stream.of(PoolName.project(settings.project())),
                repositories.stream().map(PoolName::repository),
                settings.agents().stream().map(AgentSettings::name).map(PoolName::agent),
                settings.agents().stream()
                    .map(AgentSettings::account)
                    .filter(Objects::nonNull)
                    .map(PoolName::account))
            .flatMap(each -> each);
    return new NoticeConfiguration(
        settings.project(),
        repositories,
        pools.distinct().sorted().toList(),
        settings.effectiveSinks());
  }
}
