package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.RestartPolicy.Death;
import dev.wavewright.starter.stack.RestartPolicy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final RestartPolicy POLICY = RestartPolicy.STANDARD;

  private static Decision decide(
      List<Instant> restarts, Instant now, @Nullable String fault, @Nullable String obstacle) {
    return POLICY.decide(new Death(restarts, NOON, fault, obstacle), now);
  }

  @Test
  @DisplayName("deaths in a row wait 1, 2, 4, 8, 16 and then 30 seconds, and never end the tries")
  void backOff() {
    List<Instant> restarts = new ArrayList<>();
    List<Long> waits = new ArrayList<>();
    Instant now = NOON;
    for (int death = 1; death <= 100; death++) {
      Decision decision = POLICY.decide(new Death(restarts, now, null, null), now);
      assertThat(decision).isInstanceOf(Decision.Wait.class);
      Instant until = ((Decision.Wait) decision).until();
      waits.add(Duration.between(now, until).toSeconds());
      assertThat(POLICY.decide(new Death(restarts, now, null, null), until.minusMillis(1)))
          .isEqualTo(decision);
      assertThat(POLICY.decide(new Death(restarts, now, null, null), until))
          .isEqualTo(new Decision.Start());
      now = until;
      restarts.add(now);
    }
    assertThat(waits.subList(0, 8)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(waits.subList(8, 100)).allMatch(wait -> wait <= 30 && wait >= 16);
  }

  @Test
  @DisplayName("the deaths of the last ten minutes are counted, this one included")
  void counts() {
    List<Instant> restarts =
        List.of(
            NOON.minus(Duration.ofMinutes(11)),
            NOON.minus(Duration.ofMinutes(10)),
            NOON.minus(Duration.ofMinutes(9)),
            NOON.minusSeconds(1));
    assertThat(decide(restarts, NOON, null, null))
        .isEqualTo(new Decision.Wait(NOON.plusSeconds(4), 3));
  }

  @Test
  @DisplayName("a part that dies once every eleven minutes waits a second each time")
  void rareDeaths() {
    List<Instant> restarts = new ArrayList<>();
    for (int death = 0; death < 100; death++) {
      Instant now = NOON.plus(Duration.ofMinutes(11L * death));
      assertThat(POLICY.decide(new Death(restarts, now, null, null), now))
          .isEqualTo(new Decision.Wait(now.plusSeconds(1), 1));
      restarts.add(now.plusSeconds(1));
    }
  }

  @Test
  @DisplayName("what stands in the way is waited for however long, and it is no death")
  void obstacle() {
    String taken = "it waits for its port 7233";
    assertThat(decide(List.of(), NOON, null, taken)).isInstanceOf(Decision.Wait.class);
    for (long seconds : new long[] {1, 60, 86_400}) {
      assertThat(decide(List.of(), NOON.plusSeconds(seconds), null, taken))
          .isEqualTo(new Decision.Blocked(taken));
    }
    assertThat(decide(List.of(), NOON.plusSeconds(86_400), null, null))
        .isEqualTo(new Decision.Start());
  }

  @Test
  @DisplayName("only what no start can mend ends the tries, and that at once")
  void certainFault() {
    assertThat(decide(List.of(), NOON, "torn", null)).isEqualTo(new Decision.GiveUp("torn"));
    assertThat(decide(List.of(), NOON, "torn", "a port")).isEqualTo(new Decision.GiveUp("torn"));
  }

  @Test
  @DisplayName("a database that cannot be opened is certain; a taken port or a kill is not")
  void lastWords() {
    String begin = "level=ERROR msg=\"failed starting server: ";
    for (String certain :
        List.of("file is not a database (26)", "database disk image is malformed (11)")) {
      assertThat(CertainFault.of(StackRecord.Role.TEMPORAL, begin + certain)).contains(certain);
      assertThat(CertainFault.of(StackRecord.Role.TEMPORAL, certain)).isNull();
      assertThat(CertainFault.of(StackRecord.Role.WORKER, begin + certain)).isNull();
    }
    assertThat(CertainFault.of(StackRecord.Role.TEMPORAL, "can't set frontend port 7233: listen"))
        .isNull();
    assertThat(CertainFault.of(StackRecord.Role.TEMPORAL, "nothing said")).isNull();
  }
}
