package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.host.CalibrationMachine;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.model.ByteSize;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  private static final long GIB = 1L << 30;
  private static final CalibrationMachine BIG = new CalibrationMachine(24 * GIB, 2 * GIB, 2);

  private static CalibrationStep step(int sessions, int finished, @Nullable Long first, long mib) {
    return new CalibrationStep(
        sessions,
        finished,
        1_000L * sessions,
        first,
        500,
        ByteSize.ofMebibytes(mib).bytes(),
        true,
        finished == sessions ? List.of() : List.of("START_TIMED_OUT: not started"));
  }

  private static Recommendation of(CalibrationMachine machine, CalibrationStep... steps) {
    return Recommendation.of(List.of(steps), machine, "no more was asked for");
  }

  @Test
  @DisplayName("CAP-10: the most that all finished is recommended, with the reason")
  void most() {
    Recommendation all = of(BIG, step(1, 1, 4_500L, 800), step(2, 2, 9_100L, 1_200));
    assertThat(all.sessions()).isEqualTo(2);
    assertThat(all.memory()).as("of the step in which one used most").hasToString("800MiB");
    assertThat(all.reason())
        .isEqualTo(
            "2 side by side finished, the slowest spoke 9.1 s after its start;"
                + " no more was asked for");

    Recommendation failed =
        of(BIG, step(1, 1, null, 800), step(2, 1, null, 1_200), step(3, 3, 1L, 9));
    assertThat(failed.sessions()).as("what comes after a failure is not trusted").isEqualTo(1);
    assertThat(failed.reason())
        .isEqualTo(
            "1 side by side finished; of 2 side by side only 1 finished"
                + " (START_TIMED_OUT: not started)");
  }

  @Test
  @DisplayName("CAP-10: slow starts and memory bound it, and none that finished recommends nothing")
  void bounds() {
    Recommendation slow = of(BIG, step(1, 1, 4_500L, 800), step(2, 2, 61_000L, 1_200));
    assertThat(slow.sessions()).isEqualTo(1);
    assertThat(slow.reason())
        .endsWith("of 2 side by side one said nothing for 61 s, more than 60 s");

    CalibrationMachine small = new CalibrationMachine(4 * GIB, GIB, 2);
    Recommendation bound =
        of(small, step(1, 1, 1L, 1_024), step(2, 2, 1L, 1_500), step(3, 3, 1L, 2_000));
    assertThat(bound.sessions()).isEqualTo(2);
    assertThat(bound.reason()).isEqualTo("no more fit in 4GiB of memory, 1GiB kept free");

    assertThat(of(BIG, step(1, 0, null, 100)).sessions()).isZero();
    assertThat(of(BIG).reason()).isEqualTo("no more was asked for");
  }

  @Test
  @DisplayName("CAP-10: the plot has a bar for each step, another one where not all finished")
  void plot() {
    assertThat(CalibrateCommand.plot(List.of(step(1, 1, 1L, 1), step(2, 1, 1L, 1))))
        .containsExactly("  1 " + "█".repeat(20) + " 1.0 s", "  2 " + "░".repeat(40) + " 2.0 s");
  }
}
