package dev.wavewright.activities.process;

import java.time.Duration;

/** Slows a pulse down to what its receiver asked for. */
public final class Pulses {
  /** How often progress is reported; receivers are promised five seconds. */
  public static final Duration PROGRESS = Duration.ofSeconds(3);

  private Pulses() {}

  /** Returns a pulse that passes on its first beat and then one in each {@code interval}. */
  public static Pulse every(Duration interval, Pulse receiver) {
    return new Pulse() {
      private boolean started;
      private long last;

      @Override
      public void beat() {
        long now = System.nanoTime();
        if (!started || now - last >= interval.toNanos()) {
          started = true;
          last = now;
          receiver.beat();
        }
      }
    };
  }
}
