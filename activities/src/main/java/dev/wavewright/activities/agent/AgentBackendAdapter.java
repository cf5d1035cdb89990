package dev.wavewright.activities.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What differs between the programs that are agents. */
sealed interface AgentBackendAdapter permits ScriptedBackend, CommandBackend, OpencodeBackend {
  /**
   * Says how to begin a session of the agent.
   *
   * @throws CannotRunException if this agent cannot be run here, with what to do about it
   */
  Invocation begin(AgentLaunch launch, Path promptFile) throws CannotRunException;

  /** Says how to continue the agent's own session; empty if this agent cannot. */
  Optional<Invocation> resume(AgentLaunch launch, Path promptFile, String agentSession)
      throws CannotRunException;

  /**
   * Returns the prompt for continuing a run that was cut off, since not every agent repeats the
   * broken turn by itself.
   */
  String continuation(String prompt);

  /** Returns a fresh reader of this agent's output. */
  EventReader reader();

  /** Whether standard error has its own log, so that it cannot break lines of events. */
  boolean separateErrors();

  /**
   * How to run a program.
   *
   * @param input file for standard input, null for none
   * @param environment added to the agent's environment
   * @param agentSession the agent's own session if known beforehand
   */
  record Invocation(
      List<String> argv,
      @Nullable Path input,
      Map<String, String> environment,
      @Nullable String agentSession) {
    public Invocation {
      argv = List.copyOf(argv);
      environment = Map.copyOf(environment);
    }
  }

  /** Turns output into what is known about a run. */
  interface EventReader {
    /** Takes one line of standard output; anything that is not an event is passed over. */
    void line(String line, Observation observation);

    /** Takes the end of standard error once the agent has ended. */
    default void errors(String text, Observation observation) {}

    /** Whether an end without a terminal event is a failure. */
    boolean reportsItsEnd();
  }

  /** Why an agent cannot be run on this machine. */
  final class CannotRunException extends Exception {
    private static final long serialVersionUID = 1;

    CannotRunException(String message) {
      super(message);
    }
  }
}
