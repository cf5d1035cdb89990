package dev.wavewright.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The id of the Temporal namespace that this host works for, kept in its state folder. {@code up}
 * writes it when it makes its Temporal ready; a worker without an {@code up} learns it once.
 *
 * @param file holds the id, as the server gave it when the namespace was made
 */
record NamespaceIdentity(Path file) {
  private static final String NAME = "namespace-id";

  static NamespaceIdentity of(Path stateHome) {
    return new NamespaceIdentity(stateHome.resolve(NAME));
  }

  /** Returns the kept id; empty if none was learned yet. */
  Optional<String> known() {
    try {
      return Optional.of(Files.readString(file).strip()).filter(id -> !id.isEmpty());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unkept(e);
    }
  }

  /** Keeps this id unless there is one; returns the kept one. Workers that race agree on one. */
  String learn(String id) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null) {
        throw new IOException("no folder");
      }
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, NAME, ".new");
      Files.writeString(fresh, id + "\n");
      try {
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException e) {
        // Another worker was first; what it learned is the host's.
      }
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      throw unkept(e);
    }
    return known().orElse(id);
  }

  private UncheckedIOException unkept(IOException cause) {
    return new UncheckedIOException("cannot keep the id of Temporal's namespace in " + file, cause);
  }
}
