package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.issue.core.IssueMachine;
import dev.wavewright.workflows.issue.core.IssueNews;
import dev.wavewright.workflows.issue.core.IssueProgress;
import dev.wavewright.workflows.issue.core.IssueSnapshot;
import dev.wavewright.workflows.issue.core.IssueStep;
import dev.wavewright.workflows.issue.core.IssueTerms;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words an issue's requests for leases. */
final class IssueLeases {
  private IssueLeases() {}

  /** Returns what an issue asks for when it begins. */
  static IssueStep.RequestLeases first(IssueTerms terms) {
    IssueSnapshot beginning =
        new IssueSnapshot(terms, IssueProgress.initial(), new IssueNews.Begun());
    return IssueMachine.decide(beginning).steps().stream()
        .filter(IssueStep.RequestLeases.class::isInstance)
        .map(IssueStep.RequestLeases.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the request of one step.
   *
   * @param run first run id of the issue's workflow
   * @param since when the issue first asked
   * @param agent who runs in the step's round
   * @param host where the session's worktree lives, or null for any
   */
  static LeaseRequest request(
      IssueInput input,
      IssueStep.RequestLeases step,
      String run,
      long rank,
      Instant since,
      AgentSettings agent,
      @Nullable HostId host) {
    return new LeaseRequest(
        Ticket.of(input.key(), step.number()),
        input.key(),
        input.key().workflowId(),
        run,
        step.round().purpose(),
        step.inFlight() ? inFlightPools(input, agent) : List.of(),
        step.session(),
        // Without a cap of its own, so that people can put one in force.
        step.session() ? List.of(PoolShare.unlimited(PoolName.agent(agent.name()))) : List.of(),
        host == null ? List.of() : List.of(host),
        input.priority(),
        rank,
        since,
        step.mayExpire() ? input.deadline() : null,
        input.text().title(),
        aging(input));
  }

  private static LeaseRequest.@Nullable Aging aging(IssueInput input) {
    Duration every = input.project().effectiveQueue().aging();
    WaveId wave = input.wave();
    return every.isZero()
        ? null
        : new LeaseRequest.Aging(every, wave == null ? null : wave.workflowId());
  }

  private static List<PoolShare> inFlightPools(IssueInput input, AgentSettings agent) {
    int parallel =
        input.project().repository(input.repository()).map(found -> found.parallel()).orElse(1);
    List<PoolShare> pools = new ArrayList<>();
    pools.add(new PoolShare(PoolName.project(input.project().project()), input.inFlightCap()));
    pools.add(new PoolShare(PoolName.repository(input.repository()), parallel));
    pools.add(PoolShare.unlimited(PoolName.account(agent.account())));
    BudgetSettings budgets = input.project().budgets();
    if (input.wave() != null && budgets != null && budgets.wave() != null) {
      // Only so that the budget can hold these issues and no others.
      pools.add(PoolShare.unlimited(PoolName.wave(input.wave())));
    }
    return List.copyOf(pools);
  }
}
