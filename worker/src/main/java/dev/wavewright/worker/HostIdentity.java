package dev.wavewright.worker;

import dev.wavewright.workflows.model.HostId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The id of this host, made once and kept in its state folder: worktrees are found by it. */
final class HostIdentity {
  private static final int LONGEST_NAME = 40;

  private HostIdentity() {}

  /** Returns the kept id, making it first if there is none. Workers that race agree on one. */
  static HostId of(Path stateHome) {
    Path file = stateHome.resolve("host-id");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(stateHome);
        Path fresh = Files.createTempFile(stateHome, "host-id", ".new");
        Files.writeString(fresh, invent());
        try {
          Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
          // Another worker was first; its id is the host's.
        } catch (UnsupportedOperationException e) {
          Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(fresh);
      }
      return new HostId(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the host's id in " + file, e);
    }
  }

  private static String invent() {
    String name = machineName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
    String start = name.matches("[a-z0-9].*") ? name : "host";
    byte[] suffix = new byte[2];
    ThreadLocalRandom.current().nextBytes(suffix);
    return start.substring(0, Math.min(start.length(), LONGEST_NAME))
        + "-"
        + HexFormat.of().formatHex(suffix);
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host";
    }
  }
}
