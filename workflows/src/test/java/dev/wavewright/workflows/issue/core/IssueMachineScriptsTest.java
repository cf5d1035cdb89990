package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IssueMachineScriptsTest {
  private static final int SEEDS = 4_000;
  private static final int LONGEST_SCRIPT = 2_000;

  @Test
  @DisplayName("S1, R2, R5, M1: over 4,000 random scripts no rule is broken and every issue ends")
  void randomScripts() {
    Map<Phase, Integer> endings = new EnumMap<>(Phase.class);
    Map<Stage, Integer> cancelledAt = new EnumMap<>(Stage.class);
    Map<Stage, Integer> visited = new EnumMap<>(Stage.class);
    int parkings = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        parkings += run(seed, endings, cancelledAt, visited);
      } catch (AssertionError broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
    System.out.printf(
        "issue scripts: %d seeds, ended %s, parked %d, cancelled at %s, visited %s%n",
        SEEDS, endings, parkings, cancelledAt, visited);
    assertThat(endings.keySet())
        .containsExactlyInAnyOrder(Phase.DONE, Phase.CANCELLED, Phase.EXPIRED, Phase.SKIPPED);
    assertThat(visited.keySet())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Stage.NEW)));
    Set<Stage> cancellable = EnumSet.allOf(Stage.class);
    cancellable.removeAll(EnumSet.of(Stage.NOTHING));
    assertThat(cancelledAt.keySet()).containsAll(cancellable);
    assertThat(parkings).isPositive();
  }

  private static int run(
      long seed,
      Map<Phase, Integer> endings,
      Map<Stage, Integer> cancelledAt,
      Map<Stage, Integer> visited) {
    Random random = new Random(seed);
    boolean reviewed = random.nextBoolean();
    Limits limits =
        Story.limits(
            1 + random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    ScriptedWorld world = new ScriptedWorld(random, limits, reviewed);
    Story story = new Story(reviewed, limits);
    int cancelAt = random.nextInt(3) == 0 ? random.nextInt(40) : Integer.MAX_VALUE;
    int parkings = 0;
    IssueNews news = new IssueNews.Begun();
    for (int step = 0; !world.ended; step++) {
      assertThat(step).as("the script ends").isLessThan(LONGEST_SCRIPT);
      if (step >= cancelAt) {
        cancelledAt.merge(story.progress().stage(), 1, Integer::sum);
        cancelAt = Integer.MAX_VALUE;
        world.cancelled();
        story.tell(new IssueNews.CancelAsked("ada")).forEach(world::take);
        continue;
      }
      if (random.nextInt(10) == 0) {
        IssueProgress before = story.progress();
        for (IssueNews stale : world.stale()) {
          assertThat(story.tell(stale)).as("stale %s", stale).isEmpty();
        }
        assertThat(story.progress()).isEqualTo(before);
      }
      story.tell(news).forEach(world::take);
      visited.merge(story.progress().stage(), 1, Integer::sum);
      if (world.ended) {
        break;
      }
      IssueNews next = world.next();
      if (next == null) {
        assertThat(world.parked()).as("only a parked issue waits for a person").isTrue();
        world.assertNothingHeldWhileParked();
        parkings++;
        boolean again = parkings < 4 && random.nextInt(3) > 0;
        if (again) {
          world.retried();
        }
        next = again ? new IssueNews.RetryAsked() : new IssueNews.SkipAsked("ada");
      }
      news = next;
    }
    if (world.cancelWanted()) {
      assertThat(world.told).isIn(Phase.CANCELLED, Phase.DONE, Phase.SKIPPED, Phase.EXPIRED);
    }
    assertThat(story.progress().phase()).isEqualTo(world.told);
    endings.merge(world.told, 1, Integer::sum);
    return parkings;
  }
}
