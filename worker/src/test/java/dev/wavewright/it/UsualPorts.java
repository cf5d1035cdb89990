package dev.wavewright.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Keeps the ports that every stack takes first, for the whole suite. So each stack has ports of its
 * own, and one that starts while another's server is dead does not come to sit at that one's port.
 */
final class UsualPorts implements BeforeAllCallback {
  /** Of Temporal, its Web UI and the gateway; see docs/faults.md. */
  private static final List<Integer> USUAL = List.of(7233, 8233, 8117);

  private static final Namespace NAMESPACE = Namespace.create(UsualPorts.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Held.class, key -> new Held(), Held.class);
  }

  /** What somebody else has taken is as good as held. */
  private static final class Held implements AutoCloseable {
    private final List<ServerSocket> sockets = new ArrayList<>();

    Held() {
      for (int port : USUAL) {
        hold(port).ifPresent(sockets::add);
      }
    }

    private static Optional<ServerSocket> hold(int port) {
      try {
        return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      } catch (IOException taken) {
        return Optional.empty();
      }
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
