package dev.wavewright.workflows.notice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Count;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NoticeCoreTest {
  private static final int SEEDS = 1_000;
  private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");
  private static final IssueKey TASK = new IssueKey("task/abc");

  /** What the scripts must have met at least once, or they prove nothing about it. */
  private static final List<String> MET =
      List.of(
          "CapChanged cap-changed",
          "Expired expired",
          "Paused cap-changed",
          "Queued queued",
          "Started started",
          "Stopped needs-input",
          "Stopped parked",
          "Stopped quota-waiting",
          "WaveFinished wave-finished");

  @Test
  @DisplayName("the core tells what the naive telling does, in every one of 1,000 scripts")
  void scripts() {
    TellingTrial trial = new TellingTrial();
    trial.play(1, SEEDS);

    trial.counts().forEach((what, count) -> System.out.printf("%8d  %s%n", count, what));
    assertThat(trial.counts()).containsKeys(MET.toArray(String[]::new));
  }

  private static String words(Notice notice) {
    return NoticeText.draft(notice, THEN).text();
  }

  private static Cap cap(int cap, boolean paused, @Nullable String by) {
    return new Cap(new PoolName("host:h1"), 3, cap, paused, by, "too warm", null, by != null);
  }

  @Test
  @DisplayName("CAP-5: the real longest wait stands in the words, with what a person may do")
  void expiryInWords() {
    Stop stop =
        new Stop(
            TASK,
            "Tidy up",
            Phase.NEEDS_INPUT,
            WaitReason.EXPIRED,
            Ticket.of(TASK, 1),
            "after 24h in the queue",
            "to queue it again: wavewright issue retry 'task/abc'",
            "m");
    Sighting sighting = new Sighting(THEN, null, List.of(stop), List.of(), List.of());
    List<Notice> told = NoticeCore.decide(Seen.initial(THEN), sighting).notices();
    assertThat(told).singleElement().extracting(Notice::kind).isEqualTo(NoticeKind.EXPIRED);
    assertThat(words(told.getFirst()))
        .isEqualTo(
            "task expired after 24h in the queue: task/abc 'Tidy up'\n"
                + "next: to queue it again: wavewright issue retry 'task/abc'");
  }

  @Test
  @DisplayName("a position, who changed a cap and why, and a wave's counts stand in the words")
  void inWords() {
    Waits waits =
        new Waits(
            Ticket.of(TASK, 1),
            TASK,
            "Tidy\u0007up",
            3,
            "pool host:h1 is full",
            THEN,
            THEN.plusSeconds(12 * 60),
            THEN.plusSeconds(17 * 60 + 1));
    assertThat(words(new Notice.Queued(List.of(waits))))
        .isEqualTo(
            "task/abc 'Tidy up' is queued, position 3, expected start in 12 to 18 min: pool host:h1"
                + " is full");
    assertThat(words(new Notice.Queued(IntStream.range(0, 7).mapToObj(i -> waits).toList())))
        .startsWith("7 are queued: task/abc at position 3, ")
        .endsWith(" and 2 more");
    assertThat(words(new Notice.CapChanged(cap(1, false, "ada"), 3)))
        .isEqualTo("cap of host:h1 is 1, was 3 by ada: too warm");
    assertThat(words(new Notice.CapChanged(cap(3, false, null), 1)))
        .isEqualTo("cap of host:h1 is 3, was 1: as configured");
    assertThat(words(new Notice.Paused(cap(3, true, "ada"), true, "ada", "lunch")))
        .isEqualTo("host:h1 is paused by ada: lunch");
    assertThat(words(new Notice.Paused(null, false, null, null)))
        .isEqualTo("everything goes on: the pause has ended");
    WaveEnd end =
        new WaveEnd(
            new WaveId("shop", "m1"),
            "run",
            THEN,
            THEN.plusSeconds(3_700),
            "",
            List.of(new Count(Phase.DONE, 2), new Count(Phase.SKIPPED, 1)),
            List.of(new IssueKey("acme/api#7")));
    assertThat(words(new Notice.WaveFinished(end)))
        .isEqualTo(
            "wave m1 has finished: 2 done, 1 skipped; not done: acme/api#7 (it took 1h1m40s)");
  }

  @Test
  @DisplayName("what ended is told once and remembered within a bound, however much ends")
  void manyEnds() {
    Seen seen = Seen.initial(THEN);
    int told = 0;
    for (int wave = 0; wave < 3 * NoticeCore.MOST_ENDS; wave++) {
      Instant ended = THEN.plusSeconds(wave);
      WaveEnd end =
          new WaveEnd(new WaveId("shop", "w"), "run" + wave, THEN, ended, "", List.of(), List.of());
      Sighting sighting = new Sighting(ended, null, List.of(), List.of(), List.of(end));
      NoticeCore.Told decided = NoticeCore.decide(seen, sighting);
      told += decided.notices().size();
      seen = decided.seen();
      assertThat(NoticeCore.decide(seen, sighting).notices()).isEmpty();
    }
    assertThat(told).isEqualTo(3 * NoticeCore.MOST_ENDS);
    assertThat(seen.ends()).hasSize(NoticeCore.MOST_ENDS);
    assertThat(seen.knows("of long ago", THEN)).isTrue();
  }
}
