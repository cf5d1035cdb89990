package dev.wavewright.activities.host;

import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.git.Hub;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worktree in reserve for the next issue of a repository in which a wave is at work. Made
 * one at a time, in the background; one that nobody took for ten minutes is removed. Losing one
 * costs nothing but time.
 */
public final class Spares implements AutoCloseable {
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Spares.class);

  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("spare-worktrees").factory());

  /** Asks for a spare of {@code hub}; returns at once. */
  void wanted(Hub hub) {
    background.execute(() -> attempt("made", hub, hub::keepSpare));
    var unused =
        background.schedule(
            () -> attempt("removed", hub, () -> hub.dropSpare(UNUSED)),
            UNUSED.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void attempt(String what, Hub hub, Runnable work) {
    try {
      work.run();
    } catch (GitProblem | UncheckedIOException failure) {
      log.info("no spare worktree {} for {}: {}", what, hub.folder(), failure.getMessage());
    }
  }

  /** Gives up what is being made and waits until that has ended. */
  @Override
  public void close() {
    background.shutdownNow();
    try {
      if (!background.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("a spare worktree is still being made");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
