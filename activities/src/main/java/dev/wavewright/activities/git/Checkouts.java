package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
      hub.git()
          .in(Folders.parent(folder))
          .require(
              "init",
              "--quiet",
              "--template=",
              "--initial-branch=wavewright-unborn",
              "--object-format=" + (commit.value().length() == 64 ? "sha256" : "sha1"),
              "--",
              partial.toString());
      // A shared clone without its remote, at a third of the commands.
      Path git = partial.resolve(".git");
      Files.createDirectories(git.resolve("objects").resolve("info"));
      Files.writeString(
          git.resolve("objects").resolve("info").resolve("alternates"),
          hub.folder().resolve("objects") + "\n");
      Files.writeString(git.resolve("config"), "[gc]\n\tauto = 0\n", StandardOpenOption.APPEND);
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
