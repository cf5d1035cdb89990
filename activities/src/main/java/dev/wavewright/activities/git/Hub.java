package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The bare repository through which everything of one project repository goes: its integration
 * branch, what sessions made, what was rescued. Only Wavewright writes it. Safe for threads and
 * processes; every method may be repeated after a crash at any point.
 *
 * <p>Every method may throw {@link GitProblem}; what is expected is a value.
 */
public final class Hub {
  /**
   * What no ref reaches is left for an hour: should this process die, git goes on without the lock,
   * beside whatever the next one writes.
   */
  private static final String UNREACHED_SINCE = "1.hour.ago";

  private final HubRepository repository;
  private final Upstream upstream;

  Hub(HubRepository repository, Upstream upstream) {
    this.repository = repository;
    this.upstream = upstream;
  }

  HubRepository repository() {
    return repository;
  }

  Upstream upstream() {
    return upstream;
  }

  private SessionStore sessions() {
    return new SessionStore(repository, upstream.settings());
  }

  /** Returns the bare repository's folder. */
  public Path folder() {
    return repository.folder();
  }

  /**
   * Returns the integration branch's tip at the url, which is the truth, and brings the hub up to
   * it.
   *
   * @throws GitProblem if the branch was rewound past a landing, or the url cannot be reached
   */
  public CommitId integrationTip() {
    return upstream.synchronise();
  }

  /** Returns tip and landings as the url has them now, and brings the hub up to it. */
  public BranchState branch() {
    return branch(integrationTip());
  }

  BranchState branch(CommitId tip) {
    return new BranchState(tip, new Landings(repository).all(tip));
  }

  /**
   * Makes a session's private repository and worktree at {@code base}. An existing session is kept
   * as it is; one that nobody worked in is made anew when the base is another. A worktree or
   * repository that the agent destroyed is rescued and made anew.
   *
   * @param folder the session's own folder
   */
  public Session createSession(SessionId id, Path folder, CommitId base) {
    return sessions().create(id, folder, base);
  }

  /**
   * Makes a worktree in reserve, at the branch's tip as the hub knows it, unless there is one. The
   * next session that is created takes it instead of making its own, which for a large repository
   * is most of its preparation.
   */
  public void keepSpare() {
    repository
        .commit(upstream.integration())
        .ifPresent(new Workplaces(repository, upstream.settings())::keepSpare);
  }

  /** Removes a worktree in reserve that was made at least {@code age} ago. */
  public void dropSpare(Duration age) {
    new Workplaces(repository, upstream.settings()).dropSpare(age);
  }

  /**
   * Ends a session's preparation: takes what lies in the worktree now, untracked and not ignored,
   * as not the agent's work but the products of a set-up. Folders are left out of every commit and
   * rescue, with all that comes into them later; a file is left out until it changes. No process of
   * the session may live. May be repeated before the agent begins, not after.
   *
   * @return files that git tracks and the set-up, or a copied file, changed: they would be taken
   *     for the agent's work, so the session is not prepared; empty when it is
   */
  public List<String> leaveOut(Session session) {
    return sessions().leaveOut(session);
  }

  /**
   * Tells whether {@link #leaveOut} has ended the preparation of the session's worktree as it is
   * now; one that was made anew is not prepared.
   */
  public boolean isPrepared(Session session) {
    return sessions().isPrepared(session);
  }

  /**
   * Removes a session that was never prepared, and in which no agent has worked. Nothing is
   * rescued. Its processes must have ended.
   *
   * @param folder the session's own folder
   */
  public void discardSession(SessionId id, Path folder) {
    sessions().discard(id, folder);
    var unused = emptyTrash();
  }

  /** Finds a session that was created and not removed; its files may be gone. */
  public Optional<Session> findSession(SessionId id, Path folder) {
    return sessions().find(id, folder);
  }

  /** Returns the sessions that were created and not removed. */
  public List<SessionId> liveSessions() {
    return sessions().live();
  }

  /** Looks at a session without running anything of it, and without reading its files. */
  public SessionFacts sessionFacts(Session session) {
    return sessions().facts(session);
  }

