package dev.wavewright.worker;

import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops the workers before anything they use is closed. A running agent is handed over, not ended:
 * its activity attempt fails at once and the next worker adopts the process.
 */
@Component
class GracefulDrain implements SmartLifecycle {
  private static final long PATIENCE_SECONDS = 20;

  private final WorkerFactory factory;
  private volatile boolean running;

  GracefulDrain(WorkerFactory factory) {
    this.factory = factory;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    factory.shutdown();
    factory.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    factory.shutdownNow();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
