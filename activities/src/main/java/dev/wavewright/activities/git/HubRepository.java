package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The hub's bare repository and its lock: the primitives every operation is made of. */
record HubRepository(Path folder, GitCommand git, RepositoryLocks locks) {
  GitCommand.Call call() {
    return git.on(folder);
  }

  /** Serialises mutations of this hub over threads and processes. */
  <T> T locked(Supplier<T> work) {
    return locks.holding(lockFile("hub"), work);
  }

  /** Serialises looking into one session; taken before the hub's own lock, never after it. */
  <T> T lockedSession(SessionRefs refs, Supplier<T> work) {
    return locks.holding(lockFile("session-" + SessionRefs.name(refs.id())), work);
  }

  /** Serialises the making of shared checkouts; nothing else is locked meanwhile. */
  <T> T lockedCheckouts(Supplier<T> work) {
    return locks.holding(lockFile("checkouts"), work);
  }

  Path lockFile(String name) {
    return folder.resolveSibling(folder.getFileName() + ".locks").resolve(name);
  }

  /** Returns the folder of the git directories through which sessions are looked at. */
  Path mirrors() {
    return folder.resolve("wavewright");
  }

  Optional<CommitId> commit(String name) {
    return commit(call(), name);
  }

  /** Returns the commits of several refs, in their order, by one command. */
  List<Optional<CommitId>> commits(List<String> refs) {
    StringBuilder questions = new StringBuilder();
    refs.forEach(ref -> questions.append(ref).append("^{commit}\n"));
    return call()
        .input(questions.toString())
        .require("cat-file", "--batch-check=%(objecttype) %(objectname)")
        .lines()
        .map(
            line ->
                line.startsWith("commit ")
                    ? Optional.of(new CommitId(line.substring("commit ".length())))
                    : Optional.<CommitId>empty())
        .toList();
  }

  static Optional<CommitId> commit(GitCommand.Call call, String name) {
    GitResult result =
        call.run("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    return result.succeeded() ? Optional.of(new CommitId(result.text())) : Optional.empty();
  }

  boolean isAncestor(CommitId ancestor, CommitId descendant) {
    return isAncestor(call(), ancestor, descendant);
  }

  static boolean isAncestor(GitCommand.Call call, CommitId ancestor, CommitId descendant) {
    if (ancestor.equals(descendant)) {
      return true;
    }
    GitResult result =
        call.run("merge-base", "--is-ancestor", ancestor.value(), descendant.value());
    return switch (result.exitCode()) {
      case 0 -> true;
      case 1 -> false;
      default ->
          throw result.problem(
              Kind.FAILED, "cannot tell whether " + descendant + " contains " + ancestor);
    };
  }

  String tree(CommitId commit) {
    return call().require("rev-parse", "--verify", commit.value() + "^{tree}");
  }

  void pin(String ref, CommitId commit) {
    call().require("update-ref", "--no-deref", ref, commit.value());
  }

  /** Moves a ref from an expected value; empty means it must not exist. */
  void move(String ref, CommitId to, Optional<CommitId> from) {
    String expected = from.map(CommitId::value).orElse("0".repeat(to.value().length()));
    call().require("update-ref", "--no-deref", ref, to.value(), expected);
  }

  void unpin(String ref) {
    call().require("update-ref", "--no-deref", "-d", ref);
  }
}
