package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.AgentEnded;
import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Checked;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.Granted;
import dev.wavewright.workflows.issue.core.IssueNews.LandingEnded;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import dev.wavewright.workflows.issue.core.IssueNews.OperationFailed;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import dev.wavewright.workflows.issue.core.IssueNews.Preparation;
import dev.wavewright.workflows.issue.core.IssueNews.Prepared;
import dev.wavewright.workflows.issue.core.IssueNews.RefusalCause;
import dev.wavewright.workflows.issue.core.IssueNews.Refused;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A naive world around one issue: it does what steps ask for, in a random order and with random
 * results, and fails the moment a step breaks a rule. It keeps its own books and reads nothing of
 * the machine's progress.
 */
final class ScriptedWorld {
  /** What must have been looked at over all seeds. */
  static final List<String> MUST_OCCUR =
      List.of(
          "C7 lease left to the wave",
          "C9 ticket taken back",
          "C9 grant taken back by the gate",
          "L2 host was back before the issue heard of its loss",
          "L2 landing lost with its host",
          "L2 nothing asked of a lost host",
          "M1 handed to the queue what is green",
          "M1 handed to the queue what is approved",
          "M1 handed to the queue without a reviewer",
          "R2 agent started, no other may live",
          "R2 operation started, none under way",
          "R3 work saved before a person is told",
          "R5 lease left to a wave that is gone released",
          "R5 lease released once",
          "R5 nothing held at the end",
          "R5 nothing held while parked",
          "S1 agent started under its lease",
          "S1 lease of a lost run released after the stop",
          "agent runs within the limits",
          "done means landed",
          "quota: goes on after a known reset",
          "quota: goes on by itself",
          "quota: goes on without a known reset",
          "quota: place given back after 15 minutes",
          "quota: waits for a person, with auto-resume off",
          "nothing left on disk",
          "parked when every attempt was made",
          "retry during a rescue kept",
          "retry or skip ignored while work goes on");

  private final Random random;
  private final Limits limits;
  private final boolean reviewed;
  private final boolean hasDependents;
  private final boolean autoResume;
  private final Map<String, Integer> counts;

  private final Map<LeaseKind, @Nullable LeaseToken> held = new EnumMap<>(LeaseKind.class);
  private final Set<LeaseToken> everReleased = new HashSet<>();
  private final Set<LeaseToken> unheard = new HashSet<>();
  private @Nullable IssueStep asked;
  private IssueStep.@Nullable RequestLeases request;
  private IssueStep.@Nullable EnqueueMerge approval;
  private boolean cancelWanted;
  private boolean stopPending;
  private boolean agentMayLive;
  private boolean unsaved;
  private boolean retryOwed;
  private boolean givenUp;
  private boolean calledOff;
  private boolean landingBegan;
  private boolean prepared;
  private boolean retired;
  private boolean hostGone;
  private boolean waveGone;
  private @Nullable LeaseToken left;
  private @Nullable CommitId green;
  private @Nullable CommitId approved;
  private long tokens;
  private int commits;
  private int gone = -1;
  private final Map<Round, Integer> runs = new EnumMap<>(Round.class);
  private int failedRuns;
  private int quotaRuns;
  private int quotaInARow;
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private @Nullable Instant outSince;
  private @Nullable Instant resetTold;
  private IssueStep.@Nullable Wake wake;

  Phase told = Phase.QUEUED;
  boolean ended;
  boolean landed;

  /**
   * @param counts of {@link #MUST_OCCUR}, counted on
   */
  ScriptedWorld(
      Random random,
      Limits limits,
      boolean reviewed,
      boolean hasDependents,
      boolean autoResume,
      Map<String, Integer> counts) {
    this.random = random;
    this.limits = limits;
    this.reviewed = reviewed;
    this.hasDependents = hasDependents;
    this.autoResume = autoResume;
    this.counts = counts;
  }

  private void seen(String what) {
    assertThat(counts.computeIfPresent(what, (name, times) -> times + 1)).as(what).isNotNull();
  }

