package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions about the refs and objects of a bare repository; changes nothing. Every answer
 * is that of the moment: what another process wrote before the question is seen. Safe for threads.
 *
 * <p>Methods that take a commit throw {@link GitProblem} if it, or what they need of it, is not
 * there.
 */
interface RepositoryReader {
  /** Returns the commit that a full ref name, an id or an expression names; empty if none does. */
  Optional<CommitId> commit(String name);

  /** Tells whether {@code descendant} is {@code ancestor} or contains it, by any path. */
  boolean isAncestor(CommitId ancestor, CommitId descendant);

  /** Returns the id of a commit's tree. */
  String tree(CommitId commit);

  List<CommitId> parents(CommitId commit);

  /** Returns a commit's message, its first line too. */
  String message(CommitId commit);

  /** Returns every file, link and submodule of a commit, in the order of git. */
  List<TreeEntry> entries(CommitId commit);

  /**
   * Returns the content of a file as UTF-8, faults replaced.
   *
   * @param object a {@link TreeEntry#object}
   * @param longest empty if it has more bytes than this, or is no file's content
   */
  Optional<String> text(String object, int longest);

  /**
   * Returns the names of the refs below {@code prefix}, in their order.
   *
   * @param prefix ends with a slash
   */
  List<String> refs(String prefix);

  /**
   * One entry of a tree that is no tree itself.
   *
   * @param mode six octal digits
   */
  record TreeEntry(String mode, String object, String path) {
    /** Tells whether it is a file of attributes; git does not follow a link of that name. */
    boolean isAttributes() {
      return mode.startsWith("100") && ("/" + path).endsWith("/.gitattributes");
    }

    boolean isRepository() {
      return mode.equals("160000");
    }
  }
}
