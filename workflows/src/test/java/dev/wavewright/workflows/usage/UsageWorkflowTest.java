package dev.wavewright.workflows.usage;

import static dev.wavewright.workflows.usage.UsageLab.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.core.UsageDecider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UsageWorkflowTest {
  private final UsageLab lab = new UsageLab(2_000);

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  @DisplayName(
      "C12: readings lower the account's pool at the gate, which says who, why and until when")
  void lowers() {
    lab.startGate();
    lab.report(70, null);
    lab.untilCap(2);
    PoolView pool = lab.pool();
    assertThat(pool.configured()).isEqualTo(PoolShare.UNLIMITED);
    assertThat(pool.loweredBy()).isEqualTo("usage monitor");
    assertThat(pool.reason()).isEqualTo("five-hour at 70 %: at most 2 in flight");
    assertThat(pool.byHand()).isFalse();
    lab.pass(Duration.ofSeconds(2));
    Instant reset = lab.now().plus(Duration.ofHours(2));
    lab.report(85, reset);
    lab.untilCap(0);
    assertThat(lab.pool().until()).isEqualTo(reset.plusSeconds(30));
    UsageView view = lab.monitor.view();
    assertThat(view.limit()).isZero();
    assertThat(view.governor()).isEqualTo("five-hour");
    assertThat(view.recent()).hasSize(2);
    lab.pass(Duration.ofHours(2).plusSeconds(31));
    lab.untilCap(PoolShare.UNLIMITED);
    assertThat(lab.pool().loweredBy()).isNull();
    assertThat(lab.monitor.view().reason()).isEqualTo("five-hour has begun anew: no limit");
  }

  @Test
  @DisplayName("C12: a cap that a person set beats the monitor until it ends or is released")
  void personWins() {
    lab.startGate();
    // A known reset: no probe can come between, however long this takes.
    lab.report(85, lab.now().plus(Duration.ofHours(9)));
    lab.untilCap(0);
    lab.steer(Action.SET, 4, lab.now().plus(Duration.ofMinutes(2)));
    lab.untilCap(4);
    assertThat(lab.pool().loweredBy()).isEqualTo("ada");
    assertThat(lab.pool().reason())
        .isEqualTo(
            "by hand; beats usage monitor, which allows 0: five-hour at 85 %: nothing new starts");
    lab.pass(Duration.ofMinutes(2).plusSeconds(1));
    lab.untilCap(0);
    assertThat(lab.pool().loweredBy()).isEqualTo("usage monitor");
    lab.steer(Action.SET, 1, null);
    lab.untilCap(1);
    lab.steer(Action.RELEASE, 0, null);
    lab.untilCap(0);
  }

  @Test
  @DisplayName(
      "C12: without a known reset the monitor lets one try, and pauses again at a bad reading")
  void probes() {
    lab.startGate();
    lab.report(90, null);
    lab.untilCap(0);
    lab.pass(Duration.ofMinutes(5).plusSeconds(1));
    lab.untilCap(1);
    assertThat(lab.pool().reason()).startsWith("probe 1: one at a time");
    lab.report(90, null);
    lab.untilCap(0);
  }

  @Test
  @DisplayName("C12: a repeated, a stale and an unknown reading move nothing and say so")
  void movesNothing() {
    lab.startGate();
    Instant at = lab.now();
    UsageReport first = new UsageReport("five-hour", 70.0, null, null, "tester", at, null);
    lab.report(first);
    lab.untilCap(2);
    lab.report(first);
    lab.report(
        new UsageReport(
            "five-hour", 10.0, null, null, "tester", at.minus(Duration.ofHours(1)), null));
    lab.report(new UsageReport("five-hour", null, null, null, "tester", null, null));
    until(() -> lab.monitor.view().recent().size() == 4);
    assertThat(lab.monitor.view().recent().stream().map(UsageView.Note::text))
        .containsExactly(
            "five-hour at 70 %: at most 2 in flight",
            "five-hour is a repetition: the limit stays, at most 2 in flight",
            "five-hour was read too long ago: the limit stays, at most 2 in flight",
            "five-hour is unknown to tester: the limit stays, at most 2 in flight");
    assertThat(lab.pool().effective()).isEqualTo(2);
  }

  @Test
  @DisplayName("C12, defect 2: when readings fall the cap goes back up by itself, step by step")
  void raises() {
    lab.startGate();
    lab.report(76, null);
    lab.untilCap(1);
    for (int cap : List.of(2, 3, PoolShare.UNLIMITED)) {
      lab.pass(UsageDecider.DWELL.plusSeconds(1));
      for (int reading = 0; reading < UsageDecider.GOOD_READINGS; reading++) {
        Instant before = lab.monitor.view().meters().getFirst().at();
        lab.pass(Duration.ofSeconds(2));
        lab.report(10, null);
        // Two that are taken in at the same moment count as one.
        until(() -> lab.monitor.view().meters().getFirst().at().isAfter(before));
      }
      lab.untilCap(cap);
    }
    assertThat(lab.pool().loweredBy()).isNull();
  }

  @Test
  @DisplayName("C12, defect 10: an account that is hardly used is not limited at all")
  void hardlyUsed() {
    lab.startGate();
    for (double percent : List.of(0.0, 20.0, 49.9)) {
      lab.pass(Duration.ofSeconds(2));
      lab.report(percent, null);
    }
    until(() -> lab.monitor.view().recent().size() == 3);
    assertThat(lab.monitor.view().limit()).isNull();
    assertThat(lab.gate.view().pools()).as("the gate was told of no limit").isEmpty();
    lab.pass(Duration.ofSeconds(2));
    lab.report(50, null);
    lab.untilCap(3);
  }

  @Test
  @DisplayName("a gate that is not there yet is told when it is")
  void gateComesLater() {
    lab.report(70, null);
    until(() -> Integer.valueOf(2).equals(lab.monitor.view().limit()));
    lab.startGate();
    lab.pass(Duration.ofMinutes(2));
    lab.untilCap(2);
  }

  @Test
  @DisplayName("steps that come with a reading are in force from it on")
  void configuredSteps() {
    lab.startGate();
    lab.report(UsageReport.now("five-hour", 40, null, "tester", List.of(new UsageStep(40, 7))));
    lab.untilCap(7);
    assertThat(lab.monitor.view().steps()).containsExactly(new UsageStep(40, 7));
  }

  @Test
  @DisplayName("a report that cannot be is refused where it is made")
  void refused() {
    assertThatThrownBy(() -> UsageReport.now("five hour", 1, null, "tester", null))
        .hasMessageContaining("a meter is named by");
    assertThatThrownBy(() -> UsageReport.now("five-hour", -1, null, "tester", null))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> UsageReport.now("five-hour", Double.NaN, null, "tester", null))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> UsageReport.now("five-hour", 1, null, "a\nb", null))
        .hasMessageContaining("a source is named by");
    List<UsageStep> steps = List.of(new UsageStep(60, 1), new UsageStep(50, 2));
    assertThatThrownBy(() -> UsageReport.now("five-hour", 1, null, "tester", steps))
        .hasMessageContaining("rise in percent");
  }
}
