package dev.wavewright.worker;

import dev.wavewright.activities.host.HandOver;
import dev.wavewright.activities.host.TemporalQueues;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.model.HostId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Tells the gate what this host carries, and the supervisor that the worker is ready. */
@Component
class HostAnnouncement {
  private static final Logger log = LoggerFactory.getLogger(HostAnnouncement.class);

  private final TemporalQueues queues;
  private final HostId host;
  private final WorkerSettings settings;
  private final String sessions;
  private final HandOver handOver;

  HostAnnouncement(
      TemporalQueues queues,
      HostId host,
      WorkerSettings settings,
      @Value("${sessions:auto}") String sessions,
      HandOver handOver) {
    this.queues = queues;
    this.host = host;
    this.settings = settings;
    this.sessions = sessions;
    this.handOver = handOver;
  }

  @EventListener(ApplicationReadyEvent.class)
  @Order(Ordered.LOWEST_PRECEDENCE)
  void announce() {
    int carried = HostCapacity.sessions(sessions);
    queues.register(new HostRegistration(host, carried), settings.epoch());
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
    int taken = handOver.endAbandonedAttempts();
    if (taken > 0) {
      log.info("took over {} attempts of a worker that is gone", taken);
    }
    log.info("ready: host {} carries {} sessions", host, carried);
  }
}
