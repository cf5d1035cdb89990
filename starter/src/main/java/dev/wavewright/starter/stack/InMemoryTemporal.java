package dev.wavewright.starter.stack;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Temporal's Java test server inside this process: time runs at its own pace, nothing survives a
 * restart.
 */
final class InMemoryTemporal implements AutoCloseable {
  /** Said on every start. */
  static final String WARNING =
      "IN MEMORY: this Temporal is a test server, NOTHING SURVIVES a restart, no Web UI";

  private final TestServicesStarter services;
  private final Server server;

  private InMemoryTemporal(TestServicesStarter services, Server server) {
    this.services = services;
    this.server = server;
  }

  /**
   * Starts it on loopback. The test server's own way to a port listens on every interface, so its
   * services are put behind a server of ours.
   */
  static InMemoryTemporal start(int port) throws IOException {
    TestServicesStarter services = new TestServicesStarter(true, 0);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    services.getServices().forEach(builder::addService);
    return new InMemoryTemporal(services, builder.build().start());
  }

  @Override
  public void close() {
    server.shutdownNow();
    services.close();
  }
}
