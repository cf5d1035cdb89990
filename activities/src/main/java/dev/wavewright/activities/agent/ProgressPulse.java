package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.Pulse;
import java.time.Duration;
import java.util.function.Supplier;

/** Reports a process the moment it is known, and everything else once in each interval. */
final class ProgressPulse implements Pulse {
  private final Progress progress;
  private final Supplier<Progress.Observed> observed;
  private final long interval;
  private boolean started;
  private long last;
  private long toldPid;

  ProgressPulse(Progress progress, Supplier<Progress.Observed> observed, Duration interval) {
    this.progress = progress;
    this.observed = observed;
    this.interval = interval.toNanos();
  }

  @Override
  public void beat() {
    long now = System.nanoTime();
    Progress.Observed seen = observed.get();
    if (!started || seen.pid() != toldPid || now - last >= interval) {
      started = true;
      last = now;
      toldPid = seen.pid();
      progress.report(seen);
    }
  }
}
