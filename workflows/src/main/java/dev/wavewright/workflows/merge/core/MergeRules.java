package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.merge.core.Ending.Kind;
import dev.wavewright.workflows.merge.core.Head.Built;
import dev.wavewright.workflows.merge.core.MergeLine.Finished;
import dev.wavewright.workflows.merge.core.MergeLine.Landing;
import dev.wavewright.workflows.model.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of a serial merge queue. */
public final class MergeRules {
  /**
   * Rebuilds of one turn after the branch moved; a person pushing all day must not hold the line.
   */
  public static final int MOVES_PER_TURN = 5;

  /** Checks of one candidate that may end without a verdict. */
  public static final int CHECKS_WITHOUT_VERDICT = 2;

  private MergeRules() {}

  /** Folds the news into the line and says what to do next. */
  public static Decision decide(Snapshot snapshot) {
    List<Step> steps = new ArrayList<>();
    MergeLine line = snapshot.line();
    for (News news : snapshot.news()) {
      line = take(line, news, snapshot.now(), steps);
    }
    boolean working = snapshot.working();
    if (working && line.head() == null) {
      // Only what gives a landing up ends it while its work is under way.
      Head before = Objects.requireNonNull(snapshot.line().head(), "work without a head");
      steps.addFirst(new Step.GiveUp(before.item().ticket()));
      working = false;
    }
    if (!working && !snapshot.ending()) {
      line = promote(line, snapshot.now(), steps);
      if (line.head() != null) {
        steps.add(work(line.head()));
      }
    }
    return new Decision(line, steps);
  }

  private static MergeLine promote(MergeLine line, Instant now, List<Step> steps) {
    if (line.head() != null || line.waiting().isEmpty()) {
      return line;
    }
    Waiting first = line.waiting().getFirst();
    steps.add(new Step.TellStarted(first.ticket(), first.holder()));
    return line.without(first).withHead(Head.begin(first, now));
  }

  private static Step work(Head head) {
    String ticket = head.item().ticket();
    Built built = head.built();
    if (built == null) {
      return new Step.Rebuild(ticket);
    }
    return head.stage() == Head.Stage.LAND
        ? new Step.Land(ticket, built.tip(), built.candidate())
        : new Step.Gate(ticket, built.candidate());
  }

  private static MergeLine take(MergeLine line, News news, Instant now, List<Step> steps) {
    return switch (news) {
      case News.Arrived arrived -> arrive(line, arrived, now, steps);
      case News.Withdrawn withdrawn -> withdraw(line, withdrawn, steps);
      case News.HostLost lost -> lose(line, lost, steps);
      case News.Reopened ignored -> line.withClosed(null);
      case News.Result result -> {
        Head head = line.head();
        yield head == null || !line.isHead(result.ticket())
            ? line
            : advance(line, head, result, now, steps);
      }
    };
  }

  private static MergeLine arrive(
      MergeLine line, News.Arrived arrived, Instant now, List<Step> steps) {
    String ticket = arrived.ticket();
    Optional<Finished> past = line.finished(ticket);
    if (past.isPresent()) {
      steps.add(new Step.TellEnded(arrived.holder(), past.get().ending()));
      return line;
    }
    if (line.isHead(ticket)) {
      steps.add(new Step.TellStarted(ticket, arrived.holder()));
      return line;
    }
    if (line.waiting(ticket).isPresent()) {
      return line;
    }
    Waiting item =
        new Waiting(
            ticket,
            arrived.holder(),
            arrived.key(),
            arrived.host(),
            arrived.verdict(),
            line.nextArrival(),
            now,
            false);
    return line.closed() == null
        ? line.with(item)
        : end(line, item, Kind.BRANCH_CLOSED, null, closedMessage(line.closed()), steps);
  }

  private static MergeLine withdraw(MergeLine line, News.Withdrawn withdrawn, List<Step> steps) {
    String ticket = withdrawn.ticket();
    Head head = line.head();
    if (head != null && line.isHead(ticket)) {
      return withdrawn.hostLost()
          ? end(line, head, Kind.HOST_LOST, withdrawn.reason(), Evidence.NONE, steps)
          : line;
    }
    Optional<Waiting> waiting = line.waiting(ticket);
    if (waiting.isPresent()) {
      Waiting item = waiting.get();
      return end(line.without(item), item, Kind.WITHDRAWN, null, withdrawn.reason(), steps);
    }
    Optional<Finished> past = line.finished(ticket);
    if (past.isPresent()) {
      String holder = past.get().holder();
      if (holder != null) {
        steps.add(new Step.TellEnded(holder, past.get().ending()));
      }
      return line;
    }
    // It may still come: a withdrawal can overtake the request that it takes back.
    return line.withFinished(
        new Finished(
            null, new Ending(ticket, Kind.WITHDRAWN, null, withdrawn.reason(), Evidence.NONE)));
  }