  boolean parked() {
    return (told == Phase.PARKED || told == Phase.NEEDS_INPUT)
        && asked == null
        && request == null
        && approval == null;
  }

  /** Whether the issue waits for its agent's account. */
  boolean waitsForQuota() {
    return outSince != null && asked == null && request == null;
  }

  /** A person has it go on, or gives it up. */
  void settled() {
    outSince = null;
    wake = null;
  }

  void cancelled() {
    settled();
    cancelWanted = true;
    retryOwed = false;
  }

  boolean awaitsGate() {
    return request != null;
  }

  /** Whether a person may retry now, although the work is still being saved. */
  boolean saving() {
    return asked instanceof IssueStep.Rescue && !cancelWanted && !givenUp;
  }

  /** A person asked for a retry while the work was being saved. */
  void retriedEarly() {
    retryOwed = true;
  }

  /** A person gave the issue up while the work was being saved. */
  void skippedEarly() {
    givenUp = true;
    retryOwed = false;
  }

  /** A person asked for what cannot be done now: it changed nothing. */
  void ignored() {
    seen("retry or skip ignored while work goes on");
  }

  /**
   * The host is declared lost: the gate has freed the session lease by itself, unless the host is
   * back and the lease a new one; and nothing that is under way there, on disk or alive, is of
   * account any more.
   */
  void hostLost() {
    hostGone = true;
    settled();
    boolean back = held.get(LeaseKind.SESSION) != null && random.nextInt(4) == 0;
    if (back) {
      seen("L2 host was back before the issue heard of its loss");
    } else {
      LeaseToken session = held.put(LeaseKind.SESSION, null);
      if (session != null) {
        assertThat(everReleased.add(session)).isTrue();
      }
    }
    asked = null;
    approval = null;
    stopPending = false;
    agentMayLive = false;
    unsaved = false;
    prepared = false;
  }

  /** What was to land is gone with the host. */
  void workIsGone() {
    green = null;
    approved = null;
    gone = commits;
  }

  private boolean isGone(CommitId commit) {
    return IntStream.rangeClosed(0, gone).mapToObj(Story::commit).anyMatch(commit::equals);
  }

