package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.RestartPolicy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  @DisplayName("five deaths in a row wait 1, 2, 4, 8 and 16 seconds; the sixth gives up")
  void backOff() {
    List<Instant> restarts = new ArrayList<>();
    List<Duration> waits = new ArrayList<>();
    Instant now = NOON;
    while (RestartPolicy.STANDARD.decide(restarts, now) instanceof Decision.Restart restart) {
      waits.add(Duration.between(now, restart.at()));
      now = restart.at();
      restarts.add(now);
    }
    assertThat(waits).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    assertThat(RestartPolicy.STANDARD.decide(restarts, now)).isEqualTo(new Decision.GiveUp(5));
  }

  @Test
  @DisplayName("a part that dies once every three minutes is started again for ever")
  void rareDeaths() {
    List<Instant> restarts = new ArrayList<>();
    for (int death = 0; death < 100; death++) {
      Instant now = NOON.plus(Duration.ofMinutes(3L * death));
      assertThat(RestartPolicy.STANDARD.decide(restarts, now)).isInstanceOf(Decision.Restart.class);
      restarts.add(now);
    }
  }

  @Test
  @DisplayName("no wait is longer than the longest")
  void longest() {
    RestartPolicy patient =
        new RestartPolicy(50, Duration.ofHours(9), Duration.ofSeconds(1), Duration.ofSeconds(30));
    List<Instant> restarts = new ArrayList<>(java.util.Collections.nCopies(40, NOON));
    assertThat(patient.decide(restarts, NOON.plusSeconds(1)))
        .isEqualTo(new Decision.Restart(NOON.plusSeconds(31)));
  }
}
