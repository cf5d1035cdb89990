package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.issue.IssueStatus.Landed;
import dev.wavewright.workflows.issue.IssueStatus.Spent;
import dev.wavewright.workflows.issue.IssueStatus.Times;
import dev.wavewright.workflows.issue.core.IssueProgress;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import org.jspecify.annotations.Nullable;

/** What people and programs see of an issue. */
final class IssuePage {
  private IssuePage() {}

  static IssueStatus status(
      IssueInput input, SessionId session, IssueProgress progress, Times times) {
    WaitReason reason = progress.reason();
    int tickets = progress.counts().tickets();
    return new IssueStatus(
        input.key(),
        input.text().title(),
        input.repository(),
        progress.phase(),
        reason,
        progress.evidence().detail(),
        reason == null ? "" : unblock(reason, input, tickets),
        progress.counts().attempts(),
        progress.counts().checkRounds(),
        progress.counts().reviewRounds(),
        progress.counts().conflictRounds(),
        tickets == 0 ? null : Ticket.of(input.key(), tickets),
        progress.work().worktree() ? session : null,
        input.agent(),
        progress.holdings().host(),
        progress.evidence().exitCode(),
        progress.evidence().logTail(),
        progress.evidence().rescueRef(),
        landed(input, progress.work().landed()),
        times,
        spent(input, progress.spending()));
  }

  private static @Nullable Spent spent(IssueInput input, IssueProgress.Spending spending) {
    Budget budget = Budget.inForce(input.terms().budget(), spending.raised());
    if (spending.spent().none()) {
      return null;
    }
    return new Spent(
        spending.spent(),
        budget,
        budget == null ? Budget.State.OK : budget.state(spending.spent()));
  }

  private static @Nullable Landed landed(IssueInput input, @Nullable CommitId commit) {
    if (commit == null) {
      return null;
    }
    String branch =
        input
            .project()
            .repository(input.repository())
            .map(RepositorySettings::integration)
            .orElse("");
    return new Landed(input.repository(), branch, commit);
  }

  private static String unblock(WaitReason reason, IssueInput input, int tickets) {
    return reason
        .unblock(input.key(), input.repository())
        .replace("<ticket>", Ticket.of(input.key(), Math.max(1, tickets)).value());
  }

  /** Returns the phase under which an issue is found by search: one of four on the main line. */
  static Phase searchable(Phase phase) {
    return switch (phase) {
      case WAITING_DEPENDENCIES, QUEUED, PREPARING -> Phase.QUEUED;
      case IMPLEMENTING, CHECKING, REVIEWING -> Phase.IMPLEMENTING;
      case MERGE_QUEUED, MERGING -> Phase.MERGE_QUEUED;
      case DONE, QUOTA_WAITING, NEEDS_INPUT, PARKED, HELD, EXPIRED, CANCELLED, SKIPPED -> phase;
    };
  }

  /** Returns Markdown for the Temporal Web UI: phase, reason, next action, then the evidence. */
  static String details(IssueStatus status) {
    StringBuilder page = new StringBuilder();
    page.append("**").append(status.phase()).append("**");
    if (status.reason() != null) {
      page.append(" — ").append(status.reason().word());
    }
    page.append("\n\n");
    if (!status.detail().isBlank()) {
      page.append(plain(status.detail())).append("\n\n");
    }
    page.append("Next: ").append(next(status)).append("\n\n| | |\n| --- | --- |\n");
    row(page, "issue", status.key().value() + " " + status.title());
    row(page, "repository", status.repository().value());
    row(page, "agent", status.agent() + ", attempt " + status.attempts());
    row(
        page,
        "rounds",
        "check %d, review %d, conflict %d"
            .formatted(status.checkRounds(), status.reviewRounds(), status.conflictRounds()));
    row(page, "ticket", status.ticket());
    row(page, "host", status.host());
    row(page, "session", status.session());
    row(page, "spent", status.spent() == null ? null : status.spent().inWords());
    row(page, "exit code", status.exitCode());
    row(page, "rescue ref", status.rescueRef());
    Landed landed = status.landed();
    row(page, "landed", landed == null ? null : landed.branch() + " " + landed.commit());
    return page.toString();
  }

  private static String next(IssueStatus status) {
    if (status.reason() != null) {
      return "`" + status.unblock() + "`";
    }
    return status.phase().isFinal() ? "nothing" : "nothing to do, work is under way";
  }

  private static void row(StringBuilder page, String name, @Nullable Object value) {
    if (value != null) {
      page.append("| ").append(name).append(" | ").append(plain(value.toString())).append(" |\n");
    }
  }

  /** Takes from a text from outside what Markdown would read as structure. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point)) {
                plain.append(' ');
              } else {
                if ("\\`*_[]<>|#!".indexOf(point) >= 0) {
                  plain.append('\\');
                }
                plain.appendCodePoint(point);
              }
            });
    return plain.toString();
  }
}
