package dev.wavewright.activities.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.machine.PressureRule.Need;
import dev.wavewright.activities.machine.PressureRule.State;
import dev.wavewright.workflows.model.ByteSize;
import dev.wavewright.workflows.model.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PressureRuleTest {
  private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
  private static final Need NEED = new Need(ByteSize.ofMebibytes(1_000).bytes(), "1000MiB");
  private static final PressureRule RULE = new PressureRule(40);

  private static MachineReading reading(long mebibytes, double cpu, double memory) {
    return new MachineReading(
        ByteSize.ofMebibytes(8_000).bytes(), ByteSize.ofMebibytes(mebibytes).bytes(), cpu, memory);
  }

  /** Shows the rule so many seconds of one reading, from a state on. */
  private static State shown(State before, MachineReading reading, int from, int seconds) {
    State state = before;
    for (int second = from; second <= from + seconds; second++) {
      state = RULE.next(state, reading, NEED, START.plusSeconds(second));
    }
    return state;
  }

  @ParameterizedTest(name = "{0} with {1} MiB free, cpu {2} %, memory {3} %, for {4} s: {5}")
  @CsvSource({
    "none,   1000,  40,  40, 60, none",
    "none,    999,   0,   0,  0, memory",
    "none,   1000,  41,   0,  4, none",
    "none,   1000,  41,   0,  5, cpu",
    "none,   1000,   0,  41,  4, none",
    "none,   1000,   0,  41,  5, memory",
    "none,   1000,  90,  90,  5, memory",
    "cpu,    1000,  31,   0, 60, cpu",
    "cpu,    1000,  30,   0,  9, cpu",
    "cpu,    1000,  30,   0, 10, none",
    "cpu,     999,   0,   0,  0, memory",
    "cpu,    1000,   0,  41,  5, memory",
    "memory, 1099,   0,   0, 60, memory",
    "memory, 1100,   0,   0,  9, memory",
    "memory, 1100,   0,   0, 10, none",
    "memory, 1100,   0,  31, 60, memory",
    "memory, 1100,  41,   0, 10, cpu",
  })
  @DisplayName("SES-5: when a pressure begins and ends")
  void table(String now, long free, double cpu, double memory, int seconds, String after) {
    Pressure before = Pressure.valueOf(now.toUpperCase(java.util.Locale.ROOT));
    State state = shown(new State(before, "", null, null), reading(free, cpu, memory), 0, seconds);
    assertThat(state.pressure().word()).isEqualTo(after);
  }

  @Test
  @DisplayName("SES-5: what is said has the numbers of the moment at which it began")
  void words() {
    State memory = shown(State.calm(), reading(700, 0, 0), 0, 3);
    assertThat(memory.reason()).isEqualTo("memory: 700MiB free, one more agent needs 1000MiB");
    assertThat(shown(memory, reading(300, 0, 0), 4, 3).reason()).isEqualTo(memory.reason());
    assertThat(shown(State.calm(), reading(2_000, 63.4, 0), 0, 5).reason())
        .isEqualTo("cores: waited for 63 % of the last 10 s, more than 40 %");
  }

  @Test
  @DisplayName("SES-5: a machine that does not tell of waiting is watched by its memory alone")
  void unwatched() {
    MachineReading blind = new MachineReading(8L << 30, 2L << 30, null, null);
    assertThat(shown(State.calm(), blind, 0, 30)).isEqualTo(State.calm());
    assertThat(new PressureRule(100).next(State.calm(), reading(2_000, 100, 100), NEED, START))
        .as("a limit of 100 % is never passed")
        .isEqualTo(State.calm());
  }

  @Test
  @DisplayName("SES-5: random readings move it as a rule does that looks back over all of them")
  void random() {
    int changes = 0;
    for (long seed = 1; seed <= 300; seed++) {
      changes += play(seed);
    }
    assertThat(changes).isGreaterThan(1_000);
  }

  private record Seen(Instant at, MachineReading reading) {}

  private static int play(long seed) {
    Random random = new Random(seed);
    List<Seen> past = new ArrayList<>();
    State state = State.calm();
    Instant now = START;
    Instant changed = Instant.MIN;
    int changes = 0;
    MachineReading reading = reading(2_000, 0, 0);
    for (int step = 0; step < 80; step++) {
      now = now.plusMillis(500 + random.nextInt(4_000));
      if (random.nextInt(3) == 0) {
        reading =
            reading(
                random.nextInt(5) == 0 ? 950 + random.nextInt(200) : 2_000,
                random.nextInt(3) == 0 ? 25 + random.nextInt(30) : 0,
                random.nextInt(4) == 0 ? 25 + random.nextInt(30) : 0);
      }
      past.add(new Seen(now, reading));
      Pressure expected = expected(past, state.pressure(), changed);
      State next = RULE.next(state, reading, NEED, now);
      assertThat(next.pressure()).as("seed %d, step %d", seed, step).isEqualTo(expected);
      assertThat(next.reason().isEmpty()).isEqualTo(expected == Pressure.NONE);
      if (next.pressure() != state.pressure()) {
        changed = now;
        changes++;
      }
      state = next;
    }
    return changes;
  }

  /** Looks back from the last reading for how long all have said the same. */
  private static Pressure expected(List<Seen> past, Pressure now, Instant changed) {
    Pressure last = says(past.getLast().reading(), now);
    if (past.getLast().reading().available() < ByteSize.ofMebibytes(1_000).bytes()) {
      return Pressure.MEMORY;
    }
    Instant since = past.getLast().at();
    for (Seen seen : past.reversed()) {
      if (!seen.at().isAfter(changed) || says(seen.reading(), now) != last) {
        break;
      }
      since = seen.at();
    }
    Duration lasted = Duration.between(since, past.getLast().at());
    boolean worse = now == Pressure.NONE || last == Pressure.MEMORY;
    return lasted.toMillis() >= (worse ? 5_000 : 10_000) ? last : now;
  }

  private static Pressure says(MachineReading reading, Pressure now) {
    double free = reading.available() / (double) (1L << 20);
    boolean memory = now == Pressure.MEMORY;
    if (free < (memory ? 1_100 : 1_000) || above(reading.memoryStall(), memory)) {
      return Pressure.MEMORY;
    }
    return above(reading.cpuStall(), now == Pressure.CPU) ? Pressure.CPU : Pressure.NONE;
  }

  private static boolean above(@Nullable Double stall, boolean already) {
    return stall != null && stall > (already ? 30 : 40);
  }
}
