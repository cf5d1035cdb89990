package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.activities.git.RepositoryReader.TreeEntry;
import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A git directory of the hub's own for looking at one session. Its configuration, index and new
 * objects are ours; it borrows the session's objects and looks at the session's files. So nothing
 * the agent configured is in force: no hook, filter, file monitor or merge driver can run.
 *
 * @param folder inside the hub's folder
 */
record Mirror(HubRepository hub, Session session, Path folder) {
  private static final String UNBORN = "ref: refs/heads/unborn";

  private static String configuration(ObjectFormat format) {
    return "[core]\n\tbare = true\n\tlogAllRefUpdates = false\n\trepositoryformatversion = "
        + switch (format) {
          case SHA1 -> "0\n";
          case SHA256 -> "1\n[extensions]\n\tobjectFormat = sha256\n";
        };
  }

  static Mirror of(HubRepository hub, Session session) {
    return new Mirror(hub, session, hub.mirrors().resolve(SessionRefs.name(session.id())));
  }

  /** Writes the git directory, over whatever an earlier attempt left. */
  Mirror prepare(List<String> leftOut) {
    try {
      Files.createDirectories(folder.resolve("refs"));
      Files.createDirectories(folder.resolve("objects").resolve("info"));
      Files.createDirectories(folder.resolve("info"));
      Files.deleteIfExists(folder.resolve("index.lock"));
      Files.writeString(folder.resolve("config"), configuration(ObjectFormat.of(session.base())));
      List<String> lenders = new ArrayList<>();
      lenders.add(hub.folder().resolve("objects").toString());
      if (Folders.isFolder(session.repository().resolve("objects"))) {
        lenders.add(session.repository().resolve("objects").toString());
      }
      Files.write(folder.resolve("objects").resolve("info").resolve("alternates"), lenders);
      Files.write(
          folder.resolve("info").resolve("exclude"),
          leftOut().patterns(session.worktree(), leftOut));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot prepare " + folder, failure);
    }
    head(UNBORN);
    return this;
  }

  /** Returns what was in the worktree before the agent began. */
  LeftOut leftOut() {
    return new LeftOut(folder.resolve("left-out"));
  }

  /** Returns what lies in the worktree that neither {@code commit} has nor git ignores. */
  List<String> untracked(CommitId commit) {
    Folders.delete(folder.resolve("index"));
    staged().require("read-tree", commit.value());
    return GitResult.fields(
        staged().require("ls-files", "-z", "--others", "--exclude-standard", "--directory"));
  }

  /**
   * Returns what the index has and the worktree has otherwise or no more. Fill the index before, by
   * {@link #untracked}.
   */
  List<String> changed() {
    GitResult unused = staged().run("update-index", "-q", "--ignore-submodules", "--refresh");
    List<String> names =
        GitResult.fields(
            staged().require("diff-files", "-z", "--name-only", "--ignore-submodules=all"));
    return names.stream().filter(name -> !isAsStored(name)).toList();
  }

  /**
   * Tells whether a file's very bytes are those of the index. Attributes can make git see a change
   * in a file that is as it was checked out.
   */
  private boolean isAsStored(String name) {
    Path path = session.worktree().resolve(name);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    String stored = staged().require("rev-parse", "--verify", ":" + name);
    return staged().run("hash-object", "--no-filters", "--", path.toString()).text().equals(stored);
  }

  GitCommand.Call call() {
    return hub.git().on(folder);
  }

  GitCommand.Call staged() {
    return call().index(folder.resolve("index")).workTree(session.worktree());
  }

  boolean worktreePresent() {
    return Folders.isFolder(session.worktree());
  }

  PrivateRefs refs() {
    return new PrivateRefs(session.repository());
  }

  /** Returns the worktree's commit if its object is there. */
  Optional<CommitId> head() {
    return refs().head().filter(this::holds);
  }

  /** Reads what the session and the hub have, with git alone: a session's objects are its own. */
  RepositoryReader reader() {
    return new GitReader(this::call);
  }

  private boolean hubHolds(CommitId commit) {
    return hub.commit(commit.value()).isPresent();
  }

  boolean holds(CommitId commit) {
    if (hubHolds(commit)) {
      return true;
    }
    GitResult type = call().run("cat-file", "-t", commit.value());
    return type.succeeded() && type.text().equals("commit");
  }

  /** Tells whether everything a commit names is there, down to the session's base. */
  boolean isWhole(CommitId commit) {
    if (isPinned(commit)) {
      return true;
    }
    return call()
        .limit(1 << 10)
        .run("rev-list", "--objects", "--quiet", commit.value(), "--not", session.base().value())
        .succeeded();
  }

  boolean descendsFromBase(CommitId commit) {
    return isWhole(commit) && isAncestor(session.base(), commit);
  }

  /** What the hub's branches contain, or it has pinned for the session, came into it whole. */
  private boolean isPinned(CommitId commit) {
    return commit.equals(session.base())
        || hub.commit(new SessionRefs(session.id()).collected()).equals(Optional.of(commit))
        || isOnHubBranch(commit);
  }

  /** Tells whether one of the hub's branches contains {@code commit}. */
  boolean isOnHubBranch(CommitId commit) {
    return hubHolds(commit) && hub.heads().stream().anyMatch(head -> isAncestor(commit, head));
  }

