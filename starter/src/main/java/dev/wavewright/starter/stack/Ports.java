package dev.wavewright.starter.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;

/** Ports of the stack on loopback: the usual one if it is free, else any. */
final class Ports {
  static final int TEMPORAL = 7233;
  static final int TEMPORAL_UI = 8233;
  static final int GATEWAY = 8117;

  private Ports() {}

  /** Returns the usual port if it is free; another, and says so, if not. */
  static int usualOrFree(int usual, Consumer<String> progress) {
    if (isFree(usual)) {
      return usual;
    }
    int other = free();
    progress.accept(taken(usual, other));
    return other;
  }

  private static String taken(int port, int other) {
    return "port " + port + " is taken, using " + other;
  }

  /** Says which ports were taken between their choice and their use. */
  static void sayMoves(StackRecord planned, StackRecord used, Consumer<String> progress) {
    sayMove(planned.gatewayPort(), used.gatewayPort(), progress);
    sayMove(planned.temporal().uiPort(), used.temporal().uiPort(), progress);
    if (!planned.temporal().address().equals(used.temporal().address())) {
      sayMove(
          TemporalAddress.port(planned.temporal().address()),
          TemporalAddress.port(used.temporal().address()),
          progress);
    }
  }

  private static void sayMove(int planned, int used, Consumer<String> progress) {
    if (planned != used) {
      progress.accept(taken(planned, used));
    }
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

  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StackException(
          StackException.CONFIGURATION, "no free port on loopback: " + e, "ip link set lo up", e);
    }
  }

  /** Tells whether Temporal is at its usual port. */
  static boolean usual(String address) {
    return address.endsWith(":" + TEMPORAL);
  }
}
