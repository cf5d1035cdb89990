package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.TokenUse;
import dev.wavewright.activities.agent.Used;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.BudgetSettings.TokenPrice;
import dev.wavewright.workflows.model.Spend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts what an agent used into dollars: as it told them, else by the configured prices. */
final class Prices {
  private static final int NANO_TO_MICRO = 3;

  private Prices() {}

  /** Returns null if the agent told nothing. */
  static @Nullable Spend spend(
      @Nullable Used used, AgentSettings agent, @Nullable BudgetSettings budgets) {
    if (used == null || (used.tokens() == 0 && used.microDollars() == 0)) {
      return null;
    }
    List<TokenPrice> prices = budgets == null ? List.of() : budgets.prices();
    Optional<TokenPrice> price = of(agent, prices);
    TokenUse rest = used.withoutDollars();
    return new Spend(
        used.tokens(),
        used.microDollars() + price.map(found -> microDollars(rest, found)).orElse(0L),
        price.isPresent() ? 0 : rest.total());
  }

  /** The price of the model goes before that of the agent. */
  private static Optional<TokenPrice> of(AgentSettings agent, List<TokenPrice> prices) {
    String model = agent.model();
    String withoutProvider = model == null ? null : model.substring(model.indexOf('/') + 1);
    return Stream.of(
            Optional.ofNullable(model),
            Optional.ofNullable(withoutProvider),
            Optional.of(agent.name()))
        .flatMap(Optional::stream)
        .map(
            name ->
                prices.stream().filter(price -> price.of().equals(name)).findFirst().orElse(null))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static long microDollars(TokenUse use, TokenPrice price) {
    return Stream.of(
            cost(use.input(), price.input()),
            cost(use.output(), price.output()),
            cost(use.cacheRead(), price.cacheRead()),
            cost(use.cacheWrite(), price.cacheWrite()))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .movePointLeft(NANO_TO_MICRO)
        .setScale(0, RoundingMode.HALF_UP)
        .min(BigDecimal.valueOf(Long.MAX_VALUE / 2))
        .longValueExact();
  }

  private static BigDecimal cost(long tokens, long nanoDollars) {
    return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(nanoDollars));
  }
}