  void take(IssueStep step) {
    assertThat(ended).as("nothing after the end, but %s", step).isFalse();
    switch (step) {
      case IssueStep.RequestLeases leases -> {
        idle(step);
        assertThat(leases.inFlight()).isEqualTo(held.get(LeaseKind.IN_FLIGHT) == null);
        assertThat(held.get(LeaseKind.SESSION)).as("one session lease").isNull();
        request = leases;
        unheard.clear();
      }
      case IssueStep.CancelTicket ignored -> {
        // C9: the gate takes back what it granted while the cancel was under way.
        seen("C9 ticket taken back");
        request = null;
        for (LeaseKind kind : LeaseKind.values()) {
          LeaseToken token = held.get(kind);
          if (token != null && unheard.remove(token)) {
            assertThat(everReleased.add(token)).isTrue();
            held.put(kind, null);
            seen("C9 grant taken back by the gate");
          }
        }
      }
      case IssueStep.ReleaseLease release -> {
        assertThat(held.get(release.kind()))
            .as("what is released is held")
            .isEqualTo(release.token());
        assertThat(everReleased.add(release.token())).as("R5: released once").isTrue();
        seen("R5 lease released once");
        if (release.kind() == LeaseKind.IN_FLIGHT && hasDependents && landed) {
          assertThat(waveGone).as("C7: the place is free before the wave has asked").isTrue();
          seen("R5 lease left to a wave that is gone released");
        }
        if (release.kind() == LeaseKind.SESSION) {
          assertThat(asked instanceof IssueStep.RunAgent || agentMayLive)
              .as("S1: the agent's lease is freed while it may live")
              .isFalse();
        }
        held.put(release.kind(), null);
      }
      case IssueStep.Prepare ignored -> {
        underWay(step);
        prepared = true;
        unsaved = true;
      }
      case IssueStep.RunAgent run -> {
        underWay(step);
        assertThat(held.get(LeaseKind.SESSION)).as("S1").isEqualTo(run.token());
        seen("S1 agent started under its lease");
        assertThat(agentMayLive).as("R2: an agent beside one that may live").isFalse();
        seen("R2 agent started, no other may live");
        unsaved = true;
        runs.merge(run.round(), 1, Integer::sum);
        assertBounded();
      }
      case IssueStep.Check check -> {
        underWay(step);
        assertThat(isGone(check.commit())).as("M1: checked what is lost").isFalse();
      }
      case IssueStep.Wake next -> wake(next);
      case IssueStep.StopAgent ignored -> stopPending = true;
      case IssueStep.CallOff ignored -> calledOff = true;
      case IssueStep.AbandonHost ignored -> assertThat(hostGone).as("a host was lost").isTrue();
      case IssueStep.Rescue ignored -> {
        operation(step);
        unsaved = false;
      }
      case IssueStep.Retire ignored -> {
        operation(step);
        assertThat(prepared).isTrue();
      }
      case IssueStep.EnqueueMerge enqueue -> {
        idle(step);
        assertThat(held.get(LeaseKind.IN_FLIGHT)).as("lands in flight").isNotNull();
        assertThat(enqueue.inFlight())
            .as("what the landing gives back")
            .isEqualTo(hasDependents ? null : held.get(LeaseKind.IN_FLIGHT));
        assertThat(green).as("M1: only what is green lands").isEqualTo(enqueue.commit());
        seen("M1 handed to the queue what is green");
        if (reviewed) {
          assertThat(approved).as("only what is approved lands").isEqualTo(enqueue.commit());
          seen("M1 handed to the queue what is approved");
        } else {
          seen("M1 handed to the queue without a reviewer");
        }
        approval = enqueue;
        landingBegan = false;
      }
      case IssueStep.WithdrawMerge ignored -> assertThat(green).isNotNull();
      case IssueStep.TellWave tell -> {
        if (tell.reason() == WaitReason.AGENT_FAILED
            || tell.reason() == WaitReason.AGENT_MADE_NO_CHANGE) {
          assertThat(failedRuns).as("every attempt was made").isEqualTo(limits.attempts());
          seen("parked when every attempt was made");
        }
        told(tell.phase());
        leave(tell);
      }
      case IssueStep.End ignored -> {
        idle(step);
        assertThat(held.values()).as("R5: nothing is kept").allMatch(token -> token == null);
        seen("R5 nothing held at the end");
        assertThat(told.isFinal()).isTrue();
        assertThat(told == Phase.DONE).as("done means landed").isEqualTo(landed);
        seen("done means landed");
        assertThat(!prepared || retired).as("nothing is left on disk").isTrue();
        seen("nothing left on disk");
        ended = true;
      }
    }
  }

  /** C7: what a landed issue holds goes to the wave, if others wait for it. */
  private void leave(IssueStep.TellWave tell) {
    LeaseToken due =
        hasDependents && tell.phase() == Phase.DONE ? held.get(LeaseKind.IN_FLIGHT) : null;
    assertThat(tell.inFlight()).as("what the wave is to give back").isEqualTo(due);
    if (due == null) {
      return;
    }
    seen("C7 lease left to the wave");
    left = due;
    waveGone = random.nextInt(4) == 0;
    if (!waveGone) {
      assertThat(everReleased.add(due)).isTrue();
      held.put(LeaseKind.IN_FLIGHT, null);
    }
  }

  /** Returns what follows a report with a lease to a wave that is gone: once. */
  Optional<IssueNews> undelivered() {
    if (left == null || !waveGone || everReleased.contains(left)) {
      return Optional.empty();
    }
    return Optional.of(new IssueNews.Undeliverable(IssueNews.Addressee.WAVE, "no wave"));
  }

