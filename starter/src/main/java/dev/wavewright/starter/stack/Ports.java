package dev.wavewright.starter.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the stack on loopback: the usual one if it is free, else any. */
final class Ports {
  static final int TEMPORAL = 7233;
  static final int TEMPORAL_UI = 8233;
  static final int GATEWAY = 8117;

  private Ports() {}

  static int usualOrFree(int usual) {
    return isFree(usual) ? usual : free();
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StackException(
          StackException.CONFIGURATION, "no free port on loopback: " + e, "ip link set lo up", e);
    }
  }
}
