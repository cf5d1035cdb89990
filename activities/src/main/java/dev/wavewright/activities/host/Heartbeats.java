package dev.wavewright.activities.host;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Beats for one activity attempt from a timer, from its first period to its last, whatever the
 * attempt is busy with. What a beat is answered with (the attempt is over, the worker shuts down)
 * is thrown by {@link #check()} on the attempt's own thread.
 */
final class Heartbeats implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final ActivityExecutionContext context;
  private final ScheduledExecutorService timer;
  private final AtomicReference<@Nullable ActivityCompletionException> end =
      new AtomicReference<>();
  private volatile @Nullable Object details;

  private Heartbeats(ActivityExecutionContext context) {
    this.context = context;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("beat").factory());
    // Not at once: what is shown first would then wait for a period in the client's throttle.
    ScheduledFuture<?> unused =
        timer.scheduleAtFixedRate(
            this::beat, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Starts beating for the activity attempt of the calling thread. */
  static Heartbeats start() {
    return new Heartbeats(Activity.getExecutionContext());
  }

  private void beat() {
    try {
      context.heartbeat(details);
    } catch (ActivityCompletionException e) {
      end.compareAndSet(null, e);
      timer.shutdown();
    }
  }

  /**
   * Shows {@code seen} from now on, and throws what a beat was answered with, if any. The first
   * that is shown goes out at once, what changes later with the next beats.
   */
  void check(Object seen) {
    boolean first = details == null;
    details = seen;
    if (first) {
      beat();
    }
    check();
  }

  /** Throws what a beat was answered with, if any. */
  void check() {
    ActivityCompletionException over = end.get();
    if (over != null) {
      throw over;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
