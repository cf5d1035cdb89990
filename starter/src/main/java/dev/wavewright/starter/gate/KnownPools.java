package dev.wavewright.starter.gate;

import dev.wavewright.starter.config.BuiltInAgents;
import dev.wavewright.starter.config.NearestName;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The pools that a lever can reach: those of the gate, and before their first request those that
 * the configuration names. A cap for any other would be kept and never be used.
 */
public final class KnownPools {
  private static final int SHOWN_WIDTH = 600;

  private KnownPools() {}

  /**
   * Reads the name of a pool.
   *
   * @throws Refusal of usage if it can be none
   */
  public static PoolName named(String text) {
    try {
      return new PoolName(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          String.valueOf(e.getMessage()),
          "for example project:shop, repository:acme/api, account:main",
          "wavewright capacity show");
    }
  }

  /**
   * Refuses a pool that nobody knows.
   *
   * @param configured asked only if the gate does not know the pool
   * @throws Refusal of {@link Refusal.Kind#NO_SUCH_POOL}
   */
  public static void require(
      CapacityView gate, PoolName wanted, Supplier<Optional<ProjectSettings>> configured) {
    if (Gate.pool(gate, wanted).isPresent()) {
      return;
    }
    Set<PoolName> known = new TreeSet<>();
    gate.pools().stream().map(PoolView::name).forEach(known::add);
    configured.get().ifPresent(settings -> known.addAll(of(settings)));
    if (!known.contains(wanted)) {
      throw unknown(wanted, known);
    }
  }

  private static List<PoolName> of(ProjectSettings settings) {
    List<AgentSettings> agents =
        Stream.concat(
                settings.agents().stream(),
                BuiltInAgents.names().stream().flatMap(name -> BuiltInAgents.find(name).stream()))
            .toList();
    return Stream.of(
            Stream.of(PoolName.project(settings.project())),
            settings.repositories().stream()
                .map(RepositorySettings::name)
                .map(PoolName::repository),
            agents.stream().map(AgentSettings::name).map(PoolName::agent),
            agents.stream().map(AgentSettings::account).map(PoolName::account))
        .flatMap(pools -> pools)
        .toList();
  }

  private static Refusal unknown(PoolName wanted, Set<PoolName> known) {
    boolean host = wanted.host().isPresent();
    List<String> names =
        known.stream()
            .filter(name -> !host || name.host().isPresent())
            .map(PoolName::value)
            .toList();
    String hint =
        NearestName.question(wanted.value(), names).map(question -> question + " ").orElse("");
    String which = host ? "hosts" : "pools";
    return new Refusal(
        Refusal.Kind.NO_SUCH_POOL,
        "there is no pool '" + wanted + "'",
        hint
            + (names.isEmpty()
                ? "no " + which + " are known yet"
                : "known " + which + ": " + shortened(String.join(", ", names))),
        "wavewright capacity show --all");
  }

  private static String shortened(String names) {
    return names.length() <= SHOWN_WIDTH ? names : names.substring(0, SHOWN_WIDTH - 1) + "…";
  }
}
