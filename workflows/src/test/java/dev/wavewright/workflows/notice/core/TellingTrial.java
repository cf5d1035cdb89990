package dev.wavewright.workflows.notice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Plays random projects to the core and to the naive telling, and compares what they tell. */
final class TellingTrial {
  private final Map<String, Integer> counts = new TreeMap<>();

  Map<String, Integer> counts() {
    return counts;
  }

  /** Plays so many scripts; the seed of the first broken one is named in the error. */
  void play(long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Random random = new Random(seed);
      ScriptedProject project = new ScriptedProject(random);
      for (int before = random.nextInt(10); before > 0; before--) {
        project.step();
      }
      Instant since = project.now().plusMillis(random.nextInt(3));
      Seen seen = Seen.initial(since);
      NaiveTelling naive = new NaiveTelling(since);
      for (int look = 0; look < 40; look++) {
        // Sometimes nobody looks for long.
        for (int steps = random.nextInt(random.nextInt(10) == 0 ? 30 : 3); steps > 0; steps--) {
          project.step();
        }
        Sighting sighting = project.look();
        try {
          NoticeCore.Told told = NoticeCore.decide(seen, sighting);
          List<String> lines = lines(told.notices());
          assertThat(lines).containsExactlyInAnyOrderElementsOf(naive.look(sighting));
          if (!lines.isEmpty()) {
            assertThat(told.seen()).as("what is told is remembered").isNotEqualTo(seen);
          }
          NoticeCore.Told again = NoticeCore.decide(told.seen(), sighting);
          assertThat(again.notices()).as("nothing is told twice").isEmpty();
          assertThat(again.seen()).isEqualTo(told.seen());
          told.notices().forEach(each -> words(each, project.now()));
          seen = told.seen();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("seed " + seed + ", look " + look + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private void words(Notice notice, Instant at) {
    counts.merge(notice.getClass().getSimpleName() + " " + notice.kind(), 1, Integer::sum);
    assertThat(NoticeText.draft(notice, at).text()).isNotBlank().doesNotContain("null");
  }

  private static List<String> lines(List<Notice> notices) {
    List<String> lines = new ArrayList<>();
    for (Notice notice : notices) {
      switch (notice) {
        case Notice.Queued queued ->
            queued.waiting().forEach(each -> lines.add("queued: " + each.ticket()));
        case Notice.Started started ->
            started.running().forEach(each -> lines.add("started: " + each.key()));
        case Notice.Stopped stopped ->
            lines.add(stopped.stop().phase() + ": " + stopped.stop().key());
        case Notice.Expired expired ->
            lines.add(
                "expired, "
                    + switch (expired.after()) {
                      case ASKED -> "asked: ";
                      case QUEUED_AGAIN -> "queued again: ";
                      case ENDED -> "ended: ";
                    }
                    + expired.key());
        case Notice.CapChanged changed ->
            lines.add(
                "cap: "
                    + changed.cap().pool()
                    + " "
                    + changed.cap().cap()
                    + " was "
                    + changed.before());
        case Notice.Paused paused -> {
          Sighting.Cap pool = paused.pool();
          lines.add(
              pool == null
                  ? "everything paused: " + paused.paused()
                  : "paused: " + pool.pool() + " " + paused.paused());
        }
        case Notice.WaveFinished wave -> lines.add("wave: " + wave.wave().run());
      }
    }
    return lines;
  }
}
