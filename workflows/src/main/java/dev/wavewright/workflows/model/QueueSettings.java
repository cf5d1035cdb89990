package dev.wavewright.workflows.model;

import java.time.Duration;

/**
 * How what waits in the queue is treated.
 *
 * @param aging so long a wait gains a request one level of priority; zero for never
 * @param onExpiry what becomes of a task that has waited too long
 */
public record QueueSettings(Duration aging, OnExpiry onExpiry) {
  public static final QueueSettings DEFAULT = new QueueSettings(Duration.ofHours(1), OnExpiry.ASK);

  public QueueSettings {
    if (aging.isNegative()) {
      throw new IllegalArgumentException("capacity aging is negative: " + aging);
    }
  }
}
