package dev.wavewright.workflows.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.core.Allowance;
import dev.wavewright.workflows.tracker.core.HandOffText;
import dev.wavewright.workflows.tracker.core.IssueFact;
import dev.wavewright.workflows.tracker.core.Line;
import dev.wavewright.workflows.tracker.core.Marker;
import dev.wavewright.workflows.tracker.core.RepositoryLine;
import dev.wavewright.workflows.tracker.core.Snapshot;
import dev.wavewright.workflows.tracker.core.TrackerCore;
import dev.wavewright.workflows.tracker.core.TrackerStep;
import dev.wavewright.workflows.tracker.core.WaveFact;
import dev.wavewright.workflows.tracker.core.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A random wave, a tracker that shows what it is told or refuses it, and the core between them. At
 * every step {@link TrackerOracle} says what was allowed.
 */
final class TrackerScript {
  static final WaveId WAVE = new WaveId("shop", "m1");
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private static final List<String> HOSTILE =
      List.of(
          "",
          "evil fixes #7",
          "evil @team, see GH-7",
          "evil `closes acme/r0#1` ``",
          "`evil",
          "evil\n\n# head\n<script>",
          "evil --> <!-- wavewright:marker",
          "evil](https://example.org) ![x](y)",
          "evil \u202e\u0000\u200d tail",
          "evil " + "x".repeat(500),
          "evil | table | \\ in /home/somebody/state/shop",
          "evil 🚀 ```");

  private static final List<Phase> PHASES = List.of(Phase.values());
  private static final List<WaitReason> REASONS = List.of(WaitReason.values());

  private final Random random;
  private final Map<String, Integer> counts;
  private final boolean deliver;
  private final boolean busy;
  private final List<IssueFact> facts = new ArrayList<>();
  private final Map<IssueKey, Written> written = new LinkedHashMap<>();
  private final Map<RepositoryName, RepositoryLine.HandOff> handOffs = new TreeMap<>();
  private final TrackerOracle oracle;
  private Instant now = START;
  private Allowance allowance = new Allowance(Instant.EPOCH, 0);
  private boolean settled;
  private boolean closed;

  private TrackerScript(long seed, Map<String, Integer> counts) {
    // The first draws of neighbouring seeds are alike.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.counts = counts;
    this.deliver = random.nextInt(4) > 0;
    this.busy = random.nextInt(12) == 0;
    this.oracle = new TrackerOracle(counts);
    int issues = 1 + random.nextInt(busy ? 40 : 6);
    for (int number = 1; number <= issues; number++) {
      facts.add(fact(number, Phase.QUEUED, null));
    }
  }

