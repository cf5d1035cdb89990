package dev.wavewright.activities.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A repository that was just made: no template, no commit, no remote, and no garbage collection
 * that could delete objects behind a reader's back.
 *
 * @param gitDirectory where its configuration and objects are
 */
record NewRepository(Path gitDirectory) {
  static NewRepository bare(GitCommand git, Path folder, ObjectFormat format) throws IOException {
    return make(git, folder, folder, format, "--bare");
  }

  static NewRepository withWorkTree(GitCommand git, Path folder, ObjectFormat format)
      throws IOException {
    return make(git, folder, folder.resolve(".git"), format);
  }

  private static NewRepository make(
      GitCommand git, Path folder, Path gitDirectory, ObjectFormat format, String... kind)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("init", "--quiet"));
    arguments.addAll(List.of(kind));
    arguments.addAll(
        List.of(
            "--template=",
            "--initial-branch=wavewright-unborn",
            "--object-format=" + format.word(),
            "--",
            folder.toString()));
    git.in(Folders.parent(folder)).require(arguments.toArray(String[]::new));
    NewRepository made = new NewRepository(gitDirectory);
    made.configure("[gc]\n\tauto = 0\n");
    return made;
  }

  void configure(String sections) throws IOException {
    Files.writeString(gitDirectory.resolve("config"), sections, StandardOpenOption.APPEND);
  }

  /** Makes it a shared clone of the hub without its remote, at a fraction of the commands. */
  void borrowFrom(HubRepository hub) throws IOException {
    Path information = gitDirectory.resolve("objects").resolve("info");
    Files.createDirectories(information);
    Files.writeString(information.resolve("alternates"), hub.folder().resolve("objects") + "\n");
  }
}
