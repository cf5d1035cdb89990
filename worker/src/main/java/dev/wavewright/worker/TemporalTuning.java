package dev.wavewright.worker;

import dev.wavewright.activities.host.Attempts;
import dev.wavewright.activities.host.MaskingConversion;
import dev.wavewright.activities.process.Redactor;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.spring.boot.TemporalOptionsCustomizer;
import io.temporal.spring.boot.WorkerOptionsCustomizer;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settings of Temporal's workers that no property reaches. */
@Configuration
class TemporalTuning {
  // A heartbeat carries liveness, so it must not wait for 80 % of its time-out.
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(5);

  @Bean
  WorkerOptionsCustomizer workerOptions() {
    return (options, worker, taskQueue) ->
        options
            .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
            .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
            // An eagerly started activity would skip the host's own queue.
            .setDisableEagerExecution(true);
  }

  @Bean
  TemporalOptionsCustomizer<WorkflowClientOptions.Builder> clientOptions(Redactor redactor) {
    return options ->
        options
            .setIdentity("worker-" + ProcessHandle.current().pid())
            .setDataConverter(MaskingConversion.with(redactor));
  }

  @Bean
  TemporalOptionsCustomizer<WorkerFactoryOptions.Builder> factoryOptions(Attempts attempts) {
    return options -> options.setWorkerInterceptors(new AttemptKeeping(attempts));
  }
}
