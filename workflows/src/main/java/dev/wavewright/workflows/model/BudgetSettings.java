package dev.wavewright.workflows.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a project may spend, and what tokens cost.
 *
 * @param issue null for no such budget, as below
 * @param wave of all issues of one wave together
 * @param day of all runs that end on one calendar day, UTC
 * @param sinceAccepted of all runs since a change last passed its last gate before the merge queue
 * @param prices of models and agents
 */
public record BudgetSettings(
    @Nullable Budget issue,
    @Nullable Budget wave,
    @Nullable Budget day,
    @Nullable Budget sinceAccepted,
    List<TokenPrice> prices) {
  public BudgetSettings {
    prices = List.copyOf(prices);
  }

  /**
   * What tokens cost, in billionths of a dollar each: a dollar per million is 1000.
   *
   * @param of the model or agent
   * @param input read in anew
   * @param output given out
   * @param cacheRead read from a cache
   * @param cacheWrite written to a cache
   */
  public record TokenPrice(String of, long input, long output, long cacheRead, long cacheWrite) {
    public TokenPrice {
      Checks.notBlank(of, "what a price is of");
      if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
        throw new IllegalArgumentException("a price is at least 0: " + of);
      }
    }
  }
}