  /**
   * Tells whether the worktree differs from its commit, ignored files aside; one that cannot be
   * read does. Reads every file that changed.
   */
  public boolean isDirty(Session session) {
    return sessions().isDirty(session);
  }

  /**
   * Merges {@code tip} into the session's worktree, as uncommitted changes on top of what is there,
   * with conflict markers where the sides stand against each other; the integration branch's side
   * comes first. The next commit that {@link #collect} makes has the tip as a parent. A tip that
   * the session has already, committed or merged into its worktree, changes no file; a newer one is
   * merged on top. No process of the session may live.
   *
   * @return the paths in conflict; empty when there is nothing to settle
   * @throws GitProblem if the worktree is gone or holds what must not be checked out
   */
  public List<String> bringIn(Session session, CommitId tip) {
    return sessions().bringIn(session, tip);
  }

  /**
   * Goes on with a {@link #bringIn} that a crash interrupted; does nothing if there is none. No
   * process of the session may live.
   */
  public void finishBringIn(Session session) {
    sessions().finishBringIn(session);
  }

  /**
   * Commits what the agent left uncommitted, ignored files aside, and pins the result in the hub.
   * Work that does not descend from the session's base becomes one commit upon it. A tip that was
   * brought in becomes the commit's second parent, unless the agent merged it itself.
   *
   * @return the pinned commit; empty when its content is the base's
   * @throws GitProblem if the change holds what must not be checked out (links out of the tree,
   *     repositories, colliding names), is malformed, or is larger than 1 GiB; of kind {@code
   *     UNSETTLED} if a merge that was brought in still has conflict markers, was left untouched,
   *     or was thrown away
   */
  public Optional<CommitId> collect(Session session, CommitNote note, Identity author) {
    CommitId integration = integrationTip();
    return sessions().collect(session, note, author, integration);
  }

  /** Returns the claims of the repository's issues; they stand at its url. */
  public Claims claims() {
    return new Claims(repository, upstream);
  }

  /** Returns the commit that was collected last. */
  public Optional<CommitId> collected(SessionId id) {
    return repository.commit(new SessionRefs(id).collected());
  }

  /**
   * Saves every commit and every uncommitted edit of a session that nothing else holds, ignored
   * files aside. The session stays.
   *
   * @param label why, for people
   * @return the rescue ref; empty when there was nothing beyond what landed
   */
  public Optional<String> rescue(Session session, String label) {
    return sessions().rescue(session, label);
  }

  /**
   * Rescues a session, then removes its worktree, private repository and refs. Its processes must
   * have ended.
   *
   * @return the rescue ref; empty when there was nothing beyond what landed
   */
  public Optional<String> removeSession(Session session, String label) {
    Optional<String> rescued = retireSession(session, label);
    var unused = emptyTrash();
    return rescued;
  }

  /**
   * Does what {@link #removeSession} does, but only puts the session's files out of the way: {@link
   * #emptyTrash} deletes them when there is time.
   */
  public Optional<String> retireSession(Session session, String label) {
    return sessions().remove(session, label);
  }

  /**
   * Deletes the files of sessions that are gone; also what a crash left of them.
   *
   * @return what cannot be deleted now; it is out of everybody's way
   */
  public List<Path> emptyTrash() {
    return new Trash(repository).empty();
  }

  /** Merges in the hub without a checkout, as a normal clone of {@code tip} would. */
  public MergeResult mergeTree(CommitId tip, CommitId commit) {
    return new Merges(repository).merge(tip, commit);
  }

  /** Commits a clean merge with two parents, and pins it as its session's candidate. */
  public CommitId commitMerge(
      MergeResult.Clean merge, CommitId tip, CommitId commit, CommitNote note) {
    return new Merges(repository).commit(merge.tree(), tip, commit, note);
  }

  /** Returns the id of a commit's tree. */
  public String tree(CommitId commit) {
    return repository.tree(commit);
  }

  /**
   * Moves the integration branch from {@code tip} to {@code candidate}, at the url first. A
   * candidate that the branch contains already has landed.
   */
  public LandResult land(SessionId session, CommitId tip, CommitId approved, CommitId candidate) {
    return new Lander(repository, upstream).land(session, tip, approved, candidate);
  }

