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
    TreeRules.of(hub)
        .require(
            commit, Stream.of(hub.commit(upstream.trusted())).flatMap(Optional::stream).toList());
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    try {
      Files.createDirectories(Folders.parent(folder));
      Folders.delete(partial);
      Folders.delete(folder);
      NewRepository.withWorkTree(hub.git(), partial, ObjectFormat.of(commit)).borrowFrom(hub);
      hub.git()
          .in(partial)
          .patience(GitCommand.WHOLE_REPOSITORY)
          .require("checkout", "--quiet", "--detach", commit.value());
      if (readOnly) {
        Folders.makeReadOnly(partial);
      }
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot check out " + commit + " at " + folder, failure);
    }
  }
}
