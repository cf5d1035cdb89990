package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.merge.MergeActivities.Candidate;
import dev.wavewright.workflows.merge.MergeActivities.GateReport;
import dev.wavewright.workflows.merge.MergeActivities.LandReport;
import dev.wavewright.workflows.merge.core.Ending;
import dev.wavewright.workflows.merge.core.Evidence;
import dev.wavewright.workflows.merge.core.Head;
import dev.wavewright.workflows.merge.core.MergeLine;
import dev.wavewright.workflows.merge.core.News;
import dev.wavewright.workflows.merge.core.Waiting;
import dev.wavewright.workflows.model.CommitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Translates between what crosses Temporal and what the core decides on. */
final class MergeRecords {
  private MergeRecords() {}

  static MergeLine line(MergeQueueState state) {
    return new MergeLine(
        state.nextArrival(),
        state.waiting().stream().map(MergeRecords::waiting).toList(),
        state.head() == null ? null : head(state.head()),
        state.finished().stream()
            .map(answer -> new MergeLine.Finished(answer.holder(), ending(answer.outcome())))
            .toList(),
        state.landed().stream()
            .map(
                landing ->
                    new MergeLine.Landing(
                        landing.key(),
                        landing.commit(),
                        landing.arrived(),
                        landing.at(),
                        landing.took(),
                        landing.warning()))
            .toList(),
        state.closed());
  }

  /** Returns the requests of everything waiting and of the head, by ticket. */
  static List<MergeRequest> requests(MergeQueueState state) {
    List<MergeRequest> requests = new ArrayList<>();
    if (state.head() != null) {
      requests.add(state.head().item().request());
    }
    state.waiting().forEach(item -> requests.add(item.request()));
    return requests;
  }

  static MergeQueueState state(
      MergeQueueState first,
      String branch,
      MergeLine line,
      Map<String, MergeRequest> requests,
      List<MergeQueueState.Message> undelivered) {
    return new MergeQueueState(
        first.version(),
        first.repository(),
        branch,
        first.eventsPerRun(),
        line.nextArrival(),
        line.waiting().stream().map(item -> item(item, requests)).toList(),
        line.head() == null ? null : turn(line.head(), requests),
        line.finished().stream()
            .map(past -> new MergeQueueState.Answer(past.holder(), outcome(past.ending())))
            .toList(),
        line.landed().stream()
            .map(
                landing ->
                    new MergeQueueState.Landing(
                        landing.key(),
                        landing.commit(),
                        landing.arrived(),
                        landing.at(),
                        landing.took(),
                        landing.warning()))
            .toList(),
        line.closed(),
        undelivered);
  }

  private static Waiting waiting(MergeQueueState.Item item) {
    MergeRequest request = item.request();
    return new Waiting(
        request.ticket(),
        request.holder(),
        request.key(),
        request.host(),
        item.verdict(),
        item.arrival(),
        item.arrived(),
        item.sentBack());
  }

  private static MergeQueueState.Item item(Waiting item, Map<String, MergeRequest> requests) {
    return new MergeQueueState.Item(
        Objects.requireNonNull(requests.get(item.ticket()), "a ticket in line has its request"),
        item.verdict(),
        item.arrival(),
        item.arrived(),
        item.sentBack());
  }

  private static Head head(MergeQueueState.Turn turn) {
    CommitId tip = turn.tip();
    CommitId candidate = turn.candidate();
    return new Head(
        waiting(turn.item()),
        Head.Stage.valueOf(turn.stage()),
        tip == null || candidate == null
            ? null
            : new Head.Built(tip, candidate, turn.candidateVerdict()),
        turn.moved(),
        turn.silent(),
        turn.doubt(),
        turn.since());
  }

  private static MergeQueueState.Turn turn(Head head, Map<String, MergeRequest> requests) {
    Head.Built built = head.built();
    return new MergeQueueState.Turn(
        item(head.item(), requests),
        head.stage().name(),
        built == null ? null : built.tip(),
        built == null ? null : built.candidate(),
        built == null ? null : built.verdict(),
        head.moved(),
        head.silent(),
        head.doubt(),
        head.since());
  }

