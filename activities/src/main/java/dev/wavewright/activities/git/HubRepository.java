package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hub's bare repository and its lock: the primitives every operation is made of.
 *
 * @param landings what was read last, shared by all who have this hub open
 */
record HubRepository(
    Path folder,
    GitCommand git,
    RepositoryLocks locks,
    RepositoryReader reader,
    AtomicReference<Landings.@Nullable Known> landings) {
  GitCommand.Call call() {
    return git.on(folder);
  }

  /** Serialises mutations of this hub over threads and processes. */
  <T> T locked(Supplier<T> work) {
    return locks.holding(lockFile("hub"), work);
  }

  /** Serialises landings; taken before the hub's own lock, never after it. */
  <T> T lockedLanding(Supplier<T> work) {
    return locks.holding(lockFile("landing"), work);
  }

  /** Serialises looking into one session; taken before the hub's own lock, never after it. */
  <T> T lockedSession(SessionRefs refs, Supplier<T> work) {
    return locks.holding(lockFile("session-" + SessionRefs.name(refs.id())), work);
  }

  /** Serialises the making of shared checkouts; nothing else is locked meanwhile. */
  <T> T lockedCheckouts(Supplier<T> work) {
    return locks.holding(lockFile("checkouts"), work);
  }

  /** Serialises the making and taking of the spare worktree; nothing is locked after it. */
  <T> T lockedSpare(Supplier<T> work) {
    return locks.holding(lockFile("spare"), work);
  }

  /** Serialises the emptying of the trash; nothing is locked after it. */
  <T> T lockedTrash(Supplier<T> work) {
    return locks.holding(lockFile("trash"), work);
  }

  Path lockFile(String name) {
    return folder.resolveSibling(folder.getFileName() + ".locks").resolve(name);
  }

  /** Returns the folder of the git directories through which sessions are looked at. */
  Path mirrors() {
    return folder.resolve("wavewright");
  }

  /** Returns about how many objects lie loose; git spreads them evenly over 256 folders. */
  int looseObjects() {
    String[] sample = folder.resolve("objects").resolve("17").toFile().list();
    return sample == null ? 0 : sample.length * 256;
  }

  Optional<CommitId> commit(String name) {
    return reader.commit(name);
  }

  boolean isAncestor(CommitId ancestor, CommitId descendant) {
    return reader.isAncestor(ancestor, descendant);
  }

  /** Returns the tips of the hub's branches. */
  List<CommitId> heads() {
    return reader.refs("refs/heads/").stream().map(this::commit).flatMap(Optional::stream).toList();
  }

  String tree(CommitId commit) {
    return reader.tree(commit);
  }

  void pin(String ref, CommitId commit) {
    call().require("update-ref", "--no-deref", ref, commit.value());
  }

  /** Moves a ref from an expected value; empty means it must not exist. */
  void move(String ref, CommitId to, Optional<CommitId> from) {
    String expected = from.map(CommitId::value).orElse(ObjectFormat.of(to).nothing());
    call().require("update-ref", "--no-deref", ref, to.value(), expected);
  }

  void unpin(String ref) {
    call().require("update-ref", "--no-deref", "-d", ref);
  }

  /**
   * Moves a ref from an expected commit, and deletes a pin if it pins {@code to}; all or nothing.
   */
  void moveAndUnpin(String ref, CommitId to, CommitId from, String pin) {
    String move = "option no-deref\0update " + ref + "\0" + to + "\0" + from + "\0";
    transact(commit(pin).equals(Optional.of(to)) ? move + deletion(pin) : move);
  }

  /** Deletes those of {@code refs} that are there, in one transaction. */
  void unpinAll(List<String> refs) {
    transact(
        refs.stream()
            .filter(ref -> commit(ref).isPresent())
            .map(HubRepository::deletion)
            .collect(Collectors.joining()));
  }

  private static String deletion(String ref) {
    return "option no-deref\0delete " + ref + "\0\0";
  }

  private void transact(String commands) {
    if (!commands.isEmpty()) {
      call().input(commands).require("update-ref", "-z", "--stdin");
    }
  }
}
