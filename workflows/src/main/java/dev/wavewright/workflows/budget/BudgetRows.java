package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.budget.BudgetState.AccountRow;
import dev.wavewright.workflows.budget.BudgetState.HoldRow;
import dev.wavewright.workflows.budget.BudgetState.IssueRow;
import dev.wavewright.workflows.budget.BudgetState.WaveRow;
import dev.wavewright.workflows.budget.core.Account;
import dev.wavewright.workflows.budget.core.Book;
import dev.wavewright.workflows.budget.core.BudgetDecider;
import dev.wavewright.workflows.budget.core.BudgetLimits;
import dev.wavewright.workflows.budget.core.Event;
import dev.wavewright.workflows.budget.core.Hold;
import dev.wavewright.workflows.budget.core.Scope;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.BudgetSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the core's book to the records that cross Temporal, and back, losing nothing. */
final class BudgetRows {
  private BudgetRows() {}

  static BudgetState initial(String project, int continueAsNewAfter) {
    return write(project, Book.initial(), continueAsNewAfter, List.of(), List.of());
  }

  static BudgetState write(
      String project,
      Book book,
      int continueAsNewAfter,
      List<Hold> held,
      List<BudgetView.Note> recent) {
    return new BudgetState(
        BudgetState.VERSION,
        project,
        continueAsNewAfter,
        book.limits().wave(),
        book.limits().day(),
        book.limits().sinceAccepted(),
        book.day(),
        row(book.today()),
        row(book.sinceAccepted()),
        book.waves().stream().map(line -> new WaveRow(line.wave(), row(line.account()))).toList(),
        book.issues().stream()
            .map(line -> new IssueRow(line.key(), line.wave(), line.spent()))
            .toList(),
        held.stream().map(hold -> new HoldRow(hold.wave(), hold.reason(), hold.until())).toList(),
        book.told(),
        recent);
  }

  static Book read(BudgetState state) {
    return new Book(
        new BudgetLimits(state.waveBudget(), state.dayBudget(), state.sinceAcceptedBudget()),
        state.day(),
        value(state.today()),
        value(state.sinceAccepted()),
        state.waves().stream()
            .map(row -> new Book.WaveLine(row.wave(), value(row.account())))
            .toList(),
        state.issues().stream()
            .map(row -> new Book.IssueLine(row.key(), row.wave(), row.spent()))
            .toList(),
        state.told());
  }

  static List<Hold> held(BudgetState state) {
    return state.held().stream()
        .map(row -> new Hold(row.wave(), row.reason(), row.until()))
        .toList();
  }

  private static AccountRow row(Account account) {
    return new AccountRow(account.spent(), account.raised());
  }

  private static Account value(AccountRow row) {
    return new Account(row.spent(), row.raised());
  }

  /** The configuration that comes with a report is in force before it. */
  static List<Event> events(SpendReport report) {
    Event spent =
        new Event.Spent(
            report.run(),
            report.key().value(),
            report.wave() == null ? null : report.wave().name(),
            report.spent());
    return report.budgets() == null
        ? List.of(spent)
        : Stream.of(event(report.budgets()), spent).toList();
  }

  static Event event(BudgetSettings budgets) {
    return new Event.Configured(
        new BudgetLimits(budgets.wave(), budgets.day(), budgets.sinceAccepted()));
  }

  static Event event(AcceptedReport report) {
    return new Event.Accepted(report.change(), report.key().value());
  }

  static Event event(BudgetRaise raise) {
    Scope scope =
        switch (raise.of()) {
          case DAY -> Scope.DAY;
          case BREAKER -> Scope.BREAKER;
          case WAVE -> Scope.wave(String.valueOf(raise.wave()));
        };
    return new Event.Raised(scope, raise.more(), raise.by());
  }

  static BudgetView view(String project, Book book, List<BudgetView.Note> recent) {
    Hold whole =
        BudgetDecider.holds(book).stream()
            .filter(hold -> hold.wave() == null)
            .findFirst()
            .orElse(null);
    BudgetLimits limits = book.limits();
    return new BudgetView(
        project,
        whole == null ? null : whole.reason(),
        whole == null ? null : whole.until(),
        line("day", book.today(), limits.day()),
        book.nextDay(),
        line("since-accepted", book.sinceAccepted(), limits.sinceAccepted()),
        book.waves().stream()
            .map(line -> line(line.wave(), line.account(), limits.wave()))
            .toList(),
        book.issues().stream()
            .map(line -> new BudgetView.IssueLine(line.key(), line.wave(), line.spent()))
            .toList(),
        recent);
  }

  private static BudgetView.Line line(String of, Account account, @Nullable Budget configured) {
    return new BudgetView.Line(
        of, account.spent(), account.inForce(configured), account.state(configured));
  }

  /** Returns a page of bounded size for the Web UI. */
  static String markdown(BudgetView view) {
    StringBuilder page = new StringBuilder();
    page.append("**")
        .append(view.held() == null ? "nothing is held" : "held: " + view.held())
        .append("**\n\n| | spent | of | |\n| --- | --- | --- | --- |");
    row(page, "day until " + view.dayEnds(), view.day());
    row(page, "since the last accepted change", view.sinceAccepted());
    view.waves().forEach(line -> row(page, "wave " + line.of(), line));
    page.append('\n');
    view.recent()
        .forEach(note -> page.append("\n- ").append(note.at()).append(' ').append(note.text()));
    return page.toString();
  }

  private static void row(StringBuilder page, String name, BudgetView.Line line) {
    Budget budget = line.budget();
    page.append("\n| ")
        .append(name)
        .append(" | ")
        .append(line.spent().inWords())
        .append(" | ")
        .append(budget == null ? "no budget" : budget.inWords(line.spent()))
        .append(" | ")
        .append(line.state().word())
        .append(" |");
  }
}
