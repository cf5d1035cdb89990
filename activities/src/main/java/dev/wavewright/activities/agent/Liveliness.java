package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessIdentity;
import dev.wavewright.activities.process.ProcessReading;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells an agent that works in silence from one that hangs: it hangs when it has printed nothing
 * and its processes have done nothing for the whole limit.
 */
final class Liveliness {
  /** An idle runtime's own timers stay below this share of one processor. */
  private static final double IDLE_CPU_SHARE = 0.02;

  /** An idle runtime's own wake-ups stay below this many bytes a second. */
  private static final double IDLE_BYTES_PER_SECOND = 2048;

  private final ManagedProcess process;
  private final Duration limit;
  private final long readEveryNanos;
  private final Map<ProcessIdentity, ProcessReading> last = new HashMap<>();
  private long lastReading;
  private long lastOutput;
  private long lastActivity;
  private long printed;

  Liveliness(ManagedProcess process, Duration limit) {
    this.process = process;
    this.limit = limit;
    this.readEveryNanos = Math.clamp(limit.dividedBy(5).toNanos(), 200_000_000L, 5_000_000_000L);
    long now = System.nanoTime();
    lastOutput = now;
    lastActivity = now;
    lastReading = now - readEveryNanos;
  }

  /** Takes a look; the processes themselves are read at most every five seconds. */
  void look(long bytesPrinted) {
    long now = System.nanoTime();
    if (bytesPrinted != printed) {
      printed = bytesPrinted;
      lastOutput = now;
    }
    if (now - lastReading >= readEveryNanos) {
      if (isActive((now - lastReading) / 1e9)) {
        lastActivity = now;
      }
      lastReading = now;
    }
  }

  /** Returns for how long nothing was printed. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastOutput);
  }

  boolean isStalled() {
    long now = System.nanoTime();
    return now - lastOutput >= limit.toNanos() && now - lastActivity >= limit.toNanos();
  }

  private boolean isActive(double seconds) {
    boolean active = false;
    long cpuMillis = 0;
    long bytes = 0;
    Map<ProcessIdentity, ProcessReading> now = new HashMap<>();
    for (ProcessReading reading : process.members()) {
      now.put(reading.identity(), reading);
      ProcessReading earlier = last.get(reading.identity());
      if (earlier == null) {
        active = true;
      } else {
        cpuMillis += reading.cpuMillis() - earlier.cpuMillis();
        bytes += reading.bytes() - earlier.bytes();
      }
    }
    last.clear();
    last.putAll(now);
    return active
        || cpuMillis >= Math.max(20, seconds * 1000 * IDLE_CPU_SHARE)
        || bytes >= seconds * IDLE_BYTES_PER_SECOND;
  }
}