  /**
   * Writes a fresh checkout, a detached clone that borrows the hub's objects. Whatever was at
   * {@code folder} is removed first.
   *
   * @param readOnly whether to take every write permission away
   * @throws GitProblem if the tree holds what must not be written to a disk
   */
  public void checkout(CommitId commit, Path folder, boolean readOnly) {
    new Checkouts(repository, upstream).write(commit, folder, readOnly);
  }

  /**
   * Makes sure that a read-only checkout of {@code commit} is at {@code folder}, which several
   * sessions and checks share: whoever comes first writes it, the others wait for it, and one that
   * is there is kept as it is.
   *
   * @throws GitProblem if the tree holds what must not be written to a disk
   */
  public void sharedCheckout(CommitId commit, Path folder) {
    repository.lockedCheckouts(
        () -> {
          if (!Files.isDirectory(folder)) {
            checkout(commit, folder, true);
          }
          return folder;
        });
  }

  /** Removes a checkout, a read-only one too. */
  public void removeCheckout(Path folder) {
    Folders.delete(folder);
  }

  /** Returns what a landing changed on the integration branch, its first {@code limit} bytes. */
  public DiffText landedDiff(CommitId landed, int limit) {
    CommitId before =
        repository
            .commit(landed.value() + "^1")
            .orElseThrow(
                () ->
                    new GitProblem(
                        GitProblem.Kind.FAILED, landed + " is not in the hub", "fetch it first"));
    return diff(before, landed, limit);
  }

  /** Returns the issue's last landing on the branch as the hub knows it, without asking the url. */
  public Optional<Landing> lastLanding(IssueKey key) {
    return repository.commit(upstream.integration()).stream()
        .flatMap(tip -> new Landings(repository).all(tip).stream())
        .filter(landing -> landing.key().equals(key))
        .findFirst();
  }

  /** Tells whether the branch as the hub knows it contains {@code commit}. */
  public boolean hasLanded(CommitId commit) {
    return repository
        .commit(upstream.integration())
        .filter(tip -> repository.isAncestor(commit, tip))
        .isPresent();
  }

  /** Returns what was rescued last of a session, which may be gone. */
  public Optional<RescuedWork> lastRescue(SessionId id) {
    return repository.reader().refs(new SessionRefs(id).rescues()).stream()
        .flatMap(ref -> repository.commit(ref).map(commit -> new RescuedWork(ref, commit)).stream())
        .max(
            Comparator.comparingInt((RescuedWork rescue) -> rescue.ref().length())
                .thenComparing(RescuedWork::ref));
  }

  /** Returns the difference of two commits, its first {@code limit} bytes. */
  public DiffText diff(CommitId from, CommitId to, int limit) {
    GitResult result =
        repository
            .call()
            .limit(limit)
            .run(
                "diff-tree",
                "-r",
                "-p",
                "--stat",
                "--no-ext-diff",
                "--no-textconv",
                "--find-renames",
                from.value(),
                to.value());
    if (!result.succeeded() && !result.truncated()) {
      throw result.problem(GitProblem.Kind.FAILED, "cannot compare " + from + " and " + to);
    }
    return new DiffText(result.text(), result.truncated());
  }

  /**
   * Packs what came into the hub and removes what no ref has reached for an hour, if many objects
   * lie loose and no session borrows any. What git made of the url's own history is not packed
   * anew.
   *
   * @param loose about how many loose objects are left as they are
   * @return whether it did; never while a session lives
   */
  public boolean prune(int loose) {
    if (repository.looseObjects() < loose) {
      return false;
    }
    return repository.locked(
        () -> {
          // Sessions are made, and pinned, under this lock too.
          if (!liveSessions().isEmpty()) {
            return false;
          }
          dropSpare(Duration.ZERO);
          repository
              .call()
              .patience(GitCommand.WHOLE_REPOSITORY)
              .require("gc", "--quiet", "--prune=" + UNREACHED_SINCE, "--keep-largest-pack");
          return true;
        });
  }
}
