package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Claim.Lease;
import dev.wavewright.starter.audit.IssueStory.AgentRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Never two agents at once for one issue, and none without a session lease of that issue. */
final class AgentRule {
  private final Findings findings;

  AgentRule(Findings findings) {
    this.findings = findings;
  }

  /**
   * Checks every run of one issue together.
   *
   * @param leases every lease ever granted, by token; null when the gate's history is not whole
   */
  void check(List<IssueStory> stories, @Nullable Map<String, Lease> leases) {
    List<AgentRun> runs =
        stories.stream()
            .flatMap(story -> story.agents().stream())
            .sorted(Comparator.comparing(AgentRun::from))
            .toList();
    AgentRun before = null;
    for (AgentRun run : runs) {
      findings.looked(Rule.AGENTS);
      if (before != null) {
        Instant until = before.until();
        if (until == null || until.isAfter(run.from())) {
          findings.violation(
              Rule.AGENTS,
              run.key(),
              "an agent was started while another was not over",
              run.where() + "; the other: " + before.where());
        }
      }
      if (leases != null) {
        Lease lease = leases.get(run.token());
        if (lease == null
            || !lease.key().equals(run.key())
            || !lease.kind().equals(Claim.SESSION)) {
          findings.violation(
              Rule.AGENTS,
              run.key(),
              "its agent ran under " + run.token() + ", which is no session lease of it",
              run.where());
        }
      }
      before = run;
    }
  }
}