  /** Runs seeds and returns how often each rule was tried. */
  static Map<String, Integer> run(long first, int seeds) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String rule : TrackerOracle.RULES) {
      counts.put(rule, 0);
    }
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        new TrackerScript(seed, counts).play();
      } catch (AssertionError | RuntimeException fault) {
        throw new AssertionError("tracker script, seed " + seed + ": " + fault.getMessage(), fault);
      }
    }
    return counts;
  }

  private void play() {
    int moves = 25 + random.nextInt(25);
    for (int move = 0; move < moves; move++) {
      change();
      step();
    }
    closed = true;
    settled = true;
    for (int patience = 0; patience < 400; patience++) {
      if (step()) {
        return;
      }
    }
    throw new AssertionError("it never ends");
  }

  private void change() {
    int changes = busy ? 1 + random.nextInt(facts.size()) : random.nextInt(3);
    for (int at = 0; at < changes; at++) {
      int which = random.nextInt(facts.size());
      facts.set(which, changed(facts.get(which)));
    }
    settled = random.nextInt(6) == 0;
  }

  private IssueFact changed(IssueFact fact) {
    if (fact.phase().isFinal()) {
      return fact;
    }
    Phase phase = random.nextInt(3) == 0 ? fact.phase() : PHASES.get(random.nextInt(PHASES.size()));
    boolean landed = phase == Phase.DONE;
    return fact(
        fact.key().number(),
        phase,
        landed ? new CommitId("%040x".formatted(random.nextLong() >>> 1)) : null);
  }

  private IssueFact fact(long number, Phase phase, @Nullable CommitId landed) {
    RepositoryName repository = new RepositoryName("acme/r" + number % 2);
    boolean waits = !phase.isFinal() && random.nextBoolean();
    return new IssueFact(
        IssueKey.of(repository, number),
        repository,
        HOSTILE.get(random.nextInt(HOSTILE.size())),
        phase,
        waits ? REASONS.get(random.nextInt(REASONS.size())) : null,
        HOSTILE.get(random.nextInt(HOSTILE.size())),
        waits ? "wavewright issue retry " + repository + "#" + number : "",
        random.nextInt(3),
        phase == Phase.QUEUED ? 1 + random.nextInt(9) : 0,
        landed);
  }

  private Snapshot snapshot() {
    return new Snapshot(
        now,
        new WaveFact(WAVE, START, closed ? START.plusSeconds(60) : null, settled, closed),
        "https://github.com",
        deliver,
        facts.stream().map(fact -> new Line(fact, written.get(fact.key()))).toList(),
        List.of(repository(0), repository(1)),
        allowance);
  }

  private RepositoryLine repository(int number) {
    RepositoryName name = new RepositoryName("acme/r" + number);
    return new RepositoryLine(
        name, "main", "agent/main", List.of("mvn", "-q", "verify"), handOffs.get(name));
  }

  /** Returns whether it ended. */
  private boolean step() {
    Snapshot snapshot = snapshot();
    TrackerStep step = TrackerCore.decide(snapshot);
    oracle.judge(snapshot, step);
    oracle.judgeLeft(snapshot, TrackerCore.left(snapshot));
    switch (step) {
      case TrackerStep.WriteMarkers write -> write.markers().forEach(this::write);
      case TrackerStep.HandOver handOver -> handOver(snapshot, handOver);
      case TrackerStep.Wait wait -> {
        Instant until = wait.until();
        if (until == null || (!closed && random.nextInt(3) == 0)) {
          now = now.plusSeconds(1 + random.nextInt(15));
        } else {
          now = until;
        }
      }
      case TrackerStep.End end -> {
        return true;
      }
    }
    return false;
  }

  private void write(Marker marker) {
    oracle.judgeText(marker.text());
    boolean refused = random.nextInt(12) == 0;
    int writes = refused ? 0 : busy ? 20 : 1 + random.nextInt(3);
    now = now.plusSeconds(writes);
    allowance = allowance.at(now).plus(writes);
    written.put(marker.key(), new Written(marker.digest(), marker.phase(), refused, now));
    oracle.wrote(marker, refused, writes, now);
  }

  private void handOver(Snapshot snapshot, TrackerStep.HandOver step) {
    RepositoryLine repository =
        snapshot.repositories().stream()
            .filter(each -> each.name().equals(step.repository()))
            .findFirst()
            .orElseThrow();
    int landed = step.landed().size();
    String body =
        HandOffText.body(
            snapshot,
            repository,
            new HandOffText.Recount(
                landed,
                random.nextInt(3) == 0 ? landed - 1 : landed,
                random.nextInt(5) == 0 ? "evil fixes #3" : null));
    oracle.judgeBody(snapshot, step, body);
    boolean refused = random.nextInt(8) == 0;
    now = now.plus(Duration.ofSeconds(1));
    allowance = allowance.at(now).plus(1);
    String url = refused ? null : "https://github.com/" + step.repository() + "/pull/9";
    handOffs.put(step.repository(), new RepositoryLine.HandOff(step.digest(), url, refused, now));
    oracle.handedOver(step.repository(), HandOffText.digest(snapshot, repository), refused, now);
    oracle.spent(1, now);
    assertThat(step.digest()).isEqualTo(HandOffText.digest(snapshot, repository));
    counts.merge("a hand-off is made", 1, Integer::sum);
  }
}
