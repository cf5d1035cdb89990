package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes, reads, collects, rescues and removes sessions. */
record SessionStore(HubRepository hub, RepositorySettings settings) {
  private static final long LARGEST_CHANGE = 1L << 30;

  Session create(SessionId id, Path folder, CommitId base) {
    SessionRefs refs = new SessionRefs(id);
    return hub.lockedSession(
        refs,
        () -> {
          Optional<Session> earlier = find(id, folder);
          if (earlier.isPresent() && keeps(earlier.get(), base)) {
            return earlier.get();
          }
          earlier.ifPresent(session -> retire(session, "replaced"));
          return make(refs, folder, base);
        });
  }

  boolean isPrepared(Session session) {
    return Mirror.of(hub, session).leftOut().isKept();
  }

  void discard(SessionId id, Path folder) {
    hub.lockedSession(
        new SessionRefs(id),
        () -> {
          Optional<Session> session = find(id, folder);
          session.ifPresent(this::delete);
          return session;
        });
  }

  Optional<Session> find(SessionId id, Path folder) {
    return hub.commit(new SessionRefs(id).base())
        .map(base -> new Session(id, folder.toAbsolutePath().normalize(), base));
  }

  /** An untouched worktree at another base is made anew; work is never moved under an agent. */
  private boolean keeps(Session session, CommitId base) {
    SessionFacts facts = facts(session);
    if (!facts.worktreePresent() || !facts.repositoryIntact() || facts.head().isEmpty()) {
      return false;
    }
    return session.base().equals(base)
        || !facts.head().get().equals(session.base())
        || isDirty(session);
  }

  private Session make(SessionRefs refs, Path wanted, CommitId base) {
    Path folder = wanted.toAbsolutePath().normalize();
    Session session = new Session(refs.id(), folder, base);
    if (hub.commit(base.value()).isEmpty()) {
      throw new GitProblem(Kind.FAILED, "the hub has no commit " + base, "");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make " + folder, failure);
    }
    // Without a pin in the hub nothing here can be an agent's work yet.
    Folders.delete(session.worktree());
    Folders.delete(session.repository());
    hub.locked(
        () -> {
          new Workplaces(hub, settings).make(session);
          hub.pin(refs.base(), base);
          return session;
        });
    return session;
  }

  List<String> leaveOut(Session session) {
    return hub.lockedSession(
        new SessionRefs(session.id()),
        () -> {
          Mirror mirror = Mirror.of(hub, session);
          // What an earlier call kept is excluded until it is forgotten, and would not be listed.
          mirror.leftOut().forget();
          mirror.prepare(settings.copy());
          if (settings.setup().isEmpty() && settings.copy().isEmpty()) {
            mirror.leftOut().keep(session.worktree(), List.of());
            return List.of();
          }
          List<String> untracked = mirror.untracked(session.base());
          List<String> changed = mirror.changed();
          if (!changed.isEmpty()) {
            return changed.stream().map(name -> CommitNote.singleLine(name, 200)).toList();
          }
          mirror.leftOut().keep(session.worktree(), untracked);
          Workplaces.exclude(
              session, mirror.leftOut().patterns(session.worktree(), settings.copy()));
          return List.of();
        });
  }

  SessionFacts facts(Session session) {
    SessionRefs refs = new SessionRefs(session.id());
    return hub.lockedSession(
        refs,
        () -> {
          Mirror mirror = Mirror.of(hub, session).prepare(settings.copy());
          Optional<CommitId> head = mirror.head();
          CommitId from = head.filter(mirror::isWhole).orElse(session.base());
          return new SessionFacts(
              mirror.worktreePresent(),
              isIntact(session),
              head,
              head.filter(mirror::descendsFromBase).isPresent(),
              pending(mirror, refs, parent(mirror, refs, from)).map(PendingMerge::tip));
        });
  }

  boolean isDirty(Session session) {
    return hub.lockedSession(
        new SessionRefs(session.id()),
        () -> {
          Mirror mirror = Mirror.of(hub, session).prepare(settings.copy());
          return mirror.worktreePresent()
              && isDirty(mirror, mirror.head().filter(mirror::isWhole).orElse(session.base()));
        });
  }

