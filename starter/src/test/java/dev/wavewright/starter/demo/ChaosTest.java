package dev.wavewright.starter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.demo.Chaos.Sighting;
import dev.wavewright.starter.demo.Chaos.Strike;
import dev.wavewright.starter.demo.Chaos.Target;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChaosTest {
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final OptionalLong WORKER = OptionalLong.of(7);

  private static Sighting seen(int number, Phase phase, OptionalLong agent, OptionalLong worker) {
    return new Sighting(new IssueKey("o/r#" + (number + 1)), phase, agent, worker);
  }

  private static Sighting agentAtWork(int number) {
    return seen(number, Phase.IMPLEMENTING, OptionalLong.of(100 + number), WORKER);
  }

  @Test
  @DisplayName("an agent goes first, then the worker, then Temporal, each once")
  void order() {
    Set<Target> struck = EnumSet.noneOf(Target.class);
    List<Target> order = new ArrayList<>();
    while (Chaos.next(struck, List.of(agentAtWork(1))).isPresent()) {
      Target target = Chaos.next(struck, List.of(agentAtWork(1))).orElseThrow().target();
      order.add(target);
      struck.add(target);
    }
    assertThat(order).containsExactly(Target.AGENT, Target.WORKER, Target.TEMPORAL);
  }

  @Test
  @DisplayName("nothing is killed between issues: not while they wait, nor when nothing runs")
  void notBetweenIssues() {
    List<Sighting> idle = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      idle.add(seen(idle.size(), phase, NONE, NONE));
    }
    for (Phase phase :
        List.of(
            Phase.WAITING_DEPENDENCIES,
            Phase.QUEUED,
            Phase.MERGE_QUEUED,
            Phase.DONE,
            Phase.PARKED,
            Phase.HELD)) {
      idle.add(seen(idle.size(), phase, OptionalLong.of(5), WORKER));
    }
    for (Set<Target> struck :
        List.of(
            EnumSet.noneOf(Target.class),
            EnumSet.of(Target.AGENT),
            EnumSet.of(Target.AGENT, Target.WORKER))) {
      assertThat(Chaos.next(struck, idle)).as("after %s", struck).isEmpty();
      assertThat(Chaos.next(struck, List.of())).isEmpty();
    }
  }

  @Test
  @DisplayName("an agent is killed only where a live one is known, whatever else is at work")
  void liveAgent() {
    Sighting checking = seen(1, Phase.CHECKING, NONE, WORKER);
    Sighting unknown = seen(2, Phase.IMPLEMENTING, NONE, WORKER);
    assertThat(Chaos.next(Set.of(), List.of(checking, unknown))).isEmpty();
    assertThat(Chaos.next(Set.of(), List.of(checking, unknown, agentAtWork(3))))
        .contains(new Strike(Target.AGENT, agentAtWork(3)));
  }

  @Test
  @DisplayName("the worker dies over a live agent if there is one, Temporal over a landing")
  void mostIsAtStake() {
    Sighting merging = seen(1, Phase.MERGING, NONE, WORKER);
    Sighting checking = seen(2, Phase.CHECKING, NONE, WORKER);
    Sighting unknown = seen(3, Phase.IMPLEMENTING, NONE, WORKER);
    List<Sighting> all = List.of(unknown, checking, merging, agentAtWork(4));
    assertThat(Chaos.next(Set.of(Target.AGENT), all))
        .contains(new Strike(Target.WORKER, agentAtWork(4)));
    assertThat(Chaos.next(Set.of(Target.AGENT, Target.WORKER), all))
        .contains(new Strike(Target.TEMPORAL, merging));
    assertThat(Chaos.next(Set.of(Target.AGENT), List.of(checking)))
        .as("the wave must not end unharmed for want of the best moment")
        .contains(new Strike(Target.WORKER, checking));
  }

  @Test
  @DisplayName("the choice does not depend on the order in which issues are seen")
  void total() {
    Random random = new Random(20260721);
    List<Phase> phases = List.of(Phase.values());
    for (int round = 0; round < 500; round++) {
      List<Sighting> sightings = new ArrayList<>();
      for (int number = 0; number < 6; number++) {
        sightings.add(
            seen(
                number,
                phases.get(random.nextInt(phases.size())),
                random.nextBoolean() ? OptionalLong.of(number + 100) : NONE,
                random.nextBoolean() ? WORKER : NONE));
      }
      Set<Target> struck = EnumSet.noneOf(Target.class);
      for (Target target : Target.values()) {
        List<Sighting> shuffled = new ArrayList<>(sightings);
        Collections.shuffle(shuffled, random);
        assertThat(Chaos.next(struck, shuffled)).isEqualTo(Chaos.next(struck, sightings));
        struck.add(target);
      }
    }
  }
}