  private void told(Phase phase) {
    if (phase == Phase.PARKED || phase == Phase.NEEDS_INPUT) {
      assertThat(unsaved).as("R3: a person is told before the work is saved").isFalse();
      seen("R3 work saved before a person is told");
    }
    if (phase == Phase.QUEUED) {
      runs.clear();
      failedRuns = 0;
      quotaRuns = 0;
      if (retryOwed) {
        seen("retry during a rescue kept");
      }
      retryOwed = false;
    }
    told = phase;
  }

  private void assertBounded() {
    int slack = failedRuns + quotaRuns;
    assertThat(failedRuns).isLessThan(limits.attempts());
    assertThat(runs.getOrDefault(Round.IMPLEMENT, 0)).isLessThanOrEqualTo(1 + slack);
    assertThat(runs.getOrDefault(Round.REPAIR_CHECK, 0))
        .isLessThanOrEqualTo(limits.checkRounds() + slack);
    assertThat(runs.getOrDefault(Round.ADDRESS_REVIEW, 0))
        .isLessThanOrEqualTo(limits.reviewRounds() + slack);
    assertThat(runs.getOrDefault(Round.RESOLVE_CONFLICT, 0))
        .isLessThanOrEqualTo(limits.conflictRounds() + slack);
    seen("agent runs within the limits");
  }

  /** An operation that needs the in-flight lease. */
  private void underWay(IssueStep step) {
    assertThat(held.get(LeaseKind.IN_FLIGHT)).as("%s holds its in-flight lease", step).isNotNull();
    operation(step);
  }

  private void operation(IssueStep step) {
    idle(step);
    assertThat(hostGone).as("%s is asked of a host that is lost", step).isFalse();
    seen("L2 nothing asked of a lost host");
    asked = step;
    calledOff = false;
  }

  private void idle(IssueStep step) {
    assertThat(asked).as("R2: %s waits for the end of", step).isNull();
    seen("R2 operation started, none under way");
    assertThat(request).as("%s beside a request", step).isNull();
    assertThat(approval).as("%s beside an approval", step).isNull();
  }

  /** Returns what happens next, or null when the world waits for a person. */
  @Nullable IssueNews next() {
    if (stopPending && (asked == null || random.nextBoolean())) {
      stopPending = false;
      if (agentMayLive) {
        seen("S1 lease of a lost run released after the stop");
      }
      agentMayLive = false;
      return random.nextInt(8) == 0
          ? new OperationFailed(Operation.STOP_AGENT, "stop failed")
          : new IssueNews.StopDelivered();
    }
    if (asked != null) {
      return operationEnds(asked);
    }
    if (request != null) {
      return answer(request);
    }
    if (approval != null) {
      return landing(approval);
    }
    return outSince == null ? null : woken();
  }

  private IssueNews answer(IssueStep.RequestLeases leases) {
    request = null;
    int fate = random.nextInt(40);
    if (fate == 0) {
      return new Refused(leases.number(), RefusalCause.CANCELLED, "by a person");
    }
    if (fate == 1) {
      return new Refused(leases.number(), RefusalCause.REJECTED, "full");
    }
    if (fate == 2 && leases.mayExpire()) {
      return new Refused(leases.number(), RefusalCause.EXPIRED, "late");
    }
    if (fate == 3) {
      return new IssueNews.Undeliverable(IssueNews.Addressee.GATE, "no gate");
    }
    if (leases.inFlight()) {
      grant(LeaseKind.IN_FLIGHT);
    }
    if (leases.session()) {
      grant(LeaseKind.SESSION);
      hostGone = false;
    }
    return new Granted(
        leases.number(),
        leases.session() ? Story.HOST : null,
        leases.inFlight() ? held.get(LeaseKind.IN_FLIGHT) : null,
        leases.session() ? held.get(LeaseKind.SESSION) : null);
  }

  private void grant(LeaseKind kind) {
    LeaseToken token = new LeaseToken(0, ++tokens);
    held.put(kind, token);
    unheard.add(token);
  }

