package dev.wavewright.worker;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a worker process is told by whoever starts it.
 *
 * @param stateHome folder of hubs, sessions and run files; never inside a git work tree
 * @param configHome folder of {@code host.yml}
 * @param cacheHome folder of installed agents
 * @param epoch epoch of the embedded server's start, 0 with an external server
 * @param checksAtOnce checks run side by side on this host; 0 means one per core
 */
@ConfigurationProperties("wavewright")
public record WorkerSettings(
    Path stateHome, Path configHome, Path cacheHome, long epoch, int checksAtOnce) {
  public WorkerSettings {
    if (epoch < 0 || checksAtOnce < 0) {
      throw new IllegalArgumentException("wavewright.epoch and checks-at-once are not negative");
    }
  }

  /** Returns the number of checks that may run side by side. */
  int effectiveChecksAtOnce() {
    return checksAtOnce == 0 ? Runtime.getRuntime().availableProcessors() : checksAtOnce;
  }
}
