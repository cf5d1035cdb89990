package dev.wavewright.workflows.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to run one configured agent.
 *
 * @param name the agent's key in the configuration; also its pool
 * @param backend which adapter builds its command line and reads its events
 * @param command argv of a {@code command} agent with placeholders, empty for other backends
 * @param resume argv that continues a session, empty if the agent cannot
 * @param environment names of variables passed through from the worker's environment
 * @param model {@code provider/model}, or null for the agent's own default
 * @param account the metered account it draws on
 * @param login files copied with mode 0600 into the session's private home
 */
public record AgentSettings(
    String name,
    AgentBackend backend,
    List<String> command,
    List<String> resume,
    List<String> environment,
    @Nullable String model,
    String account,
    List<String> login) {
  public AgentSettings {
    Checks.notBlank(name, "agent name");
    Checks.notBlank(account, "account");
    command = List.copyOf(command);
    resume = List.copyOf(resume);
    environment = List.copyOf(environment);
    login = List.copyOf(login);
    if (backend == AgentBackend.COMMAND && command.isEmpty()) {
      throw new IllegalArgumentException("agent " + name + " has no command");
    }
  }
}
