package dev.wavewright.activities.agent;

import org.jspecify.annotations.Nullable;

/**
 * How a run of an agent ended. When it is returned no process of the session is left, unless {@code
 * message} says so.
 *
 * @param exitCode of the agent, 128 + n after signal n; null when it was ended by us or is unknown
 * @param pid of the agent, 0 when none ever ran
 * @param agentSession the agent's own session to continue later; null if it has none or lost it
 * @param tokens used by this run as the agent reported them, 0 if it reports none
 * @param finalText what the agent said last; for an agent without events the end of its output
 * @param logTail last lines of output, at most 200 and 16 KiB of UTF-8
 * @param message one sentence why it ended, empty when it finished
 * @param quota why the account's allowance is known to be used up; null unless {@code OUT_OF_QUOTA}
 * @param used what all processes of the run told of tokens and money; null if it is not known
 */
public record AgentResult(
    Ending ending,
    @Nullable Integer exitCode,
    long pid,
    @Nullable String agentSession,
    long tokens,
    String finalText,
    String logTail,
    String message,
    @Nullable Quota quota,
    @Nullable Used used) {
  /** How a run ended. */
  public enum Ending {
    FINISHED,
    FAILED,
    /** The agent itself said that its account's allowance is used up. */
    OUT_OF_QUOTA,
    START_TIMED_OUT,
    RUN_TIMED_OUT,
    STALLED,
    STOPPED
  }

  AgentResult using(Used told) {
    return new AgentResult(
        ending,
        exitCode,
        pid,
        agentSession,
        told.tokens(),
        finalText,
        logTail,
        message,
        quota,
        told);
  }
}
