package dev.wavewright.worker;

import dev.wavewright.activities.host.HandOver;
import dev.wavewright.activities.host.PressureWatch;
import dev.wavewright.activities.host.TemporalQueues;
import dev.wavewright.activities.machine.Carrying;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.model.HostId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tells the gate what this host carries, and the supervisor that the worker is ready; from then on
 * takes over what other workers of this host leave when they die, watches the machine, and tells
 * the gate again should it have forgotten the host or given it up.
 */
@Component
class HostAnnouncement implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(HostAnnouncement.class);
  private static final long LOOK_SECONDS = 1;
  private static final long ASK_SECONDS = 10;
  private static final long WATCH_SECONDS = 2;

  /** For so long a loss stays in force at the least: who declared it waits to see it. */
  private static final long LOST_SECONDS = 5;

  private final TemporalQueues queues;
  private final HostId host;
  private final WorkerSettings settings;
  private final Carrying carrying;
  private final HandOver handOver;
  private final PressureWatch watch;
  private final ScheduledExecutorService looks =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("announcement-", 1).factory());

  HostAnnouncement(
      TemporalQueues queues,
      HostId host,
      WorkerSettings settings,
      Carrying carrying,
      HandOver handOver,
      PressureWatch watch) {
    this.queues = queues;
    this.host = host;
    this.settings = settings;
    this.carrying = carrying;
    this.handOver = handOver;
    this.watch = watch;
  }

  @EventListener(ApplicationReadyEvent.class)
  @Order(Ordered.LOWEST_PRECEDENCE)
  void announce() {
    HostRegistration registration = new HostRegistration(host, carrying.sessions());
    queues.register(registration, settings.epoch());
    Path ready =
        settings
            .stateHome()
            .resolve("run")
            .resolve("worker-" + ProcessHandle.current().pid() + ".ready");
    try {
      Files.createDirectories(ready.getParent());
      Files.writeString(ready, host.value() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + ready, e);
    }
    ready.toFile().deleteOnExit();
    ScheduledFuture<?> unused =
        looks.scheduleWithFixedDelay(this::takeOver, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    ScheduledFuture<?> unusedToo =
        looks.scheduleWithFixedDelay(
            () -> ask(() -> later(registration)), ASK_SECONDS, ASK_SECONDS, TimeUnit.SECONDS);
    ScheduledFuture<?> unusedWatch =
        looks.scheduleWithFixedDelay(this::watch, 0, WATCH_SECONDS, TimeUnit.SECONDS);
    log.info("ready: host {} carries {}", host, carrying.words());
  }

  private void watch() {
    try {
      watch
          .look()
          .ifPresent(
              told -> log.info("told the gate: pressure {} {}", told.pressure(), told.reason()));
    } catch (IOException | RuntimeException e) {
      log.debug("the machine cannot be watched now, next time again", e);
    }
  }

  private void later(HostRegistration registration) {
    ScheduledFuture<?> unused =
        looks.schedule(
            () -> ask(() -> registerAgain(registration)), LOST_SECONDS, TimeUnit.SECONDS);
  }

  /** Asking costs the gate no history. */
  private void ask(Runnable unknown) {
    try {
      if (!queues.knows(host)) {
        unknown.run();
      }
    } catch (RuntimeException e) {
      log.debug("whether the gate knows this host cannot be asked now, next time again", e);
    }
  }

  /**
   * A worker that runs is proof that its host is not lost. Registering lets the gate count again,
   * and have ended, what it gave up with the host.
   */
  private void registerAgain(HostRegistration registration) {
    queues.register(registration, settings.epoch());
    log.info("registered host {} again: the gate did not know it", host);
  }

  private void takeOver() {
    try {
      int taken = handOver.endAbandonedAttempts();
      if (taken > 0) {
        log.info("took over {} attempts of a worker that is gone", taken);
      }
    } catch (RuntimeException e) {
      log.warn("what dead workers left cannot be taken over now, next time again", e);
    }
  }

  /** A worker that drains says no more that its host is there. */
  @EventListener(ContextClosedEvent.class)
  void endLooks() {
    looks.shutdownNow();
  }

  @Override
  public void destroy() {
    endLooks();
  }
}
