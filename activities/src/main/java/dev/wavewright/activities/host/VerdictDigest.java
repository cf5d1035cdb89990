package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;

/**
 * Names everything a verdict depends on: the tree, the commands, the copied files, and the commits
 * of the dependencies. Equal digests may share a verdict, others never do.
 */
final class VerdictDigest {
  private VerdictDigest() {}

  /**
   * @param tree id of the tree that was checked out
   * @param copied digests of the copied files, by path
   * @param dependencies commit given to the check, by repository
   */
  static String of(
      String tree,
      RepositorySettings repository,
      SortedMap<String, String> copied,
      SortedMap<RepositoryName, CommitId> dependencies) {
    MessageDigest digest = sha256();
    add(digest, "tree", List.of(tree));
    add(digest, "set-up", repository.setup());
    add(digest, "check", repository.check());
    copied.forEach((path, content) -> add(digest, "copy", List.of(path, content)));
    dependencies.forEach(
        (name, commit) -> add(digest, "depends", List.of(name.value(), commit.value())));
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  // Lengths go in first, so that no two lists of words read the same.
  private static void add(MessageDigest digest, String what, List<String> words) {
    update(digest, what);
    update(digest, Integer.toString(words.size()));
    words.forEach(word -> update(digest, word));
  }

  private static void update(MessageDigest digest, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
