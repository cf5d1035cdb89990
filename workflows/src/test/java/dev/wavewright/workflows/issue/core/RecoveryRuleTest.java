package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import dev.wavewright.workflows.issue.core.RecoveryRule.Choice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecoveryRuleTest {
  private static final RecoveryFacts CRASHED =
      new RecoveryFacts(true, false, false, false, true, true, WorktreeFact.SOUND);

  @Test
  @DisplayName("R1: a live agent is adopted and nothing of it is ended, even without its worktree")
  void adoptsTheLiveAgent() {
    var alive = new RecoveryFacts(true, true, true, false, true, true, WorktreeFact.MISSING);
    assertThat(RecoveryRule.decide(alive).choice()).isEqualTo(Choice.ADOPT);
    assertThat(RecoveryRule.decide(alive).endProcessesFirst()).isFalse();
  }

  @Test
  @DisplayName(
      "R1: an agent that ended while nobody watched is collected, its stragglers end first")
  void collectsTheEndedAgent() {
    var ended = new RecoveryFacts(true, false, true, true, false, false, WorktreeFact.SOUND);
    assertThat(RecoveryRule.decide(ended).choice()).isEqualTo(Choice.COLLECT);
    assertThat(RecoveryRule.decide(ended).endProcessesFirst()).isTrue();
  }

  @Test
  @DisplayName("R1: a vanished agent that can continue its session in a sound worktree is resumed")
  void resumesTheVanishedAgent() {
    assertThat(RecoveryRule.decide(CRASHED).choice()).isEqualTo(Choice.RESUME);
  }

  @Test
  @DisplayName(
      "R1: a vanished agent is reset when it cannot resume, told no session, or left no base")
  void resetsWhatCannotGoOn() {
    assertThat(
            List.of(
                new RecoveryFacts(true, false, false, false, true, false, WorktreeFact.SOUND),
                new RecoveryFacts(true, false, false, false, false, true, WorktreeFact.SOUND),
                new RecoveryFacts(true, false, false, false, true, true, WorktreeFact.BROKEN),
                new RecoveryFacts(true, false, false, false, true, true, WorktreeFact.MISSING)))
        .allSatisfy(
            facts -> assertThat(RecoveryRule.decide(facts).choice()).isEqualTo(Choice.RESET));
  }

  @Test
  @DisplayName("A turn that was never launched starts; without a sound worktree it is reset")
  void startsWhatWasNeverLaunched() {
    var fresh = new RecoveryFacts(false, false, false, false, true, true, WorktreeFact.SOUND);
    var gone = new RecoveryFacts(false, false, false, false, true, true, WorktreeFact.MISSING);
    assertThat(RecoveryRule.decide(fresh).choice()).isEqualTo(Choice.START);
    assertThat(RecoveryRule.decide(gone).choice()).isEqualTo(Choice.RESET);
  }

  @Test
  @DisplayName(
      "R2: over all 192 combinations nothing is launched while a process of the session lives")
  void neverLaunchesBesideALiveProcess() {
    Map<Choice, Integer> seen = new EnumMap<>(Choice.class);
    for (RecoveryFacts facts : everyCombination()) {
      var recovery = RecoveryRule.decide(facts);
      seen.merge(recovery.choice(), 1, Integer::sum);
      boolean alive = facts.leaderAlive() || facts.othersAlive();
      boolean launches = recovery.choice() != Choice.ADOPT && recovery.choice() != Choice.COLLECT;
      assertThat(!launches || !alive || recovery.endProcessesFirst()).as("%s", facts).isTrue();
      assertThat(recovery.choice() == Choice.ADOPT)
          .as("%s", facts)
          .isEqualTo(facts.launchRecorded() && !facts.exitRecorded() && facts.leaderAlive());
    }
    assertThat(seen).containsOnlyKeys(Choice.values());
    assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(192);
  }

  private static List<RecoveryFacts> everyCombination() {
    List<RecoveryFacts> all = new ArrayList<>();
    for (int bits = 0; bits < 64; bits++) {
      for (WorktreeFact worktree : WorktreeFact.values()) {
        all.add(
            new RecoveryFacts(
                (bits & 1) != 0,
                (bits & 2) != 0,
                (bits & 4) != 0,
                (bits & 8) != 0,
                (bits & 16) != 0,
                (bits & 32) != 0,
                worktree));
      }
    }
    return all;
  }
}
