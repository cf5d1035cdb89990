package dev.wavewright.activities.host;

import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.git.Hub;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worktree in reserve for the next issue of a repository in which a wave is at work. Made
 * one at a time, in the background; one that nobody took for ten minutes is removed, if its worker
 * lives as long. Losing one costs nothing but time.
 */
public final class Spares implements AutoCloseable {
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Spares.class);

  private final Duration unused;
  private final ScheduledExecutorService background;

  public Spares() {
    this(UNUSED);
  }

  /**
   * @param unused after this time a spare that nobody took is removed
   */
  Spares(Duration unused) {
    this.unused = unused;
    // What is still asked of it once it is closed needs no spare: that must not fail an issue.
    this.background =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("spare-worktrees").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Asks for a spare of {@code hub}; returns at once. */
  void wanted(Hub hub) {
    background.execute(
        () -> {
          attempt("made", hub, hub::keepSpare);
          // Counted from here: what was made just now would be too young at a time set before.
          var ignored =
              background.schedule(
                  () -> attempt("removed", hub, () -> hub.dropSpare(unused)),
                  unused.toMillis(),
                  TimeUnit.MILLISECONDS);
        });
  }

  private static void attempt(String what, Hub hub, Runnable work) {
    try {
      work.run();
    } catch (GitProblem | UncheckedIOException failure) {
      log.info("no spare worktree {} for {}: {}", what, hub.folder(), failure.getMessage());
    } catch (RuntimeException unforeseen) {
      log.warn("no spare worktree {} for {}", what, hub.folder(), unforeseen);
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
