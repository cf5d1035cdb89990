package dev.wavewright.activities.git;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The branches that a person's repository and its linked work trees have checked out, as their
 * plain files tell. What those do not tell beyond doubt is a question to git.
 */
record WorkTreeHeads(Path gitDirectory) {
  private static final String REFERENCE = "ref:";

  static WorkTreeHeads of(Path repository) {
    Path inside = repository.resolve(".git");
    return new WorkTreeHeads(Files.exists(inside) ? inside : repository);
  }

  /** Tells that none of them has {@code branch}, a full ref name; false where that is not sure. */
  boolean surelyWithout(String branch) {
    try {
      for (Path head : heads()) {
        if (Files.isSymbolicLink(head) || mayName(Files.readString(head).strip(), branch)) {
          return false;
        }
      }
      return true;
    } catch (IOException | DirectoryIteratorException unclear) {
      return false;
    }
  }

  /** Anything but a commit, or a branch that is not another name for one, is left to git. */
  private boolean mayName(String head, String branch) throws IOException {
    if (!head.startsWith(REFERENCE)) {
      return !head.matches("[0-9a-f]{40,64}");
    }
    String name = head.substring(REFERENCE.length()).strip();
    Path loose = gitDirectory.resolve(name);
    return name.equals(branch)
        || !name.startsWith("refs/heads/")
        // Where refs are kept in another way, every HEAD bears this name.
        || name.equals("refs/heads/.invalid")
        || (Files.isRegularFile(loose) && Files.readString(loose).startsWith(REFERENCE));
  }

  private List<Path> heads() throws IOException {
    List<Path> heads = new ArrayList<>(List.of(gitDirectory.resolve("HEAD")));
    Path linked = gitDirectory.resolve("worktrees");
    if (Files.exists(linked)) {
      try (DirectoryStream<Path> trees = Files.newDirectoryStream(linked)) {
        trees.forEach(tree -> heads.add(tree.resolve("HEAD")));
      }
    }
    return heads;
  }
}
