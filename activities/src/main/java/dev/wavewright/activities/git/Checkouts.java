package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes commits to fresh folders, under configuration that no agent wrote. */
record Checkouts(HubRepository hub, Upstream upstream) {
  void write(CommitId commit, Path wanted, boolean readOnly) {
    Path folder = wanted.toAbsolutePath().normalize();
    new TreeRules(hub::call)
        .require(
            commit, Stream.of(hub.commit(upstream.trusted())).flatMap(Optional::stream).toList());
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    try {
      Files.createDirectories(Folders.parent(folder));
      Folders.delete(partial);
      Folders.delete(folder);
      hub.git()
          .in(Folders.parent(folder))
          .require(
              "clone",
              "--quiet",
              "--shared",
              "--no-checkout",
              "--no-tags",
              "--template=",
              "--",
              hub.folder().toString(),
              partial.toString());
      GitCommand git = hub.git();
      git.in(partial).require("remote", "remove", "origin");
      git.in(partial).require("config", "gc.auto", "0");
      git.in(partial).require("checkout", "--quiet", "--detach", commit.value());
      if (readOnly) {
        Folders.makeReadOnly(partial);
      }
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot check out " + commit + " at " + folder, failure);
    }
  }
}
