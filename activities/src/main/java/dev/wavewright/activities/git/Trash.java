package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Where a hub's folders go that nobody needs any more: out of the way at once, deleted when there
 * is time. What a crash leaves in it goes with the next emptying.
 */
record Trash(HubRepository hub) {
  private Path folder() {
    return beside(".trash");
  }

  private Path beside(String suffix) {
    return hub.folder().resolveSibling(hub.folder().getFileName() + suffix);
  }

  /** Takes a folder away; does nothing if there is none. */
  void take(Path unneeded) {
    if (!Folders.isFolder(unneeded)) {
      Folders.delete(unneeded);
      return;
    }
    try {
      Path place = Files.createDirectories(folder()).resolve(UUID.randomUUID().toString());
      Files.move(unneeded, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException immovable) {
      // On another disk, say, or without the right to move it, which an agent can take away.
      Folders.delete(unneeded);
    }
  }

  /** Deletes what was taken until now. */
  void empty() {
    Path unused =
        hub.lockedTrash(
            () -> {
              Path emptied = beside(".trash.emptied");
              Folders.delete(emptied);
              try {
                if (Folders.isFolder(folder())) {
                  // Whoever takes something away meanwhile waits for nothing.
                  Files.move(folder(), emptied, StandardCopyOption.ATOMIC_MOVE);
                  Folders.delete(emptied);
                }
              } catch (IOException failure) {
                throw new UncheckedIOException("cannot empty " + folder(), failure);
              }
              return emptied;
            });
  }
}