  private IssueNews operationEnds(IssueStep step) {
    asked = null;
    boolean fails = random.nextInt(20) == 0;
    return switch (step) {
      case IssueStep.Prepare ignored -> preparation(fails);
      case IssueStep.RunAgent run -> agentEnds(run, fails);
      case IssueStep.Check check -> checkEnds(check, fails);
      case IssueStep.Rescue ignored ->
          fails ? failed(Operation.RESCUE) : new IssueNews.Rescued("refs/rescue/1");
      case IssueStep.Retire ignored -> {
        retired = true;
        agentMayLive = false;
        yield fails ? failed(Operation.RETIRE) : new IssueNews.Retired(null);
      }
      default -> throw new AssertionError("no operation: " + step);
    };
  }

  private IssueNews preparation(boolean fails) {
    if (fails || calledOff) {
      return failed(Operation.PREPARE);
    }
    Preparation preparation = random.nextInt(4) > 0 ? Preparation.READY : one(Preparation.values());
    landed |= preparation == Preparation.ALREADY_LANDED;
    return new Prepared(preparation, Story.BASE, "d", "prepared");
  }

  private IssueNews agentEnds(IssueStep.RunAgent run, boolean fails) {
    if (fails || (calledOff && random.nextBoolean())) {
      // The lease stays held: nobody released it. Whether the agent lives, nobody knows.
      agentMayLive = true;
      return failed(Operation.RUN_AGENT);
    }
    assertThat(everReleased.add(run.token())).isTrue();
    held.put(LeaseKind.SESSION, null);
    if (random.nextInt(8) == 0) {
      return outOfQuota();
    }
    quotaInARow = 0;
    Ending ending = random.nextInt(4) > 0 ? Ending.FINISHED : one(Ending.values());
    boolean changes = random.nextInt(8) > 0;
    Opinion opinion = one(Opinion.values());
    if (run.round() == Round.REVIEW) {
      if (ending == Ending.FINISHED && opinion == Opinion.APPROVE) {
        approved = green;
      }
    } else if (ending != Ending.FINISHED || !changes) {
      failedRuns++;
    }
    CommitId commit = changes ? Story.commit(++commits) : null;
    return new AgentEnded(ending, commit, 1, opinion, "findings", "log", "");
  }

