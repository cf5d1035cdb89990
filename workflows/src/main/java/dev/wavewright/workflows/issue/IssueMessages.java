package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.GrantedLease;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.core.IssueNews;
import dev.wavewright.workflows.issue.core.PathConflict;
import dev.wavewright.workflows.issue.core.Round;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns messages into news and steps into messages. */
final class IssueMessages {
  /** A number no request of ours has. */
  private static final int FOREIGN = -1;

  private IssueMessages() {}

  static IssueNews news(IssueKey key, LeaseGrant grant) {
    return new IssueNews.Granted(
        number(key.value() + "/", grant.ticket().value()),
        grant.host(),
        token(grant, LeaseKind.IN_FLIGHT),
        token(grant, LeaseKind.SESSION));
  }

  private static @Nullable LeaseToken token(LeaseGrant grant, LeaseKind kind) {
    return grant.lease(kind).map(GrantedLease::token).orElse(null);
  }

  static IssueNews news(IssueKey key, LeaseRefusal refusal) {
    return new IssueNews.Refused(
        number(key.value() + "/", refusal.ticket().value()),
        switch (refusal.cause()) {
          case CANCELLED -> IssueNews.RefusalCause.CANCELLED;
          case EXPIRED -> IssueNews.RefusalCause.EXPIRED;
          case REJECTED -> IssueNews.RefusalCause.REJECTED;
        },
        refusal.message());
  }

  static IssueNews landingBegan(IssueKey key, String ticket) {
    return new IssueNews.LandingBegan(number(mergePrefix(key), ticket));
  }

  static IssueNews news(IssueKey key, MergeOutcome outcome) {
    return landingEnded(
        number(mergePrefix(key), outcome.ticket()),
        switch (outcome.result()) {
          case LANDED -> IssueNews.LandingResult.LANDED;
          case CONFLICT -> IssueNews.LandingResult.CONFLICT;
          case CHECK_FAILED -> IssueNews.LandingResult.CHECK_FAILED;
          case NO_VERDICT -> IssueNews.LandingResult.NO_VERDICT;
          case WITHDRAWN -> IssueNews.LandingResult.WITHDRAWN;
          case BRANCH_CLOSED -> IssueNews.LandingResult.BRANCH_CLOSED;
          case HOST_LOST -> IssueNews.LandingResult.HOST_LOST;
          case REFUSED -> IssueNews.LandingResult.REFUSED;
        },
        outcome);
  }

  private static IssueNews landingEnded(
      int approval, IssueNews.LandingResult result, MergeOutcome outcome) {
    return new IssueNews.LandingEnded(
        approval,
        result,
        outcome.commit(),
        outcome.exitCode(),
        conflicts(outcome.conflicts()),
        outcome.logTail(),
        outcome.message());
  }

  static IssueNews news(Prepared prepared) {
    return new IssueNews.Prepared(
        switch (prepared.state()) {
          case READY -> IssueNews.Preparation.READY;
          case ALREADY_LANDED -> IssueNews.Preparation.ALREADY_LANDED;
          case TEXT_CHANGED -> IssueNews.Preparation.TEXT_CHANGED;
          case CLAIMED_ELSEWHERE -> IssueNews.Preparation.CLAIMED_ELSEWHERE;
          case FAILED -> IssueNews.Preparation.FAILED;
        },
        prepared.base(),
        prepared.textDigest(),
        prepared.message());
  }

  /**
   * @param now when the report came
   */
  static IssueNews news(AgentReport report, Instant now) {
    return switch (report.ending()) {
      case OUT_OF_QUOTA ->
          new IssueNews.OutOfQuota(
              now, report.resetsAt(), report.exitCode(), report.logTail(), report.message());
      case FINISHED -> ended(report, IssueNews.Ending.FINISHED);
      case FAILED -> ended(report, IssueNews.Ending.FAILED);
      case START_TIMED_OUT -> ended(report, IssueNews.Ending.START_TIMED_OUT);
      case RUN_TIMED_OUT -> ended(report, IssueNews.Ending.RUN_TIMED_OUT);
      case STALLED -> ended(report, IssueNews.Ending.STALLED);
      case STOPPED -> ended(report, IssueNews.Ending.STOPPED);
      case FENCED -> ended(report, IssueNews.Ending.FENCED);
    };
  }

  private static IssueNews ended(AgentReport report, IssueNews.Ending ending) {
    IssueActivities.Review review = report.review();
    return new IssueNews.AgentEnded(
        ending,
        report.commit(),
        report.exitCode(),
        review == null ? IssueNews.Opinion.NO_VERDICT : opinion(review),
        review == null ? "" : review.findings(),
        report.logTail(),
        report.message());
  }

  private static IssueNews.Opinion opinion(IssueActivities.Review review) {
    return switch (review.decision()) {
      case APPROVE -> IssueNews.Opinion.APPROVE;
      case CHANGES -> IssueNews.Opinion.CHANGES;
      case NO_VERDICT -> IssueNews.Opinion.NO_VERDICT;
    };
  }

  static IssueNews news(CheckReport report) {
    return new IssueNews.Checked(
        verdict(report.verdict()),
        report.digest(),
        report.exitCode(),
        conflicts(report.conflicts()),
        report.logTail(),
        report.message());
  }

  private static IssueNews.CheckVerdict verdict(Verdict verdict) {
    return switch (verdict) {
      case GREEN -> IssueNews.CheckVerdict.GREEN;
      case RED -> IssueNews.CheckVerdict.RED;
      case NO_VERDICT -> IssueNews.CheckVerdict.NO_VERDICT;
    };
  }

  static IssueActivities.Round round(Round round) {
    return switch (round) {
      case IMPLEMENT -> IssueActivities.Round.IMPLEMENT;
      case REPAIR_CHECK -> IssueActivities.Round.REPAIR_CHECK;
      case ADDRESS_REVIEW -> IssueActivities.Round.ADDRESS_REVIEW;
      case RESOLVE_CONFLICT -> IssueActivities.Round.RESOLVE_CONFLICT;
      case REVIEW -> IssueActivities.Round.REVIEW;
    };
  }

  static String mergeTicket(IssueKey key, int number) {
    return mergePrefix(key) + number;
  }

  private static String mergePrefix(IssueKey key) {
    return key.value() + "/merge/";
  }

  static List<MergeOutcome.Conflict> outgoing(List<PathConflict> conflicts) {
    return conflicts.stream()
        .map(
            conflict ->
                new MergeOutcome.Conflict(
                    conflict.path(), conflict.ours(), conflict.theirs(), conflict.landedBy()))
        .toList();
  }

  private static List<PathConflict> conflicts(List<MergeOutcome.Conflict> conflicts) {
    return conflicts.stream()
        .map(
            conflict ->
                new PathConflict(
                    conflict.path(), conflict.ours(), conflict.theirs(), conflict.landedBy()))
        .toList();
  }

  private static int number(String prefix, String ticket) {
    if (!ticket.startsWith(prefix)) {
      return FOREIGN;
    }
    String digits = ticket.substring(prefix.length());
    boolean isNumber =
        !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(Character::isDigit);
    return isNumber ? Integer.parseInt(digits) : FOREIGN;
  }
}
