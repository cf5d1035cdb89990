package dev.wavewright.workflows.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.usage.core.Decision;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Outcome;
import dev.wavewright.workflows.usage.core.Usage;
import dev.wavewright.workflows.usage.core.UsageDecider;
import dev.wavewright.workflows.usage.core.UsageSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plays random scripts to the core and to the naive monitor, and compares them after each step. */
final class UsageTrial {
  private final Map<String, Integer> counts = new TreeMap<>();

  Map<String, Integer> counts() {
    return counts;
  }

  /** Plays so many scripts; the seed of the first broken one is named in the error. */
  void play(long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      UsageScript script = new UsageScript(seed);
      NaiveUsage naive = new NaiveUsage();
      Usage usage = Usage.initial();
      @Nullable Instant wakeAt = null;
      for (int step = 0; step < script.length(); step++) {
        script.passTime(wakeAt);
        List<Event> events = script.events();
        try {
          Decision decision = UsageDecider.decide(new UsageSnapshot(usage, script.now(), events));
          naive.step(script.now(), events);
          compare(naive, decision);
          promises(usage, decision, events);
          usage = decision.usage();
          wakeAt = decision.wakeAt();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
        }
      }
      naive.met.forEach(what -> counts.merge(what, 1, Integer::sum));
    }
  }

  private void compare(NaiveUsage naive, Decision decision) {
    Usage usage = decision.usage();
    assertThat(usage.limit()).as("C12 limit").isEqualTo(naive.limit());
    assertThat(usage.good()).as("C12 good readings").isEqualTo(naive.good());
    assertThat(usage.probes()).as("C12 probes").isEqualTo(naive.tries());
    assertThat(usage.nextProbe()).as("C12 next probe").isEqualTo(naive.tryAt());
    assertThat(usage.reason()).as("a reason in words").isNotBlank();
    assertThat(decision.wakeAt()).as("C12 when to decide again").isEqualTo(naive.next());
  }

  /** What must hold whatever a rule says. */
  private void promises(Usage before, Decision decision, List<Event> events) {
    Usage after = decision.usage();
    boolean moved = false;
    for (Outcome outcome : decision.outcomes()) {
      counts.merge("outcome " + outcome.getClass().getSimpleName(), 1, Integer::sum);
      assertThat(outcome.why()).isNotBlank();
      switch (outcome) {
        case Outcome.Lowered(int from, int to, String why) -> {
          assertThat(to).as("lowered").isLessThan(from);
          moved = true;
        }
        case Outcome.Raised(int from, int to, String why) -> {
          assertThat(to).as("raised").isGreaterThan(from);
          moved = true;
        }
        case Outcome.Resumed(int from, int to, String why) -> {
          assertThat(to).as("resumed").isGreaterThan(from);
          moved = true;
        }
        case Outcome.Reconfigured(int from, int to, String why) -> moved = true;
        case Outcome.Probing(int number, String why) -> {
          assertThat(before.limit()).as("only a pause is probed").isZero();
          moved = true;
        }
        case Outcome.Ignored(var meter, String why) ->
            assertThat(why).as("says that the limit stays").contains("the limit stays");
        case Outcome.Unknown(var meter, String why) ->
            assertThat(why).as("says that the limit stays").contains("the limit stays");
        case Outcome.Kept(var meter, String why) ->
            assertThat(why).as("says that the limit stays").contains("the limit stays");
      }
    }
    if (!moved) {
      assertThat(after.limit()).as("C12 no move without an outcome").isEqualTo(before.limit());
      assertThat(after.since()).isEqualTo(before.since());
    }
    if (events.isEmpty() && decision.wakeAt() != null && before.limit() == after.limit()) {
      counts.merge("nothing but time", 1, Integer::sum);
    }
    if (after.limit() == 0) {
      assertThat(decision.wakeAt()).as("C12 a pause ends by itself").isNotNull();
      counts.merge("paused", 1, Integer::sum);
    }
  }
}
