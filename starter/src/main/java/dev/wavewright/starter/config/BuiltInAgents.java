package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import java.util.List;
import java.util.Optional;

/** Agents that need no entry in a configuration: their names are their backends. */
public final class BuiltInAgents {
  /** The agent of a configuration that names none. */
  static final String DEFAULT = AgentBackend.OPENCODE.word();

  private static final List<AgentBackend> BACKENDS =
      List.of(AgentBackend.OPENCODE, AgentBackend.SCRIPTED);

  private BuiltInAgents() {}

  /** Returns their names, the default first. */
  public static List<String> names() {
    return BACKENDS.stream().map(AgentBackend::word).toList();
  }

  /** Returns the agent of this name as it is without an entry. */
  public static Optional<AgentSettings> find(String name) {
    return BACKENDS.stream()
        .filter(backend -> backend.word().equals(name))
        .map(
            backend ->
                new AgentSettings(
                    name, backend, List.of(), List.of(), List.of(), null, name, List.of()))
        .findFirst();
  }
}
