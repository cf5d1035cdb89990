package dev.wavewright.activities.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Told at once, when the agent's process is known, and then at least every five seconds while an
 * agent is run, from the thread that runs it. What it throws ends the following but not the agent:
 * the next call for the same turn takes over.
 */
@FunctionalInterface
public interface Progress {
  void report(Observed observed);

  /**
   * Told what a stretch of the agent's output says of its account's use, the newest of each meter
   * last, on the same thread. After a takeover what was told before is told again.
   *
   * @param at when that stretch was printed at the latest
   */
  default void usage(List<UsageSign> signs, Instant at) {}

  /**
   * What is known so far.
   *
   * @param pid of the agent, 0 before it runs
   * @param agentSession the agent's own session, null while unknown
   * @param tokens used so far as the agent reported them
   * @param waitsToStart whether it is kept from starting: until others of its host have started, or
   * @param lacksMemory until its host has memory for it
   */
  record Observed(
      long pid,
      @Nullable String agentSession,
      long tokens,
      boolean waitsToStart,
      boolean lacksMemory) {}
}
