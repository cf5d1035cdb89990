package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckCommand;
import dev.wavewright.activities.check.CheckResult;
import dev.wavewright.activities.check.CheckRunner;
import dev.wavewright.activities.git.BranchState;
import dev.wavewright.activities.git.CommitNote;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.MergeResult;
import dev.wavewright.activities.git.MergeResult.PathClash;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Checks what would land: merges tip and change in the hub, checks the merge out afresh, sets it
 * up, runs the repository's own check. The same for an issue's check and for the gate before a
 * landing, so that one's verdict can stand for the other.
 */
public final class CheckRoom {
  private static final long POLL_MILLIS = 200;
  static final String SET_UP = "set-up";
  static final String CHECK = "check";

  private final CheckRunner runner;
  private final SessionLocks locks;
  private final Dependencies dependencies;
  private final Map<String, String> workerEnvironment;
  private final Semaphore places;

  /**
   * @param locks the worker's one registry
   * @param workerEnvironment where PATH and HOME of a check come from
   * @param atOnce checks run side by side
   */
  public CheckRoom(
      ProjectHubs hubs,
      CheckRunner runner,
      SessionLocks locks,
      Map<String, String> workerEnvironment,
      int atOnce) {
    this.runner = runner;
    this.locks = locks;
    this.dependencies = new Dependencies(hubs);
    this.workerEnvironment = Map.copyOf(new TreeMap<>(workerEnvironment));
    this.places = new Semaphore(atOnce, true);
  }

  /** What is checked for an issue, the same for its own check and the gate. */
  record Subject(
      IssueKey key,
      SessionId session,
      ProjectSettings project,
      RepositorySettings repository,
      String title,
      int attempt,
      List<LandedDependency> needed) {}

  /** What merging a change gave. */
  sealed interface Merged {
    /**
     * The merge commit, pinned in the hub.
     *
     * @param digest of everything its verdict depends on
     */
    record Candidate(CommitId tip, CommitId commit, String digest, Dependencies.Given given)
        implements Merged {}

    /** The sides stand against each other. */
    record Conflicting(List<PathClash> paths) implements Merged {}
  }

  /** Merges {@code commit} with the tip of {@code branch}. */
  Merged merge(Path projectState, Hub hub, BranchState branch, Subject subject, CommitId commit)
      throws IOException {
    CommitId tip = branch.tip();
    return switch (hub.mergeTree(tip, commit)) {
      case MergeResult.Conflicts(List<PathClash> paths) -> new Merged.Conflicting(paths);
      case MergeResult.Clean clean -> {
        CommitNote note =
            new CommitNote(
                subject.title(),
                subject.key(),
                subject.session(),
                subject.attempt(),
                subject.needed().stream().map(LandedDependency::key).toList());
        CommitId candidate = hub.commitMerge(clean, tip, commit, note);
        Dependencies.Given given = given(projectState, branch, subject);
        String digest =
            VerdictDigest.of(clean.tree(), subject.repository(), copied(subject), given.tips());
        yield new Merged.Candidate(tip, candidate, digest, given);
      }
    };
  }

  private Dependencies.Given given(Path projectState, BranchState branch, Subject subject) {
    return dependencies.find(
        projectState,
        subject.project(),
        subject.repository().name(),
        subject.needed(),
        branch.landings());
  }

