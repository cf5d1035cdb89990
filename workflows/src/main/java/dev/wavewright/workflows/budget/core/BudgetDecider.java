package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a project's budgets: what counts, and what is held. */
public final class BudgetDecider {
  /** How many waves and issues are remembered: those counted last. */
  public static final int MOST_WAVES = 50;

  public static final int MOST_ISSUES = 300;

  /** How many runs and changes are remembered, so that they count once. */
  public static final int MOST_TOLD = 1_000;

  private BudgetDecider() {}

  /** Begins the day that it is, then takes in the events in their order. */
  public static Decision decide(BudgetSnapshot snapshot) {
    Draft draft = new Draft(snapshot.book());
    draft.beginDay(Book.dayOf(snapshot.now()));
    snapshot.events().forEach(draft::takeIn);
    Book book = draft.toBook();
    // Also without a hold: what people are shown of a day is of that day.
    Instant wakeAt = book.today().equals(Account.EMPTY) ? null : book.nextDay();
    return new Decision(book, holds(book), draft.outcomes(), wakeAt);
  }

  /** Returns what the book holds. */
  public static List<Hold> holds(Book book) {
    List<Hold> holds = new ArrayList<>();
    BudgetLimits limits = book.limits();
    List<String> reasons = new ArrayList<>();
    boolean byDay = book.today().state(limits.day()) == Budget.State.HELD;
    boolean byBreaker = book.sinceAccepted().state(limits.sinceAccepted()) == Budget.State.HELD;
    if (byBreaker) {
      reasons.add(words(Scope.BREAKER, limits.sinceAccepted(), book.sinceAccepted()));
    }
    if (byDay) {
      reasons.add(words(Scope.DAY, limits.day(), book.today()) + "; goes on at " + book.nextDay());
    }
    if (!reasons.isEmpty()) {
      holds.add(new Hold(null, String.join("; ", reasons), byBreaker ? null : book.nextDay()));
    }
    book.waves().stream()
        .filter(line -> line.account().state(limits.wave()) == Budget.State.HELD)
        .sorted((one, other) -> one.wave().compareTo(other.wave()))
        .map(
            line ->
                new Hold(
                    line.wave(),
                    words(Scope.wave(line.wave()), limits.wave(), line.account()),
                    null))
        .forEach(holds::add);
    return holds;
  }

  static String words(Scope scope, @Nullable Budget configured, Account account) {
    Budget budget = account.inForce(configured);
    Spend spent = account.spent();
    return scope + ": " + (budget == null ? spent.inWords() : budget.inWords(spent));
  }

  /** Returns every scope of a book, in its order. */
  static Stream<Scope> scopes(Book book) {
    return Stream.concat(
        Stream.of(Scope.DAY, Scope.BREAKER),
        book.waves().stream().map(line -> Scope.wave(line.wave())).sorted());
  }
}