  static News.Result news(String ticket, Candidate candidate) {
    return switch (candidate.state()) {
      case READY ->
          candidate.tip() == null || candidate.commit() == null
              ? new News.Refused(ticket, "a rebuild without a tip or a commit")
              : new News.Ready(ticket, candidate.tip(), candidate.commit(), candidate.verdict());
      case ALREADY_LANDED ->
          candidate.commit() == null
              ? new News.Refused(ticket, "an earlier landing without a commit")
              : new News.AlreadyLanded(ticket, candidate.commit());
      case CONFLICT ->
          new News.Conflicted(
              ticket,
              candidate.message(),
              new Evidence(
                  candidate.conflicts().stream()
                      .map(
                          path ->
                              new Evidence.Clash(
                                  path.path(), path.ours(), path.theirs(), path.landedBy()))
                      .toList(),
                  null,
                  ""));
      case REFUSED -> new News.Refused(ticket, candidate.message());
    };
  }

  static News.Result news(String ticket, GateReport report) {
    Evidence evidence = new Evidence(List.of(), report.exitCode(), report.logTail());
    return switch (report.verdict()) {
      case GREEN -> new News.Green(ticket);
      case RED -> new News.Red(ticket, report.message(), evidence);
      case NO_VERDICT -> new News.NoVerdict(ticket, report.message(), evidence);
    };
  }

  static News.Result news(String ticket, CommitId candidate, LandReport report) {
    CommitId commit = report.commit();
    return switch (report.state()) {
      case LANDED ->
          new News.Landed(
              ticket,
              commit == null ? candidate : commit,
              report.message().isEmpty() ? null : report.message());
      case BRANCH_MOVED -> new News.Moved(ticket);
      case CONTENT_MISMATCH -> new News.Mismatched(ticket, report.message());
      case REFUSED -> new News.Refused(ticket, report.message());
    };
  }

  static MergeOutcome outcome(Ending ending) {
    Evidence evidence = ending.evidence();
    return new MergeOutcome(
        ending.ticket(),
        switch (ending.kind()) {
          case LANDED -> MergeOutcome.Result.LANDED;
          case CONFLICT -> MergeOutcome.Result.CONFLICT;
          case CHECK_FAILED -> MergeOutcome.Result.CHECK_FAILED;
          case NO_VERDICT -> MergeOutcome.Result.NO_VERDICT;
          case WITHDRAWN -> MergeOutcome.Result.WITHDRAWN;
          case BRANCH_CLOSED -> MergeOutcome.Result.BRANCH_CLOSED;
          case HOST_LOST -> MergeOutcome.Result.HOST_LOST;
          case REFUSED -> MergeOutcome.Result.REFUSED;
        },
        ending.commit(),
        evidence.clashes().stream()
            .map(
                clash ->
                    new MergeOutcome.Conflict(
                        clash.path(), clash.ours(), clash.theirs(), clash.landedBy()))
            .toList(),
        ending.message(),
        evidence.exitCode(),
        evidence.logTail());
  }

  private static Ending ending(MergeOutcome outcome) {
    return new Ending(
        outcome.ticket(),
        switch (outcome.result()) {
          case LANDED -> Ending.Kind.LANDED;
          case CONFLICT -> Ending.Kind.CONFLICT;
          case CHECK_FAILED -> Ending.Kind.CHECK_FAILED;
          case NO_VERDICT -> Ending.Kind.NO_VERDICT;
          case WITHDRAWN -> Ending.Kind.WITHDRAWN;
          case BRANCH_CLOSED -> Ending.Kind.BRANCH_CLOSED;
          case HOST_LOST -> Ending.Kind.HOST_LOST;
          case REFUSED -> Ending.Kind.REFUSED;
        },
        outcome.commit(),
        outcome.message(),
        new Evidence(
            outcome.conflicts().stream()
                .map(
                    path ->
                        new Evidence.Clash(
                            path.path(), path.ours(), path.theirs(), path.landedBy()))
                .toList(),
            outcome.exitCode(),
            outcome.logTail()));
  }
}
