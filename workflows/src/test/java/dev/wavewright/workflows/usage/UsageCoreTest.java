package dev.wavewright.workflows.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.core.Decision;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Outcome;
import dev.wavewright.workflows.usage.core.Reading;
import dev.wavewright.workflows.usage.core.Steps;
import dev.wavewright.workflows.usage.core.Usage;
import dev.wavewright.workflows.usage.core.UsageDecider;
import dev.wavewright.workflows.usage.core.UsageSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UsageCoreTest {
  private static final int SEEDS = 2_000;
  private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");

  /** What the scripts must have met at least once, or they prove nothing about it. */
  private static final List<String> MET =
      List.of(
          "configuration lowers",
          "configuration raises",
          "from the future",
          "good",
          "keeps",
          "lowers to 0",
          "lowers to 1",
          "lowers to 2",
          "lowers to 3",
          "lowers to more than 3",
          "nothing but time",
          "of the old window",
          "out of order",
          "outcome Ignored",
          "outcome Kept",
          "outcome Lowered",
          "outcome Probing",
          "outcome Raised",
          "outcome Reconfigured",
          "outcome Resumed",
          "outcome Unknown",
          "paused",
          "probe 1",
          "probe 2",
          "probe 3",
          "probe 4",
          "probe 5",
          "repeated",
          "reset is past",
          "resumed to what others allow",
          "resumed without limit",
          "rises from 0",
          "rises from 1",
          "rises from 2",
          "rises from 3",
          "stale",
          "too many",
          "unknown",
          "waits for the dwell",
          "window ended");

  private Usage usage = Usage.initial();

  @Test
  @DisplayName("C12: the core does what the naive monitor does, in every one of 2,000 scripts")
  void scripts() {
    UsageTrial trial = new UsageTrial();
    trial.play(1, SEEDS);

    trial.counts().forEach((what, count) -> System.out.printf("%8d  %s%n", count, what));
    assertThat(trial.counts()).containsKeys(MET.toArray(String[]::new));
  }

  private Decision read(int minute, double percent, @Nullable Instant resetsAt) {
    Instant at = THEN.plus(Duration.ofMinutes(minute));
    Reading reading = new Reading("five-hour", percent, null, resetsAt, "tester", at);
    Decision decision =
        UsageDecider.decide(new UsageSnapshot(usage, at, List.of(new Event.Read(reading))));
    usage = decision.usage();
    return decision;
  }

  private Decision pass(Instant now) {
    Decision decision = UsageDecider.decide(new UsageSnapshot(usage, now, List.of()));
    usage = decision.usage();
    return decision;
  }

  @Test
  @DisplayName("C12: 50, 65, 75 and 80 percent allow 3, 2, 1 and none; below nothing is limited")
  void defaultSteps() {
    assertThat(read(0, 49.9, null).usage().limit()).isEqualTo(Steps.NO_LIMIT);
    assertThat(read(1, 50, null).usage().limit()).isEqualTo(3);
    assertThat(read(2, 65, null).usage().limit()).isEqualTo(2);
    assertThat(read(3, 75, null).usage().limit()).isEqualTo(1);
    Decision paused = read(4, 80, null);
    assertThat(paused.usage().limit()).isZero();
    assertThat(paused.outcomes().getFirst().why())
        .isEqualTo("five-hour at 80 %: nothing new starts");
  }

  @Test
  @DisplayName("C12: at a known reset work begins again 30 seconds later, not before")
  void knownReset() {
    Instant reset = THEN.plus(Duration.ofHours(2));
    Decision paused = read(0, 91, reset);
    assertThat(paused.wakeAt()).isEqualTo(reset.plusSeconds(30));
    assertThat(paused.usage().expected()).isEqualTo(reset.plusSeconds(30));
    assertThat(pass(reset.plusSeconds(29)).usage().limit()).isZero();
    Decision resumed = pass(reset.plusSeconds(30));
    assertThat(resumed.usage().limit()).isEqualTo(Steps.NO_LIMIT);
    assertThat(resumed.outcomes())
        .containsExactly(
            new Outcome.Resumed(0, Steps.NO_LIMIT, "five-hour has begun anew: no limit"));
  }

  @Test
  @DisplayName("C12: without a known reset one may try after 5, 10, 20, then every 30 minutes")
  void probes() {
    read(0, 85, null);
    int minute = 0;
    for (int wait : List.of(5, 10, 20, 30, 30)) {
      assertThat(pass(THEN.plus(Duration.ofMinutes(minute + wait)).minusSeconds(1)).usage().limit())
          .as("before the probe at minute %s", minute + wait)
          .isZero();
      minute += wait;
      assertThat(pass(THEN.plus(Duration.ofMinutes(minute))).usage().limit()).isEqualTo(1);
      assertThat(read(minute, 85, null).usage().limit()).isZero();
    }
  }

  @Test
  @DisplayName("C12: three good readings and ten minutes raise by one step, and no sooner")
  void hysteresis() {
    read(0, 76, null);
    read(1, 20, null);
    read(2, 20, null);
    assertThat(read(3, 20, null).usage().limit()).isEqualTo(1);
    assertThat(pass(THEN.plus(Duration.ofMinutes(10)).minusMillis(1)).usage().limit()).isEqualTo(1);
    assertThat(pass(THEN.plus(Duration.ofMinutes(10))).usage().limit()).isEqualTo(2);
    read(11, 20, null);
    read(12, 76, null);
    assertThat(read(30, 20, null).usage().limit()).as("the row was broken").isEqualTo(1);
  }

  @Test
  @DisplayName("steps that do not rise in percent and fall in cap cannot be made")
  void badSteps() {
    assertThatThrownBy(() -> new Steps(List.of(new UsageStep(50, 3), new UsageStep(50, 2))))
        .hasMessage("steps rise in percent and fall in cap: from 50 % on 3, then from 50 % on 2");
    assertThatThrownBy(() -> new Steps(List.of(new UsageStep(50, 3), new UsageStep(60, 3))))
        .hasMessageContaining("fall in cap");
    assertThatThrownBy(() -> new UsageStep(101, 0)).hasMessageContaining("at most at 100 %");
    assertThatThrownBy(() -> new UsageStep(Double.NaN, 0)).hasMessageContaining("above 0");
  }
}
