package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a hub's folders go that nobody needs any more: out of the way at once, deleted when there
 * is time. What a crash leaves in it goes with the next emptying.
 */
record Trash(HubRepository hub) {
  private Path folder() {
    return hub.folder().resolveSibling(hub.folder().getFileName() + ".trash");
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

  /**
   * Deletes what was taken until now, as far as that can be done.
   *
   * @return what cannot be deleted, for example because a program that ran as another user left
   *     files in it; it is tried again the next time
   */
  List<Path> empty() {
    return hub.lockedTrash(
        () -> {
          List<Path> stuck = new ArrayList<>();
          for (Path taken : taken()) {
            try {
              Folders.delete(taken);
            } catch (UncheckedIOException denied) {
              stuck.add(taken);
            }
          }
          leave();
          return List.copyOf(stuck);
        });
  }

  /** Whoever takes something away at this moment finds no place, and deletes it in place. */
  private void leave() {
    try {
      Files.deleteIfExists(folder());
    } catch (DirectoryNotEmptyException inUse) {
      // Something is stuck, or was taken just now.
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot delete " + folder(), failure);
    }
  }

  private List<Path> taken() {
    if (!Folders.isFolder(folder())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder())) {
      return entries.toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + folder(), failure);
    }
  }
}