  boolean isAncestor(CommitId ancestor, CommitId descendant) {
    if (hubHolds(ancestor) && hubHolds(descendant)) {
      try {
        return hub.isAncestor(ancestor, descendant);
      } catch (GitProblem incomplete) {
        // A fetch that was refused may have left a commit there without its history.
      }
    }
    return reader().isAncestor(ancestor, descendant);
  }

  String tree(CommitId commit) {
    return hubHolds(commit) ? hub.tree(commit) : reader().tree(commit);
  }

  /**
   * The worktree's content as a tree.
   *
   * @param nested folders that are git repositories of their own, whose content is not in the tree
   */
  record Snapshot(String tree, Set<String> nested) {}

  /**
   * Writes the worktree's content, ignored files aside, as a tree; {@code from} fills the index.
   */
  Snapshot snapshot(CommitId from) {
    if (!staged().run("read-tree", "-m", from.value()).succeeded()) {
      Folders.delete(folder.resolve("index"));
      staged().require("read-tree", from.value());
    }
    // With a nested repository in the index git would run `git status` inside it, under the
    // configuration found there.
    List<String> modules = gitlinks(from);
    remove(paths(modules));
    GitResult added = staged().run("add", "-A", "--ignore-errors");
    if (!added.succeeded()) {
      throw added.problem(Kind.FAILED, "the worktree cannot be read");
    }
    Set<String> nested = paths(gitlinks());
    remove(nested);
    nested.removeAll(paths(modules));
    restore(modules);
    return new Snapshot(staged().require("write-tree"), nested);
  }

  /**
   * Tells by one process that the worktree's content, ignored files aside, is that of a commit of
   * the hub which the last snapshot showed too. False tells nothing.
   */
  boolean surelyHolds(CommitId commit) {
    if (!hubHolds(commit)
        || !Files.exists(folder.resolve("index"))
        || hub.reader().entries(commit).stream().anyMatch(TreeEntry::isRepository)
        // A snapshot that failed or was cut short may have left one in the index.
        || !gitlinks().isEmpty()) {
      return false;
    }
    head(commit.value());
    GitResult differences =
        staged()
            .run(
                "status",
                "--porcelain",
                "-z",
                "--untracked-files=normal",
                "--ignored=no",
                "--no-renames");
    head(UNBORN);
    return differences.succeeded() && differences.output().length == 0;
  }

  private void head(String content) {
    try {
      Files.writeString(folder.resolve("HEAD"), content + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write in " + folder, failure);
    }
  }

  /**
   * Writes the worktree's content as a tree.
   *
   * @throws GitProblem if a git repository of its own is nested in it
   */
  String wholeSnapshot(CommitId from) {
    Snapshot snapshot = snapshot(from);
    if (!snapshot.nested().isEmpty()) {
      throw new GitProblem(
          Kind.HOSTILE_TREE,
          "'"
              + CommitNote.singleLine(snapshot.nested().iterator().next(), 200)
              + "' in the worktree is a git repository of its own",
          "remove it, or list it in .gitignore");
    }
    return snapshot.tree();
  }

  private List<String> gitlinks(CommitId commit) {
    RepositoryReader reader = hubHolds(commit) ? hub.reader() : reader();
    return reader.entries(commit).stream()
        .filter(TreeEntry::isRepository)
        .map(entry -> entry.mode() + " " + entry.object() + " 0\t" + entry.path())
        .toList();
  }

  private List<String> gitlinks() {
    return GitResult.fields(staged().require("ls-files", "-s", "-z")).stream()
        .filter(entry -> entry.startsWith("160000 "))
        .toList();
  }

  private static Set<String> paths(List<String> entries) {
    Set<String> paths = new TreeSet<>();
    entries.forEach(entry -> paths.add(entry.substring(entry.indexOf('\t') + 1)));
    return paths;
  }

  private void remove(Set<String> paths) {
    if (!paths.isEmpty()) {
      staged()
          .input(String.join("\0", paths) + "\0")
          .require("update-index", "-z", "--force-remove", "--stdin");
    }
  }

  private void restore(List<String> entries) {
    if (!entries.isEmpty()) {
      staged()
          .input(String.join("\0", entries) + "\0")
          .require("update-index", "-z", "--index-info");
    }
  }

  CommitId commit(String tree, List<CommitId> parents, String message, Identity author) {
    List<String> arguments = new ArrayList<>(List.of("commit-tree"));
    for (CommitId parent : parents) {
      arguments.add("-p");
      arguments.add(parent.value());
    }
    arguments.addAll(List.of("-F", "-", tree));
    return new CommitId(
        call().author(author).input(message).require(arguments.toArray(String[]::new)));
  }

  /** Copies a commit and what it needs into the hub, under {@code ref}. */
  void fetchIntoHub(CommitId commit, String ref, boolean checked) {
    GitResult result =
        hub.git()
            .on(hub.folder())
            .run(
                "-c",
                "transfer.fsckObjects=" + checked,
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--",
                folder.toString(),
                "+" + commit.value() + ":" + ref);
    if (!result.succeeded()) {
      throw result.problem(
          checked ? Kind.HOSTILE_TREE : Kind.FAILED,
          "the hub does not take commit " + commit.abbreviated());
    }
  }
}
