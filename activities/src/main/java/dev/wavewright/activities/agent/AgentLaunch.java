package dev.wavewright.activities.agent;

import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of an agent.
 *
 * @param session names the session; every process of it carries this mark
 * @param sessionFolder absolute folder of the session, outside the worktree; the folders of its
 *     turns, {@code home} and {@code tmp} in it are this package's
 * @param worktree absolute folder the agent works in
 * @param turn counts the runs of this session from 1; the same turn is run once, however often it
 *     is asked for
 * @param attempt counts agent starts after failures from 1; told to the agent
 * @param purpose what the agent is asked to do
 * @param prompt data, whatever it holds
 * @param promptAfterReset the same for an agent whose worktree was made anew
 * @param agent how to run it
 * @param limits only {@code start}, {@code run} and {@code stall} are used
 * @param environment added to the agent's; wins over everything but the session's mark
 * @param agentSession the agent's own session to continue, or null for a new one; an agent that
 *     cannot continue starts anew
 */
public record AgentLaunch(
    SessionId session,
    Path sessionFolder,
    Path worktree,
    int turn,
    int attempt,
    Purpose purpose,
    String prompt,
    String promptAfterReset,
    AgentSettings agent,
    Limits limits,
    Map<String, String> environment,
    @Nullable String agentSession) {
  /** What an agent is asked to do. */
  public enum Purpose {
    WORK,
    REVIEW
  }

  public AgentLaunch {
    environment = Map.copyOf(new TreeMap<>(environment));
    if (!sessionFolder.isAbsolute() || !worktree.isAbsolute()) {
      throw new IllegalArgumentException("session folder and worktree are absolute");
    }
    if (turn < 1 || attempt < 1) {
      throw new IllegalArgumentException("turn and attempt count from 1");
    }
  }
}
