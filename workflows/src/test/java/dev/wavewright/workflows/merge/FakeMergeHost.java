package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.merge.MergeActivities.Candidate.CandidateState;
import dev.wavewright.workflows.merge.MergeActivities.LandReport.LandState;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A host with hubs in memory. What shall go wrong is queued per issue and step before; a step with
 * nothing queued does what git would do.
 */
final class FakeMergeHost implements MergeActivities {
  private static final int LONGEST_WAIT_SECONDS = 180;

  private final Map<RepositoryName, BranchModel> branches = new LinkedHashMap<>();
  private final Map<String, Deque<Runnable>> before = new LinkedHashMap<>();
  private final Map<String, Deque<Runnable>> afterSwap = new LinkedHashMap<>();
  private final Map<IssueKey, Deque<GateReport>> gates = new LinkedHashMap<>();
  private final Map<IssueKey, List<MergeOutcome.Conflict>> conflicts = new LinkedHashMap<>();
  private final List<String> steps = new ArrayList<>();
  private final List<CommitId> checked = new ArrayList<>();
  private final Map<RepositoryName, Integer> running = new LinkedHashMap<>();
  private int mostAtOnce;
  private @Nullable String mismatch;
  private String warning = "";

  /** Runs {@code action} at the beginning of the next such step of this issue. */
  synchronized void before(String step, IssueKey key, Runnable action) {
    before.computeIfAbsent(step + " " + key, name -> new ArrayDeque<>()).add(action);
  }

  /** Runs {@code action} after the branch was swapped, before that is reported. */
  synchronized void afterSwap(IssueKey key, Runnable action) {
    afterSwap.computeIfAbsent("land " + key, name -> new ArrayDeque<>()).add(action);
  }

  synchronized void gateSays(IssueKey key, GateReport... reports) {
    gates.computeIfAbsent(key, name -> new ArrayDeque<>()).addAll(List.of(reports));
  }

  synchronized void conflictOf(IssueKey key, MergeOutcome.Conflict... paths) {
    conflicts.put(key, List.of(paths));
  }

  /** The next landing puts something else on the branch than was approved. */
  synchronized void mismatchOnce(String message) {
    mismatch = message;
  }

  /** The next landing has something that a person should look at. */
  synchronized void warnOnce(String text) {
    warning = text;
  }

  synchronized BranchModel branch(RepositoryName repository) {
    return branches.computeIfAbsent(repository, name -> new BranchModel());
  }

  synchronized void personCommits(RepositoryName repository, String change) {
    branch(repository).personCommits(change);
  }

  synchronized List<BranchModel.Commit> line(RepositoryName repository) {
    return branch(repository).line();
  }

  synchronized void verify(RepositoryName repository) {
    branch(repository).verify();
  }

  synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  synchronized List<CommitId> checked() {
    return List.copyOf(checked);
  }

  /** Returns the most steps of one repository that ever ran at once. */
  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  /** Waits as an activity does: one that beats, and ends when it is called off. */
  static void await(CountDownLatch latch) {
    try {
      for (int beat = 0; !latch.await(1, TimeUnit.SECONDS); beat++) {
        if (beat == LONGEST_WAIT_SECONDS) {
          throw ApplicationFailure.newNonRetryableFailure("the test never let it go on", "Test");
        }
        Activity.getExecutionContext().heartbeat(null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ApplicationFailure.newNonRetryableFailure("interrupted", "Test");
    }
  }

  @Override
  public Candidate rebuildOnTip(MergeRequest request) {
    enter("rebuild", request);
    try {
      synchronized (this) {
        BranchModel branch = branch(request.repository().name());
        CommitId earlier = branch.landingOf(request.key());
        if (earlier != null) {
          return new Candidate(
              CandidateState.ALREADY_LANDED, branch.tip().id(), earlier, null, List.of(), "");
        }
        List<MergeOutcome.Conflict> paths = conflicts.remove(request.key());
        if (paths != null) {
          return new Candidate(
              CandidateState.CONFLICT, branch.tip().id(), null, null, paths, "1 path in conflict");
        }
        BranchModel.Commit built = branch.merge(request.key());
        return new Candidate(
            CandidateState.READY, branch.tip().id(), built.id(), built.digest(), List.of(), "");
      }
    } finally {
      leave(request);
    }
  }

  @Override
  public GateReport gate(MergeRequest request, CommitId candidate) {
    enter("gate", request);
    try {
      synchronized (this) {
        checked.add(candidate);
        Deque<GateReport> said = gates.get(request.key());
        return said == null || said.isEmpty()
            ? new GateReport(Verdict.GREEN, 0, "", "")
            : said.remove();
      }
    } finally {
      leave(request);
    }
  }

  @Override
  public LandReport land(MergeRequest request, CommitId tip, CommitId candidate) {
    enter("land", request);
    try {
      LandReport report = swap(request, tip, candidate);
      runNext(afterSwap, "land " + request.key());
      return report;
    } finally {
      leave(request);
    }
  }

  private synchronized LandReport swap(MergeRequest request, CommitId tip, CommitId candidate) {
    BranchModel branch = branch(request.repository().name());
    if (mismatch != null) {
      LandReport report = new LandReport(LandState.CONTENT_MISMATCH, null, mismatch);
      mismatch = null;
      return report;
    }
    boolean landed = branch.tip().id().equals(candidate) || branch.swap(tip, candidate);
    String text = warning;
    warning = "";
    return landed
        ? new LandReport(LandState.LANDED, candidate, text)
        : new LandReport(LandState.BRANCH_MOVED, null, "the branch moved");
  }

  private void enter(String step, MergeRequest request) {
    synchronized (this) {
      steps.add(step + " " + request.key());
      mostAtOnce =
          Math.max(mostAtOnce, running.merge(request.repository().name(), 1, Integer::sum));
    }
    runNext(before, step + " " + request.key());
  }

  private synchronized void leave(MergeRequest request) {
    running.merge(request.repository().name(), -1, Integer::sum);
  }

  private void runNext(Map<String, Deque<Runnable>> queued, String name) {
    Runnable action;
    synchronized (this) {
      Deque<Runnable> actions = queued.get(name);
      action = actions == null ? null : actions.poll();
    }
    if (action != null) {
      action.run();
    }
  }
}
