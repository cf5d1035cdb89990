package dev.wavewright.activities.host;

import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.SpendReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.Review;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.Spend;
import org.jspecify.annotations.Nullable;

/**
 * Tells the book of a project with budgets what a session spent, and when its change is accepted.
 * Money is not lost: what cannot be told fails the attempt, and the next one finds the same result
 * and tells it again.
 */
final class BudgetTelling {
  private final SpendBooks books;
  private final SessionWork session;
  private final @Nullable BudgetSettings budgets;

  BudgetTelling(SpendBooks books, SessionWork session) {
    this.books = books;
    this.session = session;
    this.budgets = session.project().budgets();
  }

  /**
   * Tells what a run of an agent used.
   *
   * @param spent null if that is not known
   */
  void ran(AgentWork work, @Nullable Spend spent) {
    if (budgets != null && spent != null) {
      books.spent(
          session.project().project(),
          new SpendReport(run(work), session.key(), work.wave(), spent, budgets));
    }
  }

  private String run(AgentWork work) {
    return session.session() + "/" + work.turn();
  }

  /** A reviewer's approval is the last gate. */
  void runEnded(AgentWork work, AgentReport report) {
    Review review = report.review();
    if (budgets != null
        && report.ending() == AgentReport.Ending.FINISHED
        && review != null
        && review.decision() == Review.Decision.APPROVE) {
      accepted("review " + run(work));
    }
  }

  /** Without a reviewer a green check is the last gate. */
  void checked(CommitId commit, CheckReport report) {
    if (budgets != null
        && session.project().reviewer() == null
        && report.verdict() == Verdict.GREEN) {
      accepted("check " + session.session() + "/" + commit);
    }
  }

  private void accepted(String change) {
    books.accepted(session.project().project(), new AcceptedReport(change, session.key()));
  }
}
