package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaveId;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host does for an issue, on the host's own queue. Every method may be repeated after any
 * crash and then finds what the earlier attempt left.
 */
@ActivityInterface
public interface IssueActivities {
  /**
   * Makes hub, session repository, worktree, dependency checkouts; runs set-up and copies files.
   */
  @ActivityMethod(name = "Prepare")
  Prepared prepare(SessionWork work);

  /**
   * Runs the agent once to its end, or adopts, collects or resumes what an earlier attempt began;
   * finishes its commit, pins it in the hub, and releases the session lease once its process tree
   * is gone. Heartbeats by timer.
   */
  @ActivityMethod(name = "RunAgent")
  AgentReport runAgent(AgentWork work);

  /**
   * Checks the merge of the integration tip and {@code commit} in a fresh checkout. That merge is
   * what lands if the tip does not move. Heartbeats.
   *
   * @param attempt 1 plus the agent runs that failed, for the merge's trailer
   */
  @ActivityMethod(name = "Check")
  CheckReport check(SessionWork work, CommitId commit, int attempt);

  /**
   * Interrupts the session's agent, if one runs; its {@code runAgent} then returns {@code STOPPED}.
   */
  @ActivityMethod(name = "StopAgent")
  void stopAgent(SessionWork work);

  /**
   * Ends every process of the session, saves committed and uncommitted work on a rescue ref, and
   * removes worktree and session repository.
   *
   * @return the rescue ref, or null when there was nothing beyond what landed
   */
  @ActivityMethod(name = "Retire")
  @Nullable String retire(SessionWork work);

  /** Saves committed and uncommitted work on a rescue ref; the worktree stays for a retry. */
  @ActivityMethod(name = "Rescue")
  @Nullable String rescue(SessionWork work);

  /**
   * Names a session and what it works on.
   *
   * @param project the project as frozen when the issue was planned
   * @param inFlight token under which the session may touch the world
   * @param inWave whether the issue is one of a wave: others may follow it in its repository
   */
  record SessionWork(
      IssueKey key,
      SessionId session,
      ProjectSettings project,
      RepositoryName repository,
      IssueText text,
      List<LandedDependency> dependencies,
      LeaseToken inFlight,
      boolean inWave) {
    public SessionWork {
      dependencies = List.copyOf(dependencies);
    }
  }

  /**
   * What preparing made.
   *
   * @param base the integration tip the worktree stands at; the landed commit when {@code
   *     ALREADY_LANDED}, if known
   * @param textDigest SHA-256 of the tracker's body as found; a retry after {@code TEXT_CHANGED}
   *     asks for exactly this text. Null when the text comes with the input
   */
  record Prepared(
      State state,
      @Nullable CommitId base,
      String worktree,
      @Nullable String textDigest,
      String message) {
    /** How preparing ended. */
    public enum State {
      READY,
      ALREADY_LANDED,
      TEXT_CHANGED,
      /** Another Wavewright has taken the issue. */
      CLAIMED_ELSEWHERE,
      FAILED
    }
  }

  /** Why the agent is started this time. */
  enum Round {
    IMPLEMENT,
    REPAIR_CHECK,
    ADDRESS_REVIEW,
    RESOLVE_CONFLICT,
    REVIEW
  }

  /**
   * One run of an agent.
   *
   * @param turn counts the runs of this session from 1; names its log
   * @param attempt counts agent starts after failures from 1; in the trailer and the environment
   * @param agent name of the agent in the project
   * @param token the session lease
   * @param feedback log tail or review findings of the round before; empty for {@code IMPLEMENT}
   * @param conflicts what to resolve; empty unless {@code RESOLVE_CONFLICT}
   * @param wave of the issue, or null
   */
  record AgentWork(
      SessionWork session,
      Round round,
      int turn,
      int attempt,
      String agent,
      LeaseToken token,
      String feedback,
      List<MergeOutcome.Conflict> conflicts,
      @Nullable WaveId wave) {
    public AgentWork {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * How a run of an agent ended.
   *
   * @param commit the pinned commit of the session's work; null when nothing differs from the base
   * @param exitCode of the agent, null when it was ended
   * @param agentSession the agent's own session id, or null
   * @param tokens tokens used by this run as the agent reported them, 0 if it reports none
   * @param review the reviewer's verdict; null unless {@code REVIEW}
   * @param logTail last lines of output, at most 200 and 16 KiB
   * @param resetsAt when the account's allowance begins anew, if the run is {@code OUT_OF_QUOTA}
   *     and the agent says so; else null
   * @param spent what the run used, or null if it told nothing
   */
  record AgentReport(
      Ending ending,
      @Nullable CommitId commit,
      @Nullable Integer exitCode,
      long pid,
      @Nullable String agentSession,
      long tokens,
      @Nullable Review review,
      String logTail,
      String message,
      @Nullable Instant resetsAt,
      @Nullable Spend spent) {
    /** How a run ended. */
    public enum Ending {
      FINISHED,
      FAILED,
      START_TIMED_OUT,
      RUN_TIMED_OUT,
      STALLED,
      STOPPED,
      FENCED,
      /** The allowance of the agent's account is used up, as the agent itself said. */
      OUT_OF_QUOTA
    }
  }

  /** A reviewer's verdict, checked against its schema; what cannot be parsed is no verdict. */
  record Review(Decision decision, String findings) {
    /** What a reviewer said. */
    public enum Decision {
      APPROVE,
      CHANGES,
      NO_VERDICT
    }
  }

  /**
   * A check's verdict.
   *
   * @param digest of (tree, check, environment); a merge queue may reuse a green verdict under it
   * @param conflicts not empty when tip and commit do not merge; the verdict is then {@code
   *     NO_VERDICT}
   */
  record CheckReport(
      Verdict verdict,
      @Nullable String digest,
      @Nullable Integer exitCode,
      List<MergeOutcome.Conflict> conflicts,
      String logTail,
      String message) {
    public CheckReport {
      conflicts = List.copyOf(conflicts);
    }
  }
}
