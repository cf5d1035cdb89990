package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.budget.core.Book.IssueLine;
import dev.wavewright.workflows.budget.core.Book.WaveLine;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The working copy of one decision. */
final class Draft {
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Map<String, Account> waves = new LinkedHashMap<>();
  private final Map<String, IssueLine> issues = new LinkedHashMap<>();
  private final Set<String> told;
  private BudgetLimits limits;
  private long day;
  private Account today;
  private Account sinceAccepted;

  Draft(Book book) {
    limits = book.limits();
    day = book.day();
    today = book.today();
    sinceAccepted = book.sinceAccepted();
    book.waves().forEach(line -> waves.put(line.wave(), line.account()));
    book.issues().forEach(line -> issues.put(line.key(), line));
    told = new LinkedHashSet<>(book.told());
  }

  Book toBook() {
    return new Book(
        limits,
        day,
        today,
        sinceAccepted,
        waves.entrySet().stream().map(e -> new WaveLine(e.getKey(), e.getValue())).toList(),
        List.copyOf(issues.values()),
        List.copyOf(told));
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** Clocks do not go back to a day that was left. */
  void beginDay(long now) {
    if (now <= day) {
      return;
    }
    day = now;
    put(Scope.DAY, Account.EMPTY, "a new day has begun");
  }

  void takeIn(Event event) {
    switch (event) {
      case Event.Spent spent -> takeIn(spent);
      case Event.Accepted accepted -> takeIn(accepted);
      case Event.Raised raised -> takeIn(raised);
      case Event.Configured configured -> takeIn(configured);
    }
  }

  private void takeIn(Event.Spent spent) {
    if (!tellOnce(spent.run())) {
      outcomes.add(new Outcome.Ignored("the run " + spent.run() + " is counted already"));
      return;
    }
    IssueLine before = issues.remove(spent.key());
    Spend ofIssue = before == null ? spent.spent() : before.spent().plus(spent.spent());
    issues.put(spent.key(), new IssueLine(spent.key(), spent.wave(), ofIssue));
    dropOldest(issues, BudgetDecider.MOST_ISSUES);
    add(Scope.DAY, spent.spent());
    add(Scope.BREAKER, spent.spent());
    if (spent.wave() != null) {
      Account account = waves.remove(spent.wave());
      waves.put(spent.wave(), account == null ? Account.EMPTY : account);
      dropOldest(waves, BudgetDecider.MOST_WAVES);
      add(Scope.wave(spent.wave()), spent.spent());
    }
  }

  private void takeIn(Event.Accepted accepted) {
    if (tellOnce(accepted.change())) {
      put(Scope.BREAKER, Account.EMPTY, accepted.key() + " was accepted");
    } else {
      outcomes.add(new Outcome.Ignored("the change " + accepted.change() + " is counted already"));
    }
  }

  private void takeIn(Event.Raised raised) {
    Scope scope = raised.scope();
    Budget configured = configured(scope);
    Account account = account(scope);
    if (configured == null) {
      outcomes.add(new Outcome.Ignored("there is no " + name(scope) + " to raise"));
      return;
    }
    if (account == null) {
      outcomes.add(new Outcome.Ignored("nothing is spent of the " + name(scope)));
      return;
    }
    Budget before = configured.atLeast(account.raised());
    Budget more = raised.more() == null ? configured : raised.more();
    Budget after = before.raised(account.spent(), more);
    if (after.equals(before)) {
      outcomes.add(new Outcome.Ignored("the " + name(scope) + " is not counted in that"));
      return;
    }
    Account next = new Account(account.spent(), after);
    String why = "raised by " + raised.by() + "; " + BudgetDecider.words(scope, configured, next);
    outcomes.add(new Outcome.Raised(scope, why));
    put(scope, next, "raised by " + raised.by());
  }

  private void takeIn(Event.Configured configured) {
    if (configured.limits().equals(limits)) {
      return;
    }
    List<Scope> scopes = BudgetDecider.scopes(toBook()).toList();
    Map<Scope, Budget.State> before = new LinkedHashMap<>();
    scopes.forEach(scope -> before.put(scope, state(scope)));
    limits = configured.limits();
    before.forEach((scope, state) -> changed(scope, state, "another budget is configured"));
  }

  private boolean tellOnce(String what) {
    if (!told.add(what)) {
      return false;
    }
    if (told.size() > BudgetDecider.MOST_TOLD) {
      told.remove(told.iterator().next());
    }
    return true;
  }

  private static <V> void dropOldest(Map<String, V> lines, int most) {
    if (lines.size() > most) {
      lines.remove(lines.keySet().iterator().next());
    }
  }

  private void add(Scope scope, Spend more) {
    Account account = account(scope);
    put(scope, (account == null ? Account.EMPTY : account).plus(more), "");
  }

  private void put(Scope scope, Account next, String why) {
    Budget.State before = state(scope);
    switch (scope.kind()) {
      case DAY -> today = next;
      case BREAKER -> sinceAccepted = next;
      case WAVE -> waves.put(String.valueOf(scope.wave()), next);
    }
    changed(scope, before, why);
  }

  private void changed(Scope scope, Budget.State before, String why) {
    Budget.State after = state(scope);
    Account account = account(scope);
    if (after == before || account == null) {
      return;
    }
    String words = BudgetDecider.words(scope, configured(scope), account);
    if (after == Budget.State.HELD) {
      outcomes.add(new Outcome.Held(scope, words + ": nothing new starts"));
      return;
    }
    if (before == Budget.State.HELD) {
      outcomes.add(new Outcome.Lifted(scope, why + ": the " + name(scope) + " lets work go on"));
    }
    if (after == Budget.State.WARNED) {
      outcomes.add(new Outcome.Warned(scope, words + ": soon spent"));
    }
  }

  private static String name(Scope scope) {
    return scope.kind() == Scope.Kind.BREAKER ? "breaker" : scope.toString();
  }

  private Budget.State state(Scope scope) {
    Account account = account(scope);
    return account == null ? Budget.State.OK : account.state(configured(scope));
  }

  private @Nullable Budget configured(Scope scope) {
    return switch (scope.kind()) {
      case DAY -> limits.day();
      case BREAKER -> limits.sinceAccepted();
      case WAVE -> limits.wave();
    };
  }

  private @Nullable Account account(Scope scope) {
    return switch (scope.kind()) {
      case DAY -> today;
      case BREAKER -> sinceAccepted;
      case WAVE -> waves.get(String.valueOf(scope.wave()));
    };
  }
}