  /** Only looks: what cannot be read, perhaps because an agent writes it just now, is dirty. */
  private static boolean isDirty(Mirror mirror, CommitId from) {
    try {
      Mirror.Snapshot snapshot = mirror.snapshot(from);
      return !snapshot.tree().equals(mirror.tree(from)) || !snapshot.nested().isEmpty();
    } catch (GitProblem unreadable) {
      if (unreadable.mayPass()) {
        throw unreadable;
      }
      return true;
    }
  }

  private static boolean isIntact(Session session) {
    Path pointer = session.worktree().resolve(".git");
    Path administration = session.repository().resolve("worktrees").resolve(PrivateRefs.WORKTREE);
    return Folders.isFolder(session.repository().resolve("objects"))
        && Files.isRegularFile(session.repository().resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
        && Folders.isFolder(administration)
        && PrivateRefs.read(pointer).strip().equals("gitdir: " + administration);
  }

  Optional<CommitId> collect(
      Session session, CommitNote note, Identity author, CommitId integration) {
    SessionRefs refs = new SessionRefs(session.id());
    return hub.lockedSession(
        refs,
        () -> {
          Mirror mirror = Mirror.of(hub, session).prepare(settings.copy());
          requireWorktree(mirror, session);
          requireWritten(refs);
          Optional<CommitId> head = mirror.head().filter(mirror::descendsFromBase);
          CommitId parent = parent(mirror, refs, head.orElse(session.base()));
          Optional<PendingMerge> pending = pending(mirror, refs, parent);
          Folders.makeReadable(session.worktree());
          // What a brought-in tip tracks is tracked, even if it would be ignored as a new file.
          String tree = mirror.wholeSnapshot(pending.map(PendingMerge::commit).orElse(parent));
          // The agent's own merge of the tip is judged like ours.
          pending
              .or(() -> PendingMerge.unsettled(hub, refs))
              .ifPresent(
                  merge ->
                      new Settlement(hub, mirror, merge)
                          .require(tree, !mirror.isAncestor(parent, merge.ours())));
          boolean nothing =
              pending.isPresent()
                  ? tree.equals(mirror.tree(pending.get().tip()))
                  : isNothing(mirror, tree, parent, session, integration);
          if (nothing) {
            return Optional.empty();
          }
          if (head.isEmpty() && mirror.head().isPresent()) {
            // The agent moved away from its base: its own commits stay on a rescue ref.
            rescue(session, "left its base");
          }
          CommitId commit =
              pending.isEmpty() && tree.equals(mirror.tree(parent))
                  ? parent
                  : mirror.commit(tree, parents(parent, pending), note.message(), author);
          List<CommitId> trusted = new ArrayList<>(List.of(session.base(), integration));
          pending.map(PendingMerge::tip).ifPresent(trusted::add);
          TreeRules.of(mirror).require(commit, trusted);
          requireBounded(mirror, commit, trusted);
          hub.locked(
              () -> {
                mirror.fetchIntoHub(commit, refs.collected(), true);
                return commit;
              });
          return Optional.of(commit);
        });
  }

  private static List<CommitId> parents(CommitId parent, Optional<PendingMerge> pending) {
    return Stream.concat(Stream.of(parent), pending.map(PendingMerge::tip).stream()).toList();
  }

  /** Finds the merge in the worktree whose tip {@code commit} does not contain. */
  private Optional<PendingMerge> pending(Mirror mirror, SessionRefs refs, CommitId commit) {
    return PendingMerge.read(hub, refs.brought())
        .filter(merge -> !mirror.isAncestor(merge.tip(), commit));
  }

  /** A worktree half way into a merge is nobody's work. */
  private void requireWritten(SessionRefs refs) {
    if (hub.commit(refs.bringing()).isPresent()) {
      throw new GitProblem(
          Kind.UNSETTLED,
          "the integration branch is half merged into the worktree of session " + refs.id(),
          "the next run of its agent finishes that");
    }
  }

  List<String> bringIn(Session session, CommitId tip) {
    SessionRefs refs = new SessionRefs(session.id());
    return hub.lockedSession(
        refs,
        () -> {
          Mirror mirror = Mirror.of(hub, session).prepare(settings.copy());
          requireWorktree(mirror, session);
          CommitId head = mirror.head().filter(mirror::descendsFromBase).orElse(session.base());
          return new BringIn(hub, mirror, refs).run(parent(mirror, refs, head), tip);
        });
  }

  void finishBringIn(Session session) {
    SessionRefs refs = new SessionRefs(session.id());
    hub.lockedSession(
        refs,
        () -> {
          if (hub.commit(refs.bringing()).isPresent()) {
            Mirror mirror = Mirror.of(hub, session).prepare(settings.copy());
            requireWorktree(mirror, session);
            new BringIn(hub, mirror, refs).finish();
          }
          return session;
        });
  }

  private static void requireWorktree(Mirror mirror, Session session) {
    if (!mirror.worktreePresent()) {
      throw new GitProblem(
          Kind.NO_SESSION,
          "the worktree of session " + session.id() + " is gone",
          "its commits are saved when the session is reset");
    }
  }

  /** What was collected before goes on from there, unless the agent made commits of its own. */
  private CommitId parent(Mirror mirror, SessionRefs refs, CommitId head) {
    return hub.commit(refs.collected())
        .filter(collected -> mirror.isAncestor(head, collected))
        .orElse(head);
  }

  private boolean isNothing(
      Mirror mirror, String tree, CommitId parent, Session session, CommitId integration) {
    if (tree.equals(mirror.tree(session.base()))) {
      return true;
    }
    if (mirror.isAncestor(parent, integration)) {
      return tree.equals(mirror.tree(parent));
    }
    GitResult fork = mirror.call().run("merge-base", parent.value(), integration.value());
    return fork.succeeded() && tree.equals(mirror.tree(new CommitId(fork.text())));
  }

  private static void requireBounded(Mirror mirror, CommitId commit, List<CommitId> known) {
    List<String> arguments =
        new ArrayList<>(List.of("rev-list", "--objects", "--disk-usage", commit.value(), "--not"));
    known.forEach(each -> arguments.add(each.value()));
    String bytes = mirror.call().require(arguments.toArray(String[]::new));
    if (Long.parseLong(bytes.strip()) > LARGEST_CHANGE) {
      throw new GitProblem(
          Kind.TOO_LARGE, "the change holds " + bytes.strip() + " bytes", "make it smaller");
    }
  }

  Optional<String> rescue(Session session, String label) {
    SessionRefs refs = new SessionRefs(session.id());
    return hub.lockedSession(refs, () -> new Rescue(hub, session, settings.copy()).save(label));
  }

  Optional<String> remove(Session session, String label) {
    return hub.lockedSession(new SessionRefs(session.id()), () -> retire(session, label));
  }

  private Optional<String> retire(Session session, String label) {
    Optional<String> rescued = new Rescue(hub, session, settings.copy()).save(label);
    delete(session);
    return rescued;
  }

  private void delete(Session session) {
    SessionRefs refs = new SessionRefs(session.id());
    // First of all: what a crash leaves half deleted is nothing that may be kept.
    Mirror.of(hub, session).leftOut().forget();
    Trash trash = new Trash(hub);
    trash.take(session.worktree());
    trash.take(session.repository());
    trash.take(Mirror.of(hub, session).folder());
    hub.locked(
        () -> {
          hub.unpinAll(
              List.of(
                  refs.collected(),
                  refs.candidate(),
                  refs.before(),
                  refs.bringing(),
                  refs.brought(),
                  refs.base()));
          return session;
        });
  }

  /** Returns the sessions whose base is pinned: those that borrow the hub's objects. */
  List<SessionId> live() {
    String below = SessionRefs.ALL + "base/";
    return hub.reader().refs(below).stream()
        .map(name -> SessionRefs.id(name.substring(below.length())))
        .toList();
  }
}
