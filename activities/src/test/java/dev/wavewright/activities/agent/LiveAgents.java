package dev.wavewright.activities.agent;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Samples how many agents of one session live at the same time, as the operating system sees it. A
 * child of an agent is none: it bears its parent's command line until it has become what it is to
 * be.
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
    List<ProcessHandle> alive =
        fixture.alive().stream()
            .flatMap(identity -> ProcessHandle.of(identity.pid()).stream())
            .filter(handle -> isNamed(handle, name))
            .filter(handle -> handle.parent().filter(parent -> isNamed(parent, name)).isEmpty())
            .toList();
    synchronized (pids) {
      alive.forEach(handle -> pids.add(handle.pid()));
    }
    most.accumulateAndGet(alive.size(), Math::max);
  }

  private static boolean isNamed(ProcessHandle handle, String name) {
    ProcessHandle.Info info = handle.info();
    return info.command().orElse("").endsWith("/java")
        && info.commandLine().orElse("").contains(name);
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
