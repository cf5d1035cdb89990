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
 * What a host does for its hubs in the background, one thing at a time. Losing any of it costs
 * nothing but time and space.
 *
 * <p>A worktree is kept in reserve for the next issue of a repository in which a wave is at work;
 * one that nobody took for ten minutes is removed, if its worker lives as long. A hub that has
 * grown is pruned when the last session ends that borrows from it.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** As many as git itself leaves lie before it collects them. */
  private static final int LOOSE_OBJECTS = 6700;

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Duration unused;
  private final int looseObjects;
  private final ScheduledExecutorService background;

  public Housekeeping() {
    this(UNUSED, LOOSE_OBJECTS);
  }

  /**
   * @param unused after this time a spare that nobody took is removed
   * @param looseObjects a hub with about as many is pruned
   */
  Housekeeping(Duration unused, int looseObjects) {
    this.unused = unused;
    this.looseObjects = looseObjects;
    // What is still asked of it once it is closed needs not be done: that must not fail an issue.
    this.background =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("housekeeping").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Asks for a spare worktree of {@code hub}; returns at once. */
  void spareWanted(Hub hub) {
    background.execute(
        () -> {
          attempt("keep a spare worktree", hub, hub::keepSpare);
          // Counted from here: what was made just now would be too young at a time set before.
          var ignored =
              background.schedule(
                  () -> attempt("remove a spare worktree", hub, () -> hub.dropSpare(unused)),
                  unused.toMillis(),
                  TimeUnit.MILLISECONDS);
        });
  }

  /** Tells that a session of {@code hub} is gone; returns at once. */
  void sessionEnded(Hub hub) {
    background.execute(
        () ->
            attempt(
                "prune",
                hub,
                () -> {
                  if (hub.prune(looseObjects)) {
                    log.info("pruned {}", hub.folder());
                  }
                }));
  }

  private static void attempt(String what, Hub hub, Runnable work) {
    try {
      work.run();
    } catch (GitProblem | UncheckedIOException failure) {
      log.info("could not {} in {}: {}", what, hub.folder(), failure.getMessage());
    } catch (RuntimeException unforeseen) {
      log.warn("could not {} in {}", what, hub.folder(), unforeseen);
    }
  }

  /** Gives up what is being done and waits until that has ended. */
  @Override
  public void close() {
    background.shutdownNow();
    try {
      if (!background.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("something is still being done in the background");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
