package dev.wavewright.activities.git;

import dev.wavewright.activities.git.RepositoryReader.TreeEntry;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the private repository and the worktree of a session: anew, or from the spare one, which
 * was made while nobody waited for it. A spare is a session's without its name and its set-up; it
 * is taken by a rename, so only once, and moved to the wanted commit, which costs what changed
 * since.
 */
record Workplaces(HubRepository hub, RepositorySettings settings) {
  private static final SessionId NOBODY = new SessionId("spare");

  /** Makes both, where nothing is yet. The caller holds the hub's lock. */
  void make(Session session) {
    Path taken = session.folder().resolve("taken");
    Folders.delete(taken);
    try {
      if (take(taken) && fits(new Session(NOBODY, taken, session.base()))) {
        adopt(taken, session);
        return;
      }
    } catch (IOException | UncheckedIOException | GitProblem unusable) {
      Folders.delete(session.repository());
      Folders.delete(session.worktree());
    } finally {
      Folders.delete(taken);
    }
    anew(session);
  }

  /** Makes a spare at {@code commit} unless there is one. */
  void keepSpare(CommitId commit) {
    locked(
        () -> {
          if (!Files.exists(spare())) {
            Path partial = spare().resolveSibling(spare().getFileName() + ".partial");
            Folders.delete(partial);
            Files.createDirectories(partial);
            anew(new Session(NOBODY, partial, commit));
            Files.setLastModifiedTime(partial, FileTime.from(Instant.now()));
            Files.move(partial, spare(), StandardCopyOption.ATOMIC_MOVE);
          }
          return true;
        });
  }

  /** Removes a spare that was made at least {@code age} ago. */
  void dropSpare(Duration age) {
    locked(
        () -> {
          if (Files.exists(spare())
              && !Files.getLastModifiedTime(spare())
                  .toInstant()
                  .isAfter(Instant.now().minus(age))) {
            Folders.delete(spare());
          }
          return true;
        });
  }

  private Path spare() {
    return hub.folder().resolveSibling(hub.folder().getFileName() + ".spare");
  }

  private boolean take(Path target) {
    return locked(
        () -> {
          if (!Files.exists(spare())) {
            return false;
          }
          Files.move(spare(), target, StandardCopyOption.ATOMIC_MOVE);
          return true;
        });
  }

  private interface Work {
    boolean run() throws IOException;
  }

  private boolean locked(Work work) {
    return hub.lockedSpare(
        () -> {
          try {
            return work.run();
          } catch (IOException failure) {
            throw new UncheckedIOException("cannot use " + spare(), failure);
          }
        });
  }

  /** A file that is the same in both commits stays as it was written, which attributes decide. */
  private boolean fits(Session spare) {
    return new PrivateRefs(spare.repository())
        .head()
        .filter(
            made -> made.equals(spare.base()) || attributes(made).equals(attributes(spare.base())))
        .isPresent();
  }

  private Set<TreeEntry> attributes(CommitId commit) {
    return hub.reader().entries(commit).stream()
        .filter(TreeEntry::isAttributes)
        .collect(Collectors.toSet());
  }

  /** Gives a spare the session's name, places and commit. */
  private void adopt(Path taken, Session session) throws IOException {
    Session spare = new Session(NOBODY, taken, session.base());
    Files.move(spare.repository(), session.repository(), StandardCopyOption.ATOMIC_MOVE);
    Files.move(spare.worktree(), session.worktree(), StandardCopyOption.ATOMIC_MOVE);
    Path administration = session.repository().resolve("worktrees").resolve(PrivateRefs.WORKTREE);
    Path pointer = session.worktree().resolve(".git");
    Files.writeString(administration.resolve("gitdir"), pointer + "\n");
    Files.writeString(pointer, "gitdir: " + administration + "\n");
    Path heads = session.repository().resolve("refs").resolve("heads");
    Path branch = heads.resolve(session.branch());
    Files.move(heads.resolve(spare.branch()), branch, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(administration.resolve("HEAD"), "ref: refs/heads/" + session.branch() + "\n");
    Folders.delete(session.repository().resolve("logs"));
    Folders.delete(administration.resolve("logs"));
    listBranches(session);
    exclude(session, LeftOut.patterns(settings.copy()));
    if (!Files.readString(branch).strip().equals(session.base().value())) {
      hub.git()
          .in(session.worktree())
          .patience(GitCommand.WHOLE_REPOSITORY)
          .require("reset", "--quiet", "--hard", session.base().value());
      Files.writeString(administration.resolve("ORIG_HEAD"), session.base().value() + "\n");
    }
  }

  private void anew(Session session) {
    try {
      NewRepository.bare(hub.git(), session.repository(), ObjectFormat.of(session.base()))
          .borrowFrom(hub);
      listBranches(session);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make " + session.repository(), failure);
    }
    exclude(session, LeftOut.patterns(settings.copy()));
    hub.git()
        .on(session.repository())
        .patience(GitCommand.WHOLE_REPOSITORY)
        .require(
            "worktree",
            "add",
            "--quiet",
            "-B",
            session.branch(),
            session.worktree().toString(),
            session.base().value());
  }

  private void listBranches(Session session) throws IOException {
    StringBuilder branches = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
    for (String ref : hub.reader().refs("refs/heads/")) {
      hub.commit(ref).ifPresent(tip -> branches.append(tip + " " + ref + "\n"));
    }
    Files.writeString(session.repository().resolve("packed-refs"), branches);
  }

  /** The agent's own `git add -A` shall not pick up what is not its work. */
  static void exclude(Session session, List<String> patterns) {
    Path info = session.repository().resolve("info");
    try {
      Files.createDirectories(info);
      Files.write(info.resolve("exclude"), patterns);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + info, failure);
    }
  }
}