  /**
   * Answers everybody who is on a lost host, the landing under way included. Nothing of it is
   * remembered: what comes from that host later was sent before its issue heard of the loss, and
   * the issue takes it back, or it comes from a host that is back.
   */
  private static MergeLine lose(MergeLine line, News.HostLost lost, List<Step> steps) {
    String why = "its host " + lost.host() + " was declared lost by " + lost.by();
    MergeLine left = line;
    Head head = line.head();
    if (head != null && head.item().host().equals(lost.host())) {
      left = end(left, head, Kind.HOST_LOST, why, Evidence.NONE, steps);
    }
    for (Waiting item : left.waiting()) {
      if (item.host().equals(lost.host())) {
        left = end(left.without(item), item, Kind.HOST_LOST, null, why, steps);
      }
    }
    return left;
  }

  private static MergeLine advance(
      MergeLine line, Head head, News.Result result, Instant now, List<Step> steps) {
    return switch (result) {
      case News.Ready ready -> ready(line, head, ready, steps);
      case News.AlreadyLanded already -> landed(line, head, already.commit(), null, now, steps);
      case News.Conflicted conflict ->
          end(line, head, Kind.CONFLICT, conflict.message(), conflict.evidence(), steps);
      case News.Green ignored ->
          line.withHead(head.land(Objects.requireNonNull(head.built(), "a verdict on nothing")));
      case News.Red red -> end(line, head, Kind.CHECK_FAILED, red.message(), red.evidence(), steps);
      case News.NoVerdict none ->
          head.silent() + 1 < CHECKS_WITHOUT_VERDICT
              ? line.withHead(head.gateAgain())
              : end(line, head, Kind.NO_VERDICT, none.message(), none.evidence(), steps);
      case News.Landed landed -> landed(line, head, landed.commit(), landed.warning(), now, steps);
      case News.Moved ignored -> moved(line, head, steps);
      case News.Mismatched mismatch -> close(line, head, mismatch.message(), steps);
      case News.Refused refused -> broken(line, head, refused.message(), steps);
      case News.Failed failed -> broken(line, head, failed.message(), steps);
    };
  }

  /** Whether a broken landing reached the branch, only the branch can say. */
  private static MergeLine broken(MergeLine line, Head head, String message, List<Step> steps) {
    return head.stage() == Head.Stage.LAND
        ? line.withHead(head.rebuildInDoubt(message))
        : end(line, head, Kind.REFUSED, message, Evidence.NONE, steps);
  }

  private static MergeLine ready(MergeLine line, Head head, News.Ready ready, List<Step> steps) {
    if (head.doubt() != null) {
      return end(line, head, Kind.REFUSED, head.doubt(), Evidence.NONE, steps);
    }
    Built built = new Built(ready.tip(), ready.candidate(), ready.verdict());
    boolean green = built.verdict() != null && built.verdict().equals(head.item().verdict());
    return line.withHead(green ? head.land(built) : head.gate(built));
  }

  private static MergeLine moved(MergeLine line, Head head, List<Step> steps) {
    if (head.moved() + 1 < MOVES_PER_TURN) {
      return line.withHead(head.rebuildAfterMove());
    }
    if (!head.item().sentBack()) {
      return line.withHead(null).with(head.item().sentBackTo(line.nextArrival()));
    }
    String message =
        "the branch moved under each of " + 2 * MOVES_PER_TURN + " attempts to land this change";
    return end(line, head, Kind.REFUSED, message, Evidence.NONE, steps);
  }

  private static MergeLine landed(
      MergeLine line,
      Head head,
      CommitId commit,
      @Nullable String warning,
      Instant now,
      List<Step> steps) {
    Waiting item = head.item();
    MergeLine after = line.withHead(null);
    if (line.landed().stream().noneMatch(past -> past.commit().equals(commit))) {
      Duration took = Duration.between(head.since(), now);
      after =
          after.withLanding(new Landing(item.key(), commit, item.arrived(), now, took, warning));
    }
    String message = "landed as " + commit.abbreviated() + (warning == null ? "" : "; " + warning);
    return end(after, item, Kind.LANDED, commit, message, steps);
  }

  /**
   * Nobody waits for a branch that nobody may land on: all are answered, so that their issues park
   * with a reason and free their leases, and come back by a retry after a person has looked.
   */
  private static MergeLine close(MergeLine line, Head head, String why, List<Step> steps) {
    MergeLine closed =
        end(
            line.withHead(null).withClosed(why),
            head.item(),
            Kind.BRANCH_CLOSED,
            null,
            closedMessage(why),
            steps);
    for (Waiting item : line.waiting()) {
      closed = end(closed.without(item), item, Kind.BRANCH_CLOSED, null, closedMessage(why), steps);
    }
    return closed;
  }

  private static String closedMessage(String why) {
    return "the branch closed itself: " + why;
  }

  private static MergeLine end(
      MergeLine line, Head head, Kind kind, String message, Evidence evidence, List<Step> steps) {
    Ending ending = new Ending(head.item().ticket(), kind, null, message, evidence);
    return answer(line.withHead(null), head.item().holder(), ending, steps);
  }

  private static MergeLine end(
      MergeLine line,
      Waiting item,
      Kind kind,
      @Nullable CommitId commit,
      String message,
      List<Step> steps) {
    Ending ending = new Ending(item.ticket(), kind, commit, message, Evidence.NONE);
    return answer(line, item.holder(), ending, steps);
  }

  private static MergeLine answer(MergeLine line, String holder, Ending ending, List<Step> steps) {
    steps.add(new Step.TellEnded(holder, ending));
    return line.withFinished(new Finished(holder, ending));
  }
}