  private static SortedMap<String, String> copied(Subject subject) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String name : subject.repository().copy()) {
      Path file = Path.of(subject.project().folder()).resolve(name);
      String digest =
          Files.isRegularFile(file)
              ? HexFormat.of().formatHex(VerdictDigest.sha256().digest(Files.readAllBytes(file)))
              : "absent";
      digests.put(name, digest);
    }
    return digests;
  }

  /**
   * Checks a commit in a fresh checkout that is gone afterwards, with the dependencies at their
   * integration tips of now.
   */
  CheckResult check(Path projectState, Hub hub, Subject subject, CommitId commit, Pulse pulse)
      throws IOException, InterruptedException {
    return check(
        projectState, hub, subject, commit, given(projectState, hub.branch(), subject), pulse);
  }

  /** Checks a commit in a fresh checkout that is gone afterwards; its log stays. */
  CheckResult check(
      Path projectState,
      Hub hub,
      Subject subject,
      CommitId commit,
      Dependencies.Given given,
      Pulse pulse)
      throws IOException, InterruptedException {
    while (!places.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      pulse.beat();
    }
    // A session does one thing at a time: with its lock, whatever is in its room was left behind.
    try (SessionLocks.Lock lock = lock(projectState, subject.session(), pulse)) {
      Path room = HostLayout.checks(projectState).resolve(subject.session().value());
      clear(hub, room, pulse);
      try {
        CheckResult result = check(projectState, hub, subject, commit, given, room, pulse);
        return new CheckLogs(HostLayout.session(projectState, subject.session())).keep(result);
      } finally {
        hub.removeCheckout(room);
      }
    } finally {
      places.release();
    }
  }

  private SessionLocks.Lock lock(Path projectState, SessionId session, Pulse pulse)
      throws IOException, InterruptedException {
    Path folder = HostLayout.session(projectState, session);
    Optional<SessionLocks.Lock> lock = locks.tryLock(folder);
    while (lock.isEmpty()) {
      pulse.beat();
      Thread.sleep(POLL_MILLIS);
      lock = locks.tryLock(folder);
    }
    return lock.get();
  }

  /** Ends what a dead worker left running in a room, and removes the room. */
  private void clear(Hub hub, Path room, Pulse pulse) throws IOException, InterruptedException {
    if (Files.exists(room)) {
      runner.end(room.resolve(SET_UP), marker(SET_UP, room), pulse);
      runner.end(room.resolve(CHECK), marker(CHECK, room), pulse);
      hub.removeCheckout(room);
    }
  }

  private static String marker(String command, Path record) {
    return command + "." + record.getFileName();
  }

  private CheckResult check(
      Path projectState,
      Hub hub,
      Subject subject,
      CommitId commit,
      Dependencies.Given given,
      Path room,
      Pulse pulse)
      throws IOException, InterruptedException {
    Path tree = room.resolve("tree");
    hub.checkout(commit, tree, false);
    Path depends = room.resolve("depends.json");
    dependencies.write(projectState, subject.project(), given, depends);
    copy(subject.project(), subject.repository(), tree);
    Map<String, String> environment = environment(subject.key(), room, tree, depends);
    CheckResult setUp = setUp(subject.repository(), room, tree, environment, pulse);
    if (setUp.verdict() != CheckResult.Verdict.GREEN) {
      return setUp;
    }
    return runner.run(
        new CheckCommand(
            subject.repository().check(),
            tree,
            environment,
            CheckCommand.START,
            subject.repository().checkTimeout(),
            room.resolve(CHECK),
            marker(CHECK, room)),
        pulse);
  }

  /** Ends what a dead worker left of a session that will not be checked any more. */
  void leave(Path projectState, Hub hub, SessionId session, Pulse pulse)
      throws IOException, InterruptedException {
    clear(hub, HostLayout.checks(projectState).resolve(session.value()), pulse);
  }

  /** Ends a set-up that a dead worker left running, and forgets it. */
  void endSetUp(Path record, Pulse pulse) throws IOException, InterruptedException {
    runner.end(record.resolve(SET_UP), marker(SET_UP, record), pulse);
  }

  /**
   * Runs the repository's set-up in a fresh checkout; without one it is green. A set-up that fails
   * gives no verdict on the change.
   */
  CheckResult setUp(
      RepositorySettings repository,
      Path record,
      Path tree,
      Map<String, String> environment,
      Pulse pulse)
      throws IOException, InterruptedException {
    Path folder = record.resolve(SET_UP);
    if (repository.setup().isEmpty()) {
      return new CheckResult(CheckResult.Verdict.GREEN, 0, folder.resolve("none"), "", "");
    }
    CheckResult result =
        runner.run(
            new CheckCommand(
                repository.setup(),
                tree,
                environment,
                CheckCommand.START,
                repository.checkTimeout(),
                folder,
                marker(SET_UP, record)),
            pulse);
    return result.verdict() == CheckResult.Verdict.GREEN
        ? result
        : new CheckResult(
            CheckResult.Verdict.NO_VERDICT,
            result.exitCode(),
            result.log(),
            result.logTail(),
            "the set-up failed: " + result.message());
  }

  /** Copies the files that git does not carry; one that is absent in the project is left out. */
  static void copy(ProjectSettings project, RepositorySettings repository, Path tree)
      throws IOException {
    Path root = tree.toRealPath();
    for (String name : repository.copy()) {
      Path from = Path.of(project.folder()).resolve(name);
      Path to = root.resolve(name).normalize();
      if (!Files.isRegularFile(from)) {
        continue;
      }
      Path folder = Objects.requireNonNull(to.getParent());
      Files.createDirectories(folder);
      // The tree is the agent's: a link in it must not lead the copy elsewhere.
      if (!folder.toRealPath().startsWith(root)) {
        throw new IOException("'" + name + "' would be copied out of the checkout");
      }
      if (!Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(to);
      }
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The environment of a check: an allow-list, and what Wavewright promises. */
  Map<String, String> environment(IssueKey key, Path room, Path tree, Path depends)
      throws IOException {
    SortedMap<String, String> environment = MachineWays.of(workerEnvironment);
    Path temporary = Files.createDirectories(room.resolve("tmp"));
    environment.put("TMPDIR", temporary.toString());
    environment.put("TERM", "dumb");
    environment.put("CI", "true");
    environment.put("WAVEWRIGHT_ISSUE", key.value());
    environment.put("WAVEWRIGHT_WORKTREE", tree.toString());
    environment.put("WAVEWRIGHT_DEPENDS", depends.toString());
    return environment;
  }

  Dependencies dependencies() {
    return dependencies;
  }
}
