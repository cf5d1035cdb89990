package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An integration tip that was merged into a session's worktree for its agent to settle. Kept in the
 * hub as a commit of exactly what was written there, so that later steps can tell what the agent
 * did with it. It outlives its collection: an agent that goes on from its own branch still needs
 * the tip as a parent.
 *
 * @param commit the commit that keeps it; its tree holds the conflict markers
 * @param ours what the worktree held before
 * @param work the session's own side, without markers of a merge before
 * @param conflicting the paths in conflict, also of tips brought in before and not settled yet
 */
record PendingMerge(
    CommitId commit, CommitId ours, CommitId work, CommitId tip, List<String> conflicting) {
  private static final String PATH = "conflict: ";
  private static final String WORK = "work: ";

  PendingMerge {
    conflicting = List.copyOf(new TreeSet<>(conflicting));
  }

  static Optional<PendingMerge> read(HubRepository hub, String ref) {
    return hub.commit(ref)
        .map(
            commit -> {
              List<CommitId> parents = hub.reader().parents(commit);
              String message = hub.reader().message(commit);
              return new PendingMerge(
                  commit,
                  parents.getFirst(),
                  message
                      .lines()
                      .filter(line -> line.startsWith(WORK))
                      .map(line -> new CommitId(line.substring(WORK.length())))
                      .findFirst()
                      .orElse(parents.getFirst()),
                  parents.getLast(),
                  message
                      .lines()
                      .filter(line -> line.startsWith(PATH))
                      .map(line -> line.substring(PATH.length()))
                      .map(path -> URLDecoder.decode(path, StandardCharsets.UTF_8))
                      .toList());
            });
  }

  /** Finds the merge that was written into the worktree and whose result was never collected. */
  static Optional<PendingMerge> unsettled(HubRepository hub, SessionRefs refs) {
    Optional<CommitId> collected = hub.commit(refs.collected());
    return read(hub, refs.brought())
        .filter(merge -> collected.filter(commit -> hub.isAncestor(merge.tip(), commit)).isEmpty());
  }

  /** Commits it in the hub; the caller pins it. */
  static PendingMerge write(
      HubRepository hub,
      String tree,
      CommitId ours,
      CommitId work,
      CommitId tip,
      List<String> conflicting) {
    StringBuilder message = new StringBuilder("Bring in ").append(tip).append("\n\n");
    message.append(WORK).append(work).append('\n');
    for (String path : conflicting) {
      message.append(PATH).append(URLEncoder.encode(path, StandardCharsets.UTF_8)).append('\n');
    }
    CommitId commit =
        new CommitId(
            hub.call()
                .input(message.toString())
                .require("commit-tree", "-p", ours.value(), "-p", tip.value(), "-F", "-", tree));
    return new PendingMerge(commit, ours, work, tip, conflicting);
  }
}
