package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Claim.Lease;
import java.time.Duration;
import java.time.Instant;

/** Whatever is still held is held by a workflow that is open. */
final class LeaseRule {
  /** A lost holder is found within a minute; a server and a worker that start anew need longer. */
  private static final Duration GRACE = Duration.ofSeconds(90);

  private final Histories histories;
  private final Findings findings;
  private final Instant now;

  LeaseRule(Histories histories, Findings findings, Instant now) {
    this.histories = histories;
    this.findings = findings;
    this.now = now;
  }

  void check(GateReplay gate) {
    for (int i = 0; i < gate.everGranted().size(); i++) {
      findings.looked(Rule.LEASES);
    }
    gate.heldAtTheEnd().forEach(this::heldByAnOpenWorkflow);
    gate.drainingAtTheEnd()
        .forEach(
            lease ->
                findings.notGuaranteed(
                    "that the session of "
                        + lease.key()
                        + " under "
                        + lease.token()
                        + " is gone: its host has not confirmed it yet"));
  }

  private void heldByAnOpenWorkflow(Lease lease) {
    Histories.Standing standing = histories.standing(lease.holder());
    boolean sameChain = lease.run().isEmpty() || standing.firstRun().equals(lease.run());
    if (standing.open() && sameChain) {
      return;
    }
    Instant ended =
        histories.runs(lease.holder()).stream()
            .filter(run -> lease.run().isEmpty() || run.first().equals(lease.run()))
            .map(run -> Events.at(run.last()))
            .reduce((earlier, later) -> later)
            .orElse(Instant.EPOCH);
    if (ended.plus(GRACE).isAfter(now)) {
      findings.notGuaranteed(
          "that " + lease.token() + " of " + lease.key() + " is given back: its holder just ended");
    } else {
      findings.violation(
          Rule.LEASES,
          lease.key(),
          "the lease " + lease.token() + " was never given back, and its holder has ended",
          lease.holder() + " run " + lease.run());
    }
  }
}
