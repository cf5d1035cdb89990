package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Claim.Lease;
import java.util.HashMap;
import java.util.Map;

/** Watches that the tokens of each issue and kind rise. */
final class TokenOrder {
  private final Map<String, String> newest = new HashMap<>();
  private final Findings findings;

  TokenOrder(Findings findings) {
    this.findings = findings;
  }

  /** Takes note of a lease that a run shows. */
  void seen(Lease lease, WorkflowRun run) {
    String before = newest.put(lease.key() + " " + lease.kind(), lease.token());
    if (before != null && !before.equals(lease.token()) && !rises(before, lease.token())) {
      findings.violation(
          Rule.TOKENS,
          lease.key(),
          "token " + lease.token() + " of " + lease.kind() + " follows " + before,
          run.workflow() + " run " + run.run());
    }
  }

  private static boolean rises(String before, String after) {
    long[] one = parts(before);
    long[] two = parts(after);
    return two[0] > one[0] || (two[0] == one[0] && two[1] > one[1]);
  }

  private static long[] parts(String token) {
    String[] parts = token.split("\\.", 2);
    try {
      return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new long[] {-1, -1};
    }
  }
}
