package dev.wavewright.activities.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Samples how many agents of one session live at the same time, as the operating system sees it.
 */
final class LiveAgents implements AutoCloseable {
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final AtomicInteger most = new AtomicInteger();
  private final Set<Long> pids = new HashSet<>();
  private final Thread sampler;

  /**
   * @param name stands in the command line of an agent and of nothing else
   */
  LiveAgents(AgentFixture fixture, String name) {
    sampler =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (open.get()) {
                    sample(fixture, name);
                    try {
                      Thread.sleep(20);
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                });
  }

  private void sample(AgentFixture fixture, String name) {
    int alive = 0;
    for (var identity : fixture.alive()) {
      boolean agent =
          ProcessHandle.of(identity.pid())
              .map(ProcessHandle::info)
              .filter(info -> info.command().orElse("").endsWith("/java"))
              .flatMap(ProcessHandle.Info::commandLine)
              .filter(line -> line.contains(name))
              .isPresent();
      if (agent) {
        alive++;
        synchronized (pids) {
          pids.add(identity.pid());
        }
      }
    }
    int now = alive;
    most.accumulateAndGet(now, Math::max);
  }

  /** Returns the most that were seen alive at once. */
  int most() {
    return most.get();
  }

  /** Returns every agent that was ever seen. */
  Set<Long> pids() {
    synchronized (pids) {
      return Set.copyOf(pids);
    }
  }

  @Override
  public void close() throws InterruptedException {
    open.set(false);
    sampler.join();
  }
}
