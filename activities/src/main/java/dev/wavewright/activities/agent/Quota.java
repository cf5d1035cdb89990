package dev.wavewright.activities.agent;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * An agent's own word that the allowance of its account is used up.
 *
 * @param meter what is used up, or null if the agent only says that a limit is reached
 * @param resets when the allowance begins anew, ISO-8601, or null if the agent does not say
 * @param counted whether the agent's output has told the use of that meter before
 * @param whateverTheExit whether it holds even if the agent exited with 0
 */
public record Quota(
    @Nullable String meter, @Nullable String resets, boolean counted, boolean whateverTheExit) {
  static Quota of(
      @Nullable String meter,
      @Nullable Instant resetsAt,
      boolean counted,
      boolean whateverTheExit) {
    return new Quota(
        meter, resetsAt == null ? null : resetsAt.toString(), counted, whateverTheExit);
  }

  /** Returns when the allowance begins anew, or null if that is not known. */
  public @Nullable Instant reset() {
    try {
      return resets == null ? null : Instant.parse(resets);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
