package dev.wavewright.starter.stack;

import dev.wavewright.starter.stack.StackRecord.Role;
import java.util.function.Consumer;

/** Moves a part that is about to start to other ports where its own were taken meanwhile. */
final class FreePorts {
  private final ProcessControl processes;
  private final Consumer<String> say;

  FreePorts(ProcessControl processes, Consumer<String> say) {
    this.processes = processes;
    this.say = say;
  }

  /**
   * Ports were free when {@code up} chose them, and another program may have them by now. The
   * server moves only while no worker or gateway holds its address.
   */
  StackRecord ofTemporal(StackRecord record) {
    StackRecord.TemporalEndpoint temporal = record.temporal();
    boolean known =
        record.processes().stream()
            .filter(part -> part.role() == Role.WORKER || part.role() == Role.GATEWAY)
            .anyMatch(part -> processes.lives(part.pid(), part.identity()));
    if (known) {
      return record;
    }
    int port = TemporalAddress.port(temporal.address());
    int free = Ports.usualOrFree(port, say);
    return record.withTemporal(
        new StackRecord.TemporalEndpoint(
            temporal.mode(),
            free == port ? temporal.address() : "127.0.0.1:" + free,
            temporal.uiPort() == 0 ? 0 : Ports.usualOrFree(temporal.uiPort(), say),
            temporal.serverVersion(),
            temporal.binary()));
  }

  /** Looked at before each start of the gateway, for it may have been dead for a while. */
  StackRecord ofGateway(StackRecord record) {
    return record.withGatewayPort(Ports.usualOrFree(record.gatewayPort(), say));
  }
}
