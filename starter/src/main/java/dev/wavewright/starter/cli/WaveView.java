package dev.wavewright.starter.cli;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.tracker.TrackerStatus;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wave with all that its issues tell; the JSON of {@code wave status}.
 *
 * @param sandbox how agents and checks are confined
 * @param tracker what the wave shows at its issue tracker; null where there is nothing to show
 */
public record WaveView(
    String wave,
    WavePhase phase,
    Instant started,
    @Nullable Instant ended,
    List<IssueView> issues,
    String sandbox,
    @Nullable TrackerView tracker) {
  /** Said in every summary while nothing confines agents and checks. */
  static final String UNSANDBOXED = "UNSANDBOXED";

  public WaveView {
    issues = List.copyOf(issues);
  }

  /** A wave that shows nothing at a tracker. */
  public WaveView(
      String wave,
      WavePhase phase,
      Instant started,
      @Nullable Instant ended,
      List<IssueView> issues,
      String sandbox) {
    this(wave, phase, started, ended, issues, sandbox, null);
  }

  /** Tells whether something is being written to the tracker; one that rests writes nothing. */
  boolean writing() {
    return tracker != null
        && tracker.pausedUntil() == null
        && (tracker.left() > 0 || !tracker.settled());
  }

  /** Returns this view without how far the tracker is with its writing. */
  WaveView withoutProgress() {
    return tracker == null
        ? this
        : new WaveView(wave, phase, started, ended, issues, sandbox, tracker.withoutProgress());
  }

  /** Tells whether every issue is done. */
  public boolean allDone() {
    return issues.stream().allMatch(issue -> issue.phase() == Phase.DONE);
  }

  /** Tells whether nothing happens any more unless a person acts. */
  public boolean settled() {
    return phase == WavePhase.ENDED || phase == WavePhase.WAITING_FOR_PEOPLE;
  }

  /** Returns how many issues are in {@code wanted}. */
  public long count(Phase wanted) {
    return issues.stream().filter(issue -> issue.phase() == wanted).count();
  }

  /**
   * One issue; what the issue itself has not told yet is null.
   *
   * @param unblock the one action that would end its wait, or null
   * @param setBack what sent it back to the agent that works on it now or next, or empty
   */
  public record IssueView(
      IssueKey key,
      String title,
      RepositoryName repository,
      Phase phase,
      @Nullable WaitReason reason,
      String detail,
      @Nullable String unblock,
      String setBack,
      int attempts,
      List<IssueKey> dependsOn,
      int layer,
      @Nullable SessionId session,
      @Nullable AgentView agent,
      @Nullable Integer exitCode,
      @Nullable String rescueRef,
      @Nullable LandedView landed,
      TimesView times) {
    public IssueView {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /**
   * Who works on it.
   *
   * @param backend null when this configuration does not know the agent
   * @param pid of its live process, or null
   */
  public record AgentView(
      String name, @Nullable AgentBackend backend, @Nullable Long pid, @Nullable HostId host) {}

  /** Where it landed. */
  public record LandedView(
      @Nullable RepositoryName repository, @Nullable String branch, CommitId commit) {
    static LandedView of(IssueStatus.Landed landed) {
      return new LandedView(landed.repository(), landed.branch(), landed.commit());
    }
  }

  /** When things began and ended; null for not yet. */
  public record TimesView(
      @Nullable Instant queued, @Nullable Instant started, @Nullable Instant ended) {
    static TimesView of(@Nullable IssueStatus status) {
      return status == null
          ? new TimesView(null, null, null)
          : new TimesView(
              status.times().queued(), status.times().started(), status.times().ended());
    }
  }

  /**
   * What the wave shows at its issue tracker.
   *
   * @param left markers and hand-offs still to be written
   * @param settled whether this is of a wave in which nothing happens any more without a person
   * @param delivers whether what landed is handed over by pull requests
   * @param pausedUntil the tracker asked for patience until then, or null
   * @param pause why, or null
   * @param refusals issues whose marker the tracker did not take, with the reason
   */
  public record TrackerView(
      int left,
      boolean settled,
      boolean delivers,
      @Nullable Instant pausedUntil,
      @Nullable String pause,
      List<TrackerStatus.Refusal> refusals,
      List<TrackerStatus.HandOffLine> handOffs) {
    static TrackerView of(TrackerStatus status) {
      return new TrackerView(
          status.left(),
          status.settled(),
          status.delivers(),
          status.pausedUntil(),
          status.pause(),
          status.refusals(),
          status.handOffs());
    }

    TrackerView withoutProgress() {
      return new TrackerView(0, true, delivers, pausedUntil, pause, refusals, handOffs);
    }
  }
}
