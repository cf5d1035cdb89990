package dev.wavewright.worker;

import dev.wavewright.activities.host.Attempts;
import dev.wavewright.activities.host.MaskingConversion;
import dev.wavewright.activities.process.Redactor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.spring.boot.TemporalOptionsCustomizer;
import io.temporal.spring.boot.WorkerOptionsCustomizer;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settings of Temporal's workers that no property reaches. */
@Configuration
class TemporalTuning {
  // A heartbeat carries liveness, so it must not wait for 80 % of its time-out.
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(5);

  /** Less than the stack waits for a worker to become ready. */
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(60);

  /** Exit code of a worker whose server is not its own any more; see docs/faults.md. */
  private static final int CONFLICT = 6;

  @Bean
  KnownServer knownServer(
      WorkerSettings settings,
      @Value("${spring.temporal.connection.target}") String address,
      @Value("${spring.temporal.namespace}") String namespace) {
    return new KnownServer(
        address, namespace, NamespaceIdentity.of(settings.stateHome()), TemporalTuning::stop);
  }

  /** At once, as if it were killed: what runs here is taken over by the next worker. */
  private static void stop(String why) {
    System.err.println("error: " + why);
    System.err.flush();
    Runtime.getRuntime().halt(CONFLICT);
  }

  @Bean
  TemporalOptionsCustomizer<WorkflowServiceStubsOptions.Builder> connection(KnownServer server) {
    return options ->
        options
            .setGrpcClientInterceptors(List.of(server))
            // A call that gRPC repeats by itself might go to another server; the SDK repeats it.
            .setChannelInitializer(channel -> channel.disableRetry());
  }

  @Bean
  SmartInitializingSingleton connected(WorkflowServiceStubs server) {
    return () -> connect(server);
  }

  /** The SDK asks a server once when workers start, and takes no answer within 5 s for the end. */
  private static void connect(WorkflowServiceStubs server) {
    long deadline = System.nanoTime() + PATIENCE_AT_START.toNanos();
    while (true) {
      try {
        server.connect(PATIENCE_AT_START);
        return;
      } catch (StatusRuntimeException slow) {
        if (slow.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED
            || System.nanoTime() > deadline) {
          throw slow;
        }
      }
    }
  }

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
