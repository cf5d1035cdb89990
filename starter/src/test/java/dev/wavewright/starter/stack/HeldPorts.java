package dev.wavewright.starter.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports that are taken while this is open: by whoever has them now, and by this as soon as that one
 * lets go.
 */
final class HeldPorts implements AutoCloseable {
  private final List<Thread> holders = new ArrayList<>();

  HeldPorts(int... ports) {
    for (int port : ports) {
      ServerSocket first = take(port);
      holders.add(Thread.ofPlatform().start(() -> hold(port, first)));
    }
  }

  private static void hold(int port, @Nullable ServerSocket first) {
    ServerSocket held = first;
    try {
      while (true) {
        if (held == null) {
          held = take(port);
        }
        Thread.sleep(10);
      }
    } catch (InterruptedException closed) {
      if (held != null) {
        close(held);
      }
    }
  }

  private static @Nullable ServerSocket take(int port) {
    ServerSocket socket;
    try {
      socket = new ServerSocket();
    } catch (IOException e) {
      throw new AssertionError("no socket", e);
    }
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      close(socket);
      return null;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("a socket that cannot be closed", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    holders.forEach(Thread::interrupt);
    for (Thread holder : holders) {
      holder.join();
    }
  }
}
