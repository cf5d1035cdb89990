package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts, recognises and ends processes that outlive this one. Linux is the tested platform. */
public interface ProcessControl {
  /** A process just started, with what tells it from a later one of the same pid. */
  record Started(long pid, String identity) {}

  /** A process that listens on a port. */
  record Listener(long pid, String program) {}

  /**
   * Starts a process in a session of its own, its input empty and its output appended to a file.
   *
   * @param environment the whole environment of the process
   */
  Started start(List<String> command, Map<String, String> environment, Path folder, Path log)
      throws IOException;

  /** Returns the identity of a live process; empty if there is none or only its corpse is left. */
  Optional<String> identity(long pid);

  /** Tells whether exactly this process lives. */
  default boolean lives(long pid, String identity) {
    return pid > 0 && identity(pid).filter(identity::equals).isPresent();
  }

  /**
   * Asks exactly this process to end, and ends it with its group if it is still there afterwards.
   * Returns once it is gone; a process that does not live is left alone.
   *
   * @param grace how long it may take to end by itself; zero ends it at once
   * @return whether it ended by itself
   */
  boolean end(long pid, String identity, Duration grace);

  /** Returns who listens on a port of this machine; empty if nobody does, or it cannot be seen. */
  Optional<Listener> listener(int port);
}
