package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.model.AgentSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets so many agents of a host be starting at once, over all its workers: not the agents at work
 * but the ones that start are what a busy machine lets time out. What an agent needs to start is
 * about one core, and memory, which is looked at just before. A worker that dies frees what it
 * held.
 */
public final class StartSlots {
  /** An agent of which nothing need be heard is taken to be at work after this time. */
  private static final Duration SILENT_START = Duration.ofSeconds(15);

  private final Path folder;
  private final SessionLocks locks;
  private final int atOnce;
  private final StartRoom room;

  /**
   * @param folder of the slots, the same for all workers of the host
   * @param locks the worker's one registry
   * @param atOnce at least 1
   * @param room asked before each start
   */
  public StartSlots(Path folder, SessionLocks locks, int atOnce, StartRoom room) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("nothing starts with " + atOnce + " at once");
    }
    this.folder = folder;
    this.locks = locks;
    this.atOnce = atOnce;
    this.room = room;
  }

  /**
   * Tells whether an agent is starting still, and so needs its slot. One that reports events does
   * until the first: on a busy machine that takes long, and ever more that start make it longer.
   *
   * @param heard whether it has said anything
   * @param reports whether its kind reports what it does
   */
  static boolean isStarting(boolean heard, boolean reports, Duration ran) {
    return !heard && (reports || ran.compareTo(SILENT_START) < 0);
  }

  /** Takes a slot if one is free. Closing it twice is harmless. */
  Optional<SessionLocks.Lock> tryTake() throws IOException {
    for (int number = 1; number <= atOnce; number++) {
      Optional<SessionLocks.Lock> slot = locks.tryLock(folder.resolve(Integer.toString(number)));
      if (slot.isPresent()) {
        return slot;
      }
    }
    return Optional.empty();
  }

  /** Tells whether the machine has room for an agent that has a slot. */
  boolean fits(AgentSettings agent) throws IOException {
    int starting = 0;
    for (int number = 1; number <= atOnce; number++) {
      Optional<SessionLocks.Lock> free = locks.tryLock(folder.resolve(Integer.toString(number)));
      starting += free.isPresent() ? 0 : 1;
      free.ifPresent(SessionLocks.Lock::close);
    }
    return room.fits(agent, starting);
  }
}
