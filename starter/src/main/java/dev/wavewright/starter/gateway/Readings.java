package dev.wavewright.starter.gateway;

import dev.wavewright.starter.gate.Books;
import dev.wavewright.starter.gate.BudgetData;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.Monitors;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.gate.UsageData;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.usage.UsageView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes that only look: each answers as its command does with {@code --json}. */
final class Readings {
  private final Gate gate;
  private final Monitors monitors;
  private final Books books;

  Readings(Gate gate, Monitors monitors, Books books) {
    this.gate = gate;
    this.monitors = monitors;
    this.books = books;
  }

  /** {@code GET /api/v1/capacity}: every pool, and whether a new task would be taken. */
  Answer capacity(Call call) {
    Call.Parameters asked =
        call.query("pool", "repository", "agent", "project", "account", "priority");
    Optional<PoolName> only = asked.get("pool").map(name -> valid("pool", name, PoolName::new));
    @Nullable RepositoryName repository =
        asked
            .get("repository")
            .map(name -> valid("repository", name, RepositoryName::new))
            .orElse(null);
    Priority priority =
        asked
            .get("priority")
            .map(level -> valid("priority", level, text -> new Priority(Integer.parseInt(text))))
            .orElse(Priority.DEFAULT);
    CapacityView view = gate.view();
    Question question =
        valid(
            "project, agent or account",
            "",
            unused ->
                Question.of(
                    view,
                    asked.get("project").orElse(null),
                    repository,
                    asked.get("agent").orElse(null),
                    asked.get("account").orElse(null),
                    priority));
    return Answer.data(
        "capacity", CapacityData.of(view, only, question, gate.advise(view, question)));
  }

  /** {@code GET /api/v1/queue}: who runs and who waits. */
  Answer queue(Call call) {
    Call.Parameters unused = call.query();
    return Answer.data("queue", QueueData.of(gate.view()));
  }

  /** {@code GET /api/v1/usage}: what is known of each account. */
  Answer usage(Call call) {
    Optional<String> account = call.query("account").get("account");
    account.ifPresent(Monitors::pool);
    List<UsageView> views =
        account.map(name -> monitors.of(name).stream().toList()).orElseGet(monitors::all);
    return Answer.data("usage", UsageData.of(views, gate.view(), monitors::asked));
  }

  /** {@code GET /api/v1/budget}: what each project spends. */
  Answer budget(Call call) {
    Call.Parameters unused = call.query();
    return Answer.data("budget", BudgetData.of(books.all()));
  }

  private static <T> T valid(String what, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw Problem.usage(what + " '" + text + "' is no number");
    } catch (IllegalArgumentException e) {
      throw Problem.usage(what + ": " + e.getMessage());
    }
  }
}
