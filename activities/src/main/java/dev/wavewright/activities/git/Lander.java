package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Moves the integration branch by compare-and-swap: the url first, then the hub. A crash between
 * the two leaves the url ahead; the next call finds the candidate there and brings the hub up.
 *
 * <p>Landings exclude each other, but the hub's lock is not held while the url is asked and pushed
 * to: over a slow network that would hold up whoever prepares, collects or checks. It is not needed
 * there. The url itself decides, by the tip that the push expects. The hub's branch follows by a
 * compare-and-swap of its own; whoever looked meanwhile may have brought it up to the url, and then
 * it has the candidate. And what is pushed stays: the candidate is pinned, and no hub is pruned
 * while a session lives.
 */
record Lander(HubRepository hub, Upstream upstream) {
  LandResult land(SessionId session, CommitId tip, CommitId approved, CommitId candidate) {
    return hub.lockedLanding(() -> decide(session, tip, approved, candidate));
  }

  private LandResult decide(
      SessionId session, CommitId tip, CommitId approved, CommitId candidate) {
    CommitId actual = upstream.synchronise();
    if (hub.commit(candidate.value()).isEmpty()) {
      return new LandResult.Refused("the hub has no commit " + candidate);
    }
    if (hub.isAncestor(candidate, actual)) {
      return landed(session, candidate, List.of());
    }
    if (!actual.equals(tip)) {
      return new LandResult.Moved(actual);
    }
    Merges merges = new Merges(hub);
    if (!hub.reader().parents(candidate).equals(List.of(tip, approved))) {
      return new LandResult.ContentMismatch(
          "%s is not a merge of the tip %s and the approved %s"
              .formatted(candidate.abbreviated(), tip.abbreviated(), approved.abbreviated()));
    }
    String tree = hub.tree(candidate);
    if (!merges.merge(tip, approved).equals(new MergeResult.Clean(tree))) {
      return new LandResult.ContentMismatch(
          "the content of %s is not what merging the approved %s into %s gives"
              .formatted(candidate.abbreviated(), approved.abbreviated(), tip.abbreviated()));
    }
    List<String> warnings = warnings(tip, approved, candidate);
    try {
      upstream.requireNotCheckedOut();
    } catch (GitProblem checkedOut) {
      return new LandResult.Refused(String.valueOf(checkedOut.getMessage()));
    }
    GitResult push = upstream.tryPush(candidate, Optional.of(tip));
    boolean recorded = push.succeeded() && record(session, tip, candidate);
    CommitId now = recorded ? candidate : upstream.synchronise();
    if (!hub.isAncestor(candidate, now)) {
      return now.equals(tip)
          ? new LandResult.Refused(
              String.valueOf(
                  upstream
                      .pushFailed(push, upstream.settings().url() + " did not take the push")
                      .getMessage()))
          : new LandResult.Moved(now);
    }
    return landed(session, candidate, warnings);
  }

  /** Moves the hub's branch too, unless another call did; returns whether it was here. */
  private boolean record(SessionId session, CommitId tip, CommitId candidate) {
    return hub.locked(
        () -> {
          boolean stands = hub.commit(upstream.integration()).equals(Optional.of(tip));
          if (stands) {
            hub.moveAndUnpin(
                upstream.integration(), candidate, tip, new SessionRefs(session).candidate());
          }
          return stands;
        });
  }

  private LandResult landed(SessionId session, CommitId candidate, List<String> warnings) {
    String pin = new SessionRefs(session).candidate();
    if (hub.commit(pin).equals(Optional.of(candidate))) {
      hub.unpin(pin);
    }
    return new LandResult.Landed(candidate, warnings);
  }

  private List<String> warnings(CommitId tip, CommitId approved, CommitId candidate) {
    if (hub.isAncestor(tip, approved)) {
      // The branch has not moved since: the merge holds exactly the approved tree, as was compared.
      return List.of();
    }
    GitResult fork = hub.call().run("merge-base", tip.value(), approved.value());
    if (!fork.succeeded()) {
      return List.of("tip and approved change have no common ancestor");
    }
    Optional<String> before = patch(fork.text(), approved);
    Optional<String> after = patch(tip.value(), candidate);
    if (before.isEmpty() || after.isEmpty()) {
      return List.of("the change is too large to compare as a patch");
    }
    return before.equals(after)
        ? List.of()
        : List.of("the landed patch differs from the approved one: the merge changed its lines");
  }

  private Optional<String> patch(String from, CommitId to) {
    GitResult diff =
        hub.call()
            .run(
                "diff-tree",
                "-r",
                "-p",
                "-U0",
                "--full-index",
                "--no-ext-diff",
                "--no-textconv",
                "--no-renames",
                from,
                to.value());
    if (!diff.succeeded()) {
      return Optional.empty();
    }
    GitResult id = hub.call().input(diff.output()).run("patch-id", "--stable");
    return id.succeeded() ? Optional.of(id.text().split(" ", 2)[0]) : Optional.empty();
  }
}
