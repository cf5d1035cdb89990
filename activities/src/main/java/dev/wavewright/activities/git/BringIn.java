package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Merges an integration tip into a session's worktree. The intent is pinned before the first file
 * is written and becomes the record of a pending merge after the last: a crash between the two is
 * made good by writing all of it again, and once it is a record no file is written again, whatever
 * the agent has made of it.
 *
 * <p>The files are written by git under the mirror's configuration, which is ours: no filter or
 * hook runs, and links on the way to a file are replaced, not followed. The caller holds the
 * session's lock, and no process of the session lives.
 */
record BringIn(HubRepository hub, Mirror mirror, SessionRefs refs) {
  /** Returns the paths in conflict. */
  List<String> run(CommitId head, CommitId tip) {
    finish();
    Optional<PendingMerge> earlier = PendingMerge.read(hub, refs.brought());
    Optional<PendingMerge> pending = earlier.filter(merge -> !contains(head, merge.tip()));
    if (contains(head, tip)) {
      return List.of();
    }
    if (pending.isPresent() && contains(pending.get().tip(), tip)) {
      return pending.get().conflicting();
    }
    Folders.makeReadable(mirror.session().worktree());
    String tree = mirror.wholeSnapshot(pending.map(PendingMerge::commit).orElse(head));
    CommitId ours = ours(head, pending, tree);
    Optional<PendingMerge> unsettled = PendingMerge.unsettled(hub, refs).or(() -> pending);
    CommitId work = unsettled.map(PendingMerge::work).orElse(ours);
    TreeRules.of(mirror).require(ours, List.of(mirror.session().base(), tip));
    PendingMerge merge =
        hub.locked(
            () -> {
              mirror.fetchIntoHub(ours, refs.before(), true);
              Merges.Joined joined = new Merges(hub).join(tip, ours);
              TreeSet<String> conflicting = new TreeSet<>(joined.conflicting());
              unsettled.ifPresent(before -> conflicting.addAll(before.conflicting()));
              PendingMerge made =
                  PendingMerge.write(hub, joined.tree(), ours, work, tip, List.copyOf(conflicting));
              TreeRules.of(hub).require(made.commit(), List.of(ours, tip));
              hub.pin(refs.bringing(), made.commit());
              hub.unpin(refs.before());
              return made;
            });
    write(merge);
    return merge.conflicting();
  }

  void finish() {
    PendingMerge.read(hub, refs.bringing()).ifPresent(this::write);
  }

  /** Returns the worktree's content as a commit that knows every tip brought in before. */
  private CommitId ours(CommitId head, Optional<PendingMerge> pending, String tree) {
    if (pending.isEmpty() && tree.equals(mirror.tree(head))) {
      return head;
    }
    List<CommitId> parents = new ArrayList<>(List.of(head));
    pending.map(PendingMerge::tip).ifPresent(parents::add);
    return mirror.commit(tree, parents, "Worktree before a merge\n", Identity.WAVEWRIGHT);
  }

  private void write(PendingMerge merge) {
    // Without the times of an index git writes every file of the tree, those too of which a crash
    // left a part.
    Folders.delete(mirror.folder().resolve("index"));
    mirror.staged().require("read-tree", merge.ours().value());
    GitResult written = mirror.staged().run("read-tree", "--reset", "-u", merge.commit().value());
    if (!written.succeeded()) {
      throw written.problem(
          Kind.FAILED, "the integration branch cannot be merged into the worktree");
    }
    hub.locked(
        () -> {
          hub.pin(refs.brought(), merge.commit());
          hub.unpin(refs.bringing());
          return merge;
        });
  }

  private boolean contains(CommitId commit, CommitId ancestor) {
    return mirror.isAncestor(ancestor, commit);
  }
}
