package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The bearer token of a stack's gateway: one file that only its user can read. */
public final class GatewayToken {
  private static final int BYTES = 32;

  private GatewayToken() {}

  /** Returns the token, made on first use. */
  public static String of(Path state) {
    Path file = state.resolve("gateway.token");
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw StackFile.unwritable(file, e);
    }
  }

  private static void create(Path file) throws IOException {
    Path next =
        Files.createTempFile(
            file.getParent(),
            "gateway",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(next, random() + "\n");
      // A link never replaces: of two that make the first token one wins, and both read it.
      Files.createLink(file, next);
    } catch (FileAlreadyExistsException e) {
      // The other one's token is as good.
    } finally {
      Files.delete(next);
    }
  }

  /** Returns a fresh secret. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
