package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.Amounts;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.BudgetSettings.TokenPrice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what may be spent and what tokens cost. */
final class BudgetsReader {
  /** A price is written in dollars per million tokens and kept in billionths per token. */
  private static final long MICRO_PER_MILLION_TO_NANO = 1_000;

  private final YamlSection.Reading reading;

  BudgetsReader(YamlSection.Reading reading) {
    this.reading = reading;
  }

  /** Returns null if neither a budget nor a price is written. */
  @Nullable BudgetSettings read(YamlSection root, YamlSection limits) {
    YamlSection dollars = limits.section("budget-usd", KnownKeys.BUDGET);
    YamlSection tokens = limits.section("budget-tokens", KnownKeys.BUDGET);
    Budget issue = budget("issue", dollars, tokens);
    Budget wave = budget("wave", dollars, tokens);
    Budget day = budget("day", dollars, tokens);
    Budget sinceAccepted = budget("since-accepted", dollars, tokens);
    List<TokenPrice> prices = prices(root);
    boolean any =
        issue != null || wave != null || day != null || sinceAccepted != null || !prices.isEmpty();
    return any ? new BudgetSettings(issue, wave, day, sinceAccepted, prices) : null;
  }

  private static @Nullable Budget budget(String key, YamlSection dollars, YamlSection tokens) {
    Long money =
        dollars
            .value(
                key,
                null,
                "dollars above 0 such as 10 or 2.50",
                text -> Amounts.parseDollars(text).filter(amount -> amount > 0))
            .orElse(null);
    Long count =
        tokens
            .value(
                key,
                null,
                "a count of tokens above 0 such as 500k or 2M",
                text -> Amounts.parseTokens(text).filter(amount -> amount > 0))
            .orElse(null);
    return money == null && count == null ? null : new Budget(money, count);
  }

  private List<TokenPrice> prices(YamlSection root) {
    YamlSection section = root.section("prices", null);
    List<TokenPrice> prices = new ArrayList<>();
    for (String of : section.keys()) {
      int problems = reading.problems().size();
      YamlSection price = section.section(of, KnownKeys.PRICE);
      Optional<Long> input = dollarsPerMillion(price, "input");
      Optional<Long> output = dollarsPerMillion(price, "output");
      Optional<Long> cacheRead = dollarsPerMillion(price, "cache-read");
      Optional<Long> cacheWrite = dollarsPerMillion(price, "cache-write");
      if (input.isPresent() && output.isPresent()) {
        prices.add(
            new TokenPrice(
                of,
                input.get(),
                output.get(),
                cacheRead.orElse(input.get()),
                cacheWrite.orElse(input.get())));
      } else if (reading.problems().size() == problems) {
        reading.problem(section.lineOf(of), "'prices." + of + "' needs 'input' and 'output'");
      }
    }
    return List.copyOf(prices);
  }

  private static Optional<Long> dollarsPerMillion(YamlSection price, String key) {
    return price
        .value(key, null, "dollars per million tokens such as 3 or 0.30", Amounts::parseDollars)
        .map(micro -> micro / MICRO_PER_MILLION_TO_NANO);
  }
}
