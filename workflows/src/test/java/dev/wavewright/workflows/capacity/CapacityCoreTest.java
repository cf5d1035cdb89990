package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CapacityCoreTest {
  private static final int SEEDS = 5_000;

  /** What the scripts must have met at least once, or they prove nothing about it. */
  private static final List<String> MET =
      List.of(
          "C1 filled a pool",
          "C1 left room",
          "C2 cap below what is held",
          "C2 set lowers",
          "C2 set raises",
          "C2 step down lowers",
          "C2 step down stays",
          "C2 step up raises",
          "C2 step up stays",
          "C3 foreign or late release",
          "C3 freed by token",
          "C4 rose",
          "C4 rose by epoch",
          "C5 CANCELLED",
          "C5 EXPIRED",
          "C5 HOLDER_LOST",
          "C5 REJECTED",
          "C5 RELEASED",
          "C6 grant not yet confirmed",
          "C6 grant repeated",
          "C7 in order",
          "C7 moved",
          "C7 passed one that cannot go",
          "C7 put AFTER",
          "C7 put BEFORE",
          "C7 put FRONT",
          "C7 put FRONT of none",
          "C7 put of no waiter",
          "C7 put where it is already",
          "C7 rank of a wave for what a person placed",
          "C7 rank of a wave moves what a person put beside",
          "C8 positions of several",
          "C9 cancelled granted",
          "C9 cancelled waiting",
          "C9 waiters cancelled",
          "C9 no waiters",
          "C10 clock runs",
          "C10 clock stands still",
          "C10 expired",
          "C10 extended in a pause",
          "C10 extended later",
          "C10 extended no later",
          "C10 extended of no deadline",
          "C11 a repair waits for its paused project",
          "C11 nothing granted in a pause of everything",
          "C11 resumed",
          "C11 waits in a pause",
          "C2 release lowers",
          "C2 release raises",
          "C12 a limit of a pool that a person set",
          "C12 a step above the limit",
          "C12 the end of a set cap",
          "C2 limit lowers",
          "C2 limit raises",
          "C2 limit stays",
          "C2 lift raises",
          "C13 continued as new",
          "SES-5 its clock runs",
          "SES-5 told of no host",
          "SES-5 told: cpu",
          "SES-5 told: memory",
          "SES-5 told: none",
          "SES-5 under pressure with sessions",
          "SES-5 waits for cores",
          "SES-5 waits for memory",
          "L2 drain began",
          "L2 drained",
          "L2 cap set of a lost host",
          "L2 lost",
          "L2 busy host lost",
          "L2 idle host lost",
          "L2 lost under a grant on its way",
          "L2 lost host is back",
          "L2 no such host",
          "L2 receiver closed",
          "L3 a host is kept",
          "L3 aged",
          "L3 aged beyond the first priority",
          "L3 aged with its wave",
          "L3 neighbours age together",
          "L3 a pool is kept",
          "L3 one that reserved is granted",
          "L3 overtaken",
          "L3 what is in flight goes by a reservation",
          "L5 an earlier session of it on host is not confirmed gone",
          "L5 full",
          "L5 measured",
          "L5 full, behind others",
          "L5 host is not registered",
          "L5 no host has a free session",
          "L5 no host is registered",
          "L5 no host takes a session",
          "L5 several full",
          "asked: accepted",
          "asked: cancelled early",
          "asked: ended",
          "asked: granted already",
          "asked: rejected",
          "asked: taken over",
          "asked: waits already",
          "messages sent again");

  @Test
  @DisplayName(
      "C1–C13 L1–L3 L5 SES-5: the core does what the naive gate does, in every one of 5,000 scripts")
  void scripts() {
    CapacityTrial trial = new CapacityTrial();
    trial.play(1, SEEDS);

    trial.counts().forEach((what, count) -> System.out.printf("%8d  %s%n", count, what));
    assertThat(trial.counts()).containsKeys(MET.toArray(String[]::new));
  }
}
