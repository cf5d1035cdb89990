package dev.wavewright.activities.git;

import java.util.Optional;

/** What became of an attempt to take an issue. */
public sealed interface ClaimResult {
  /** It is this instance's, under the given token. */
  record Taken() implements ClaimResult {}

  /** This instance has taken it under a newer token: the asker is late. */
  record Outdated(Claim holder) implements ClaimResult {}

  /**
   * Somebody else has it.
   *
   * @param holder who; empty if what stands there is no claim that could be read
   * @param removal the command that removes just this claim, for a person
   */
  record Elsewhere(Optional<Claim> holder, String removal) implements ClaimResult {}

  /** The url does not take claims. */
  record Refused(String reason) implements ClaimResult {}
}
