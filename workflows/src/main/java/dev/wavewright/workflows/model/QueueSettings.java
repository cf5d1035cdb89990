package dev.wavewright.workflows.model;

import java.time.Duration;

/**
 * How what waits in the queue is treated.
 *
 * @param aging so long a wait gains a request one level of priority; zero for never
 */
public record QueueSettings(Duration aging) {
  public static final QueueSettings DEFAULT = new QueueSettings(Duration.ofHours(1));

  public QueueSettings {
    if (aging.isNegative()) {
      throw new IllegalArgumentException("capacity aging is negative: " + aging);
    }
  }
}
