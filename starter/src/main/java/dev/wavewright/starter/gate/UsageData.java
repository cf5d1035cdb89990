package dev.wavewright.starter.gate;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code usage}: what is known of each account. */
public record UsageData(List<Account> accounts) {
  public UsageData {
    accounts = List.copyOf(accounts);
  }

  /** Returns what the monitors tell, each with the cap in force at the gate. */
  public static UsageData of(List<UsageView> views, CapacityView caps) {
    return of(views, caps, account -> Optional.empty());
  }

  /**
   * Returns what the monitors tell, each with the cap in force at the gate.
   *
   * @param asked what came of asking an account's command, if there is one
   */
  public static UsageData of(
      List<UsageView> views, CapacityView caps, Function<String, Optional<String>> asked) {
    return new UsageData(
        views.stream()
            .map(
                view ->
                    Account.of(
                        view,
                        Gate.pool(caps, PoolName.account(view.account())),
                        asked.apply(view.account()).orElse(null)))
            .toList());
  }

  /**
   * One account.
   *
   * @param limit issues in flight at most as the monitor has it; null for no limit
   * @param inForce the cap in force of the account's pool; null for none
   * @param loweredBy who put that in force: the monitor or a person; null if nobody did
   * @param since when the limit was last changed; null if never
   * @param until when more is expected to be allowed; null if nobody can tell
   * @param asked what came of asking the account's command; null if it has none, or in an event
   */
  public record Account(
      String account,
      @Nullable Integer limit,
      @Nullable Integer inForce,
      @Nullable String loweredBy,
      String reason,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String governor,
      List<UsageView.MeterView> meters,
      List<UsageStep> steps,
      List<UsageView.Note> recent,
      @Nullable String asked) {
    static Account of(UsageView view, Optional<PoolView> pool, @Nullable String asked) {
      int inForce = pool.map(PoolView::effective).orElse(PoolShare.UNLIMITED);
      return new Account(
          view.account(),
          view.limit(),
          inForce == PoolShare.UNLIMITED ? null : Integer.valueOf(inForce),
          pool.map(PoolView::loweredBy).orElse(null),
          view.reason(),
          view.since(),
          view.until(),
          view.governor(),
          view.meters(),
          view.steps(),
          view.recent(),
          asked);
    }
  }
}