  private IssueNews outOfQuota() {
    quotaRuns++;
    quotaInARow++;
    now = now.plusSeconds(1 + random.nextInt(900));
    outSince = cancelWanted ? null : now;
    resetTold =
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> null;
          case 3 -> now.minusSeconds(31 + random.nextInt(900));
          case 4 -> now.plusSeconds(random.nextInt(1_000) - 29);
          default -> now.plusSeconds(random.nextInt(5 * 3600));
        };
    return new IssueNews.OutOfQuota(now, resetTold, 1, "log", "the limit is reached");
  }

  /** When the issue goes on by itself, as the rule says in words; null for never. */
  private @Nullable Instant goesOn() {
    if (!autoResume) {
      return null;
    }
    Instant since = Objects.requireNonNull(outSince);
    int minutes = quotaInARow == 1 ? 5 : quotaInARow == 2 ? 10 : quotaInARow == 3 ? 20 : 30;
    if (resetTold == null || resetTold.plusSeconds(30).compareTo(since) <= 0) {
      return since.plusSeconds(60L * minutes);
    }
    Instant known = resetTold.plusSeconds(30);
    Instant again = since.plusSeconds(300);
    return quotaInARow > 1 && known.isBefore(again) ? again : known;
  }

  private void wake(IssueStep.Wake next) {
    idle(next);
    Instant goesOn = goesOn();
    Instant place = Objects.requireNonNull(outSince).plusSeconds(900);
    boolean placeFirst = goesOn == null || goesOn.isAfter(place);
    boolean first = wake == null;
    assertThat(first || placeFirst).as("woken twice, and at first to give its place back").isTrue();
    assertThat(next.at()).isEqualTo(first && placeFirst ? place : goesOn);
    if (!first) {
      assertThat(held.get(LeaseKind.IN_FLIGHT)).as("its place after 15 minutes").isNull();
      seen("quota: place given back after 15 minutes");
    }
    wake = next;
  }

  /** The clock strikes. */
  private @Nullable IssueNews woken() {
    IssueStep.Wake due = Objects.requireNonNull(wake, "nothing wakes it");
    if (due.at().isBefore(now) || due.at().equals(now)) {
      assertThat(goesOn()).as("a person has to say when").isNull();
      assertThat(held.get(LeaseKind.IN_FLIGHT)).as("its place after 15 minutes").isNull();
      seen("quota: waits for a person, with auto-resume off");
      return null;
    }
    now = due.at();
    if (due.at().equals(goesOn())) {
      seen("quota: goes on by itself");
      seen(
          now.equals(Objects.requireNonNull(outSince).plusSeconds(300))
              ? "quota: goes on without a known reset"
              : "quota: goes on after a known reset");
      settled();
    }
    return new IssueNews.Woken(due.number(), now);
  }

  private IssueNews checkEnds(IssueStep.Check check, boolean fails) {
    if (fails || calledOff) {
      return failed(Operation.CHECK);
    }
    CheckVerdict verdict = random.nextInt(3) > 0 ? CheckVerdict.GREEN : one(CheckVerdict.values());
    boolean conflicts = verdict == CheckVerdict.NO_VERDICT && random.nextBoolean();
    if (verdict == CheckVerdict.GREEN) {
      green = check.commit();
    }
    return new Checked(
        verdict, "v", 1, conflicts ? List.of(Story.CONFLICT) : List.of(), "log", "checked");
  }

  private IssueNews landing(IssueStep.EnqueueMerge enqueue) {
    if (!landingBegan && random.nextInt(4) > 0) {
      landingBegan = true;
      return new IssueNews.LandingBegan(enqueue.number());
    }
    approval = null;
    if (random.nextInt(30) == 0) {
      return new IssueNews.Undeliverable(IssueNews.Addressee.MERGE_QUEUE, "no queue");
    }
    LandingResult result =
        random.nextInt(2) == 0 ? LandingResult.LANDED : one(LandingResult.values());
    if (result == LandingResult.HOST_LOST) {
      seen("L2 landing lost with its host");
      hostLost();
      workIsGone();
    }
    if (result == LandingResult.LANDED) {
      landed = true;
      if (enqueue.inFlight() != null) {
        assertThat(everReleased.add(enqueue.inFlight())).isTrue();
        held.put(LeaseKind.IN_FLIGHT, null);
      }
    }
    return new LandingEnded(
        enqueue.number(),
        result,
        result == LandingResult.LANDED ? Story.LANDED : null,
        null,
        result == LandingResult.CONFLICT ? List.of(Story.CONFLICT) : List.of(),
        "",
        "landing");
  }

  void assertNothingHeldWhileParked() {
    assertThat(held.values()).as("a parked issue costs no lease").allMatch(token -> token == null);
    seen("R5 nothing held while parked");
    assertThat(retryOwed).as("a retry asked for during the rescue is kept").isFalse();
  }

  /** News that belongs to the past: it has to change nothing. */
  List<IssueNews> stale() {
    List<IssueNews> stale = new ArrayList<>();
    stale.add(new Granted(0, Story.HOST, new LeaseToken(9, 9), new LeaseToken(9, 10)));
    stale.add(new Refused(0, RefusalCause.EXPIRED, "old"));
    stale.add(new IssueNews.LandingBegan(0));
    stale.add(new IssueNews.Woken(wake == null ? 0 : wake.number() - 1, now.plusSeconds(9_999)));
    if (left == null || waveGone) {
      stale.add(new IssueNews.Undeliverable(IssueNews.Addressee.WAVE, "old"));
    }
    stale.add(new LandingEnded(0, LandingResult.LANDED, Story.LANDED, null, List.of(), "", "old"));
    return stale;
  }

  boolean cancelWanted() {
    return cancelWanted;
  }

  private static IssueNews failed(Operation operation) {
    return new OperationFailed(operation, "broke");
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
