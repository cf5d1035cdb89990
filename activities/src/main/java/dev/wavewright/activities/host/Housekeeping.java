package dev.wavewright.activities.host;

import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.git.Hub;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * one that nobody took for ten minutes is removed, if its worker lives as long. The files of a
 * session that ended are deleted, and a hub that has grown is pruned when its last session ends.
 *
 * <p>Nothing is begun at once: it would be asked for just when the next issue takes the place of
 * the one before, and its agent's start is what people wait for.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** As many as git itself leaves lie before it collects them. */
  private static final int LOOSE_OBJECTS = 6700;

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Duration pause;
  private final Duration unused;
  private final int looseObjects;
  private final ScheduledThreadPoolExecutor background;
  private final Map<Path, Hub> withTrash = new ConcurrentHashMap<>();

  public Housekeeping() {
    this(PAUSE, UNUSED, LOOSE_OBJECTS);
  }

  /**
   * @param pause from being asked for something to its beginning
   * @param unused after this time a spare that nobody took is removed
   * @param looseObjects a hub with about as many is pruned
   */
  Housekeeping(Duration pause, Duration unused, int looseObjects) {
    this.pause = pause;
    this.unused = unused;
    this.looseObjects = looseObjects;
    // What is still asked of it once it is closed needs not be done: that must not fail an issue.
    this.background =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("housekeeping").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Asks for a spare worktree of {@code hub}; returns at once. */
  void spareWanted(Hub hub) {
    // A worker that was killed may have left some.
    withTrash.put(hub.folder(), hub);
    after(
        pause,
        () -> {
          emptyTrash(hub);
          attempt("keep a spare worktree", hub, hub::keepSpare);
          // Counted from here: what was made just now would be too young at a time set before.
          after(unused, () -> attempt("remove a spare worktree", hub, () -> hub.dropSpare(unused)));
        });
  }

  /** Tells that a session of {@code hub} is gone; returns at once. */
  void sessionEnded(Hub hub) {
    withTrash.put(hub.folder(), hub);
    after(
        pause,
        () -> {
          emptyTrash(hub);
          attempt(
              "prune",
              hub,
              () -> {
                if (hub.prune(looseObjects)) {
                  log.info("pruned {}", hub.folder());
                }
              });
        });
  }

  private void emptyTrash(Hub hub) {
    if (withTrash.remove(hub.folder(), hub)) {
      attempt(
          "delete what is left of sessions",
          hub,
          () -> {
            List<Path> stuck = hub.emptyTrash();
            if (!stuck.isEmpty()) {
              log.warn("cannot delete {}: remove it by hand, it is in nobody's way", stuck);
            }
          });
    }
  }

  private void after(Duration time, Runnable work) {
    var ignored = background.schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
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

  /**
   * Begins nothing any more, waits some seconds for what is being done, then deletes what sessions
   * left: nobody else may come for it.
   */
  @Override
  public void close() {
    background.shutdown();
    try {
      if (!background.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("something that was being done in the background is cut short");
        background.shutdownNow();
      }
      List.copyOf(withTrash.values()).forEach(this::emptyTrash);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
