package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.SessionLocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets so many agents of a host be starting at once, over all its workers: not the agents at work
 * but the ones that start are what a busy machine lets time out. What an agent needs to start is
 * about one core. A worker that dies frees what it held.
 */
public final class StartSlots {
  /** An agent that has not said anything after this time is at work, or waits for its model. */
  static final Duration LONGEST = Duration.ofSeconds(15);

  private final Path folder;
  private final SessionLocks locks;
  private final int atOnce;

  /**
   * @param folder of the slots, the same for all workers of the host
   * @param locks the worker's one registry
   * @param atOnce at least 1
   */
  public StartSlots(Path folder, SessionLocks locks, int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("nothing starts with " + atOnce + " at once");
    }
    this.folder = folder;
    this.locks = locks;
    this.atOnce = atOnce;
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
}
