package dev.wavewright.activities.agent;

import java.time.Duration;

/**
 * How patient the supervision of agents is.
 *
 * @param progress longest time between two reports of progress
 * @param drain how long an agent that said it is done may take to exit
 * @param grace from asking processes to end until they are forced to
 * @param gone from the first asking until every process must be gone
 */
public record RunnerTimings(Duration progress, Duration drain, Duration grace, Duration gone) {
  public static final RunnerTimings DEFAULT =
      new RunnerTimings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10));
}
