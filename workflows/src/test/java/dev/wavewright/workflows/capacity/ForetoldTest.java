package dev.wavewright.workflows.capacity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.Decision;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.ExpectedStarts;
import dev.wavewright.workflows.capacity.core.ExpectedStarts.Interval;
import dev.wavewright.workflows.capacity.core.Foretold;
import dev.wavewright.workflows.capacity.core.Foretold.Kept;
import dev.wavewright.workflows.capacity.core.Foretold.Promise;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was told of starts")
class ForetoldTest {
  private static final Duration USUAL = Duration.ofMinutes(10);

  private Gate gate = Gate.initial();
  private Foretold foretold = Foretold.nothing();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private int asked;

  @BeforeEach
  void oneSessionOfTenMinutes() {
    decide(new Event.HostRegistered(new HostId("h1"), 1));
    for (int number = 0; number < ExpectedStarts.FEWEST; number++) {
      ask();
      finishAfter(USUAL);
    }
  }

  private void decide(Event... events) {
    Decision decision = ExpectedStartsTest.told(gate, now, List.of(events));
    gate = decision.gate();
    foretold = foretold.after(decision, now);
  }

  private Ticket ask() {
    Event.Ask ask =
        ExpectedStartsTest.askFor(
            new IssueKey("acme/api#" + ++asked), "codex", 1, Priority.DEFAULT);
    decide(ask);
    return ask.request().ticket();
  }

  private void finishAfter(Duration time) {
    now = now.plus(time);
    decide(
        gate.granted().stream()
            .flatMap(
                held ->
                    held.leases().stream()
                        .map(
                            lease ->
                                new Event.Release(
                                    held.request().key(), lease.kind(), lease.token())))
            .toArray(Event[]::new));
  }

  /** One works, the next is told when it starts, and that comes after so long. */
  private void told(Duration comesAfter) {
    ask();
    ask();
    finishAfter(comesAfter);
    finishAfter(USUAL);
  }

  private Interval expected(Ticket ticket) {
    return requireNonNull(foretold.expected(gate, now).get(ticket));
  }

  private Interval asPlayed(Ticket ticket) {
    return requireNonNull(ExpectedStarts.of(gate, now).get(ticket));
  }

  @Test
  @DisplayName("L5: what starts as told widens nothing, and is counted as held")
  void asTold() {
    for (int number = 0; number < 12; number++) {
      told(USUAL);
    }

    assertThat(foretold.outcomes()).hasSize(12).allMatch(Kept::held);
    assertThat(foretold.held()).isEqualTo(12);
    ask();
    Ticket next = ask();
    assertThat(expected(next)).isEqualTo(asPlayed(next));
  }

  @Test
  @DisplayName("L5: when starts come later than told, later ones are told; the early end stays")
  void late() {
    for (int number = 0; number < 12; number++) {
      told(USUAL.multipliedBy(2));
      // What it is measured by stays what it was.
      for (int turn = 0; turn < 16; turn++) {
        ask();
        finishAfter(USUAL);
      }
    }

    assertThat(foretold.outcomes().getFirst().late()).isPositive();
    assertThat(foretold.outcomes().getFirst().held()).isFalse();
    assertThat(foretold.outcomes().getLast().held()).as("by then it is told wider").isTrue();
    ask();
    Ticket next = ask();
    assertThat(expected(next).earliest()).isEqualTo(asPlayed(next).earliest());
    assertThat(expected(next).latest())
        .isAfterOrEqualTo(now.plus(USUAL.multipliedBy(2)))
        .isBefore(now.plus(USUAL.multipliedBy(3)));
  }

  @Test
  @DisplayName("L5: when starts come sooner than told, sooner ones are told")
  void early() {
    for (int number = 0; number < 12; number++) {
      told(Duration.ofMinutes(1));
      for (int turn = 0; turn < 16; turn++) {
        ask();
        finishAfter(USUAL);
      }
    }

    ask();
    Ticket next = ask();
    assertThat(expected(next).earliest())
        .isBefore(asPlayed(next).earliest())
        .isBefore(now.plus(Duration.ofMinutes(2)));
    assertThat(expected(next).latest()).isEqualTo(asPlayed(next).latest());
  }

  @Test
  @DisplayName("L5: who is cancelled tells nothing, and a pause takes every promise back")
  void broken() {
    ask();
    Ticket second = ask();
    assertThat(foretold.open()).extracting(Promise::ticket).containsExactly(second);
    decide(new Event.Cancel(second, "not wanted"));
    assertThat(foretold.open()).isEmpty();

    now = now.plusSeconds(6);
    ask();
    assertThat(foretold.open()).hasSize(1);
    decide(new Event.PauseGate(null, "ada", "lunch"));
    decide(new Event.ResumeGate(null, "ada", ""));
    finishAfter(USUAL);
    assertThat(foretold).isEqualTo(new Foretold(List.of(), List.of(), foretold.playedAt()));

    now = now.plusSeconds(6);
    ask();
    assertThat(foretold.open()).isNotEmpty();
    decide(new Event.LimitCap(PoolName.account("main"), 0, "usage monitor", "85 %", null));
    assertThat(foretold.open()).as("a pool is closed").isEmpty();
  }

  @Test
  @DisplayName("L5: of many that come at once a few are followed, and the queue is played seldom")
  void few() {
    for (int number = 0; number < 100; number++) {
      ask();
    }
    assertThat(foretold.open()).hasSize(1);
    for (int number = 0; number < 100; number++) {
      now = now.plusSeconds(6);
      ask();
    }
    assertThat(foretold.open()).hasSize(16);
  }

  @Test
  @DisplayName("L5 C13: what was told and how it came out outlast continue-as-new")
  void renewed() {
    told(USUAL);
    ask();
    ask();

    CapacityState state = StateRows.write(gate, 2_000, now).with(ForetoldRows.row(foretold));

    assertThat(ForetoldRows.value(state.foretold()))
        .isEqualTo(foretold)
        .isNotEqualTo(Foretold.nothing());
    assertThat(ForetoldRows.value(CapacityState.initial().foretold()))
        .isEqualTo(Foretold.nothing());
  }
}
