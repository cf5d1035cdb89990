package dev.wavewright.workflows.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.tracker.core.HandOffText;
import dev.wavewright.workflows.tracker.core.IssueFact;
import dev.wavewright.workflows.tracker.core.Line;
import dev.wavewright.workflows.tracker.core.Marker;
import dev.wavewright.workflows.tracker.core.MarkerText;
import dev.wavewright.workflows.tracker.core.RepositoryLine;
import dev.wavewright.workflows.tracker.core.Snapshot;
import dev.wavewright.workflows.tracker.core.TrackerStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says by trying one moment after the other what a tracker may do. It keeps its own record of what
 * was written and shares no rule with the core; only the texts are asked of it, and judged apart.
 */
final class TrackerOracle {
  static final List<String> RULES =
      List.of(
          "a first marker",
          "a new phase is written",
          "another wording is written",
          "a new wording is put off",
          "a new phase is put off",
          "the more urgent goes first",
          "the hour is used up",
          "a refused marker is tried again",
          "a refused marker is left when the wave is over",
          "a hand-off is made",
          "a hand-off is renewed",
          "a hand-off is tried again",
          "waiting without an end",
          "waiting until something is due",
          "everything is written at the end",
          "a marker is left to be written",
          "a hand-off is left to be written",
          "nothing is left to be written",
          "text of others stays quoted");

  private static final Pattern SPAN = Pattern.compile("(?<!`)(`+)(?!`)(.*?)(?<!`)\\1(?!`)");
  private static final Set<Phase> FOR_PEOPLE = Set.of(Phase.PARKED, Phase.NEEDS_INPUT);

  private record Attempt(Phase phase, String text, boolean refused, Instant at) {}

  private record Offer(String digest, boolean refused, Instant at) {}

  private final Map<String, Integer> counts;
  private final Map<IssueKey, Attempt> attempts = new HashMap<>();
  private final Map<RepositoryName, Offer> offers = new HashMap<>();
  private Instant hour = Instant.EPOCH;
  private int used;

  TrackerOracle(Map<String, Integer> counts) {
    this.counts = counts;
  }

  void wrote(Marker marker, boolean refused, int writes, Instant at) {
    attempts.put(marker.key(), new Attempt(marker.phase(), marker.text(), refused, at));
    spent(writes, at);
  }

  void spent(int writes, Instant at) {
    if (!at.isBefore(hour.plusSeconds(3600))) {
      hour = at;
      used = 0;
    }
    used += writes;
  }

  void handedOver(RepositoryName repository, String digest, boolean refused, Instant at) {
    offers.put(repository, new Offer(digest, refused, at));
  }

  void judge(Snapshot snapshot, TrackerStep step) {
    switch (step) {
      case TrackerStep.WriteMarkers write -> judgeWrites(snapshot, write.markers());
      case TrackerStep.HandOver handOver ->
          assertThat(mayHandOver(snapshot, handOver.repository(), snapshot.now())).isTrue();
      case TrackerStep.Wait wait -> judgeWait(snapshot, wait.until());
      case TrackerStep.End end -> judgeEnd(snapshot);
    }
  }

  private void judgeWrites(Snapshot snapshot, List<Marker> markers) {
    assertThat(markers).isNotEmpty().hasSizeLessThanOrEqualTo(3);
    for (RepositoryLine repository : snapshot.repositories()) {
      assertThat(mayHandOver(snapshot, repository.name(), snapshot.now()))
          .as("a hand-off goes before markers")
          .isFalse();
    }
    List<IssueKey> chosen = markers.stream().map(Marker::key).toList();
    assertThat(chosen).doesNotHaveDuplicates();
    int lastRank = 0;
    for (Marker marker : markers) {
      Line line = line(snapshot, marker.key());
      assertThat(mayWrite(snapshot, line, snapshot.now())).as("%s is due", marker.key()).isTrue();
      Marker wanted = MarkerText.of(snapshot, line.fact());
      assertThat(marker).isEqualTo(wanted);
      int rank = rank(marker);
      assertThat(rank).as("the most urgent first").isGreaterThanOrEqualTo(lastRank);
      lastRank = rank;
      count(what(attempts.get(marker.key()), marker));
    }
    for (Line line : snapshot.lines()) {
      if (!chosen.contains(line.fact().key()) && mayWrite(snapshot, line, snapshot.now())) {
        assertThat(markers).as("%s was left out", line.fact().key()).hasSize(3);
        int rank = rank(MarkerText.of(snapshot, line.fact()));
        assertThat(rank).isGreaterThanOrEqualTo(lastRank);
        if (rank > lastRank) {
          count("the more urgent goes first");
        }
      }
    }
  }

  private static String what(@Nullable Attempt before, Marker marker) {
    if (before == null) {
      return "a first marker";
    }
    if (before.refused()) {
      return "a refused marker is tried again";
    }
    return before.phase() == marker.phase()
        ? "another wording is written"
        : "a new phase is written";
  }

  private int rank(Marker marker) {
    Attempt before = attempts.get(marker.key());
    if (before != null && before.phase() == marker.phase()) {
      return 5;
    }
    if (FOR_PEOPLE.contains(marker.phase())) {
      return 1;
    }
    if (marker.phase().isFinal()) {
      return 2;
    }
    return before == null ? 4 : 3;
  }

  private boolean mayWrite(Snapshot snapshot, Line line, Instant at) {
    return mayWrite(snapshot, MarkerText.of(snapshot, line.fact()), at);
  }

  private boolean mayWrite(Snapshot snapshot, Marker wanted, Instant at) {
    int limit = rank(wanted) <= 2 ? 400 : 300;
    if (at.isBefore(hour.plusSeconds(3600)) && used >= limit) {
      return false;
    }
    Attempt before = attempts.get(wanted.key());
    if (before == null) {
      return true;
    }
    boolean same = before.phase() == wanted.phase() && before.text().equals(wanted.text());
    boolean over = snapshot.wave().closed();
    long passed = at.getEpochSecond() - before.at().getEpochSecond();
    if (before.refused()) {
      return over ? !same : passed >= 600;
    }
    if (same) {
      return false;
    }
    if (over) {
      return true;
    }
    return switch (rank(wanted)) {
      case 5 -> passed >= 30 && passed >= 20L * snapshot.lines().size();
      case 3 -> passed >= 10;
      default -> true;
    };
  }

  private boolean mayHandOver(Snapshot snapshot, RepositoryName name, Instant at) {
    if (!snapshot.deliver() || !snapshot.wave().settled()) {
      return false;
    }
    boolean landed =
        snapshot.lines().stream()
            .map(Line::fact)
            .anyMatch(fact -> fact.repository().equals(name) && fact.landed() != null);
    if (!landed || (at.isBefore(hour.plusSeconds(3600)) && used >= 400)) {
      return false;
    }
    Offer before = offers.get(name);
    if (before == null) {
      return true;
    }
    boolean same = before.digest().equals(digest(snapshot, name));
    if (before.refused()) {
      return snapshot.wave().closed() ? !same : !at.isBefore(before.at().plusSeconds(600));
    }
    return !same;
  }

  /** Counts by comparing what is so with what was written. */
  void judgeLeft(Snapshot snapshot, int left) {
    int markers = 0;
    for (Line line : snapshot.lines()) {
      Attempt shown = attempts.get(line.fact().key());
      boolean asItIs =
          shown != null
              && shown.phase() == line.fact().phase()
              && shown.text().equals(MarkerText.of(snapshot, line.fact()).text());
      if (!asItIs && (shown == null || !shown.refused())) {
        markers++;
      }
    }
    int handOffs = 0;
    for (RepositoryLine repository : snapshot.repositories()) {
      Offer offer = offers.get(repository.name());
      boolean something =
          snapshot.lines().stream()
              .map(Line::fact)
              .filter(fact -> fact.repository().equals(repository.name()))
              .anyMatch(fact -> fact.landed() != null);
      boolean asItIs =
          offer != null
              && (offer.refused() || offer.digest().equals(digest(snapshot, repository.name())));
      if (something && !asItIs && snapshot.deliver() && snapshot.wave().settled()) {
        handOffs++;
      }
    }
    assertThat(left).as("left to be written").isEqualTo(markers + handOffs);
    count(
        handOffs > 0
            ? "a hand-off is left to be written"
            : markers > 0 ? "a marker is left to be written" : "nothing is left to be written");
  }

  private static String digest(Snapshot snapshot, RepositoryName name) {
    return snapshot.repositories().stream()
        .filter(each -> each.name().equals(name))
        .map(each -> HandOffText.digest(snapshot, each))
        .findFirst()
        .orElseThrow();
  }

  /** Nothing may be done before {@code until}, and something then. */
  private void judgeWait(Snapshot snapshot, @Nullable Instant until) {
    Set<Instant> moments = moments(snapshot);
    List<Marker> wanted =
        snapshot.lines().stream().map(line -> MarkerText.of(snapshot, line.fact())).toList();
    for (Instant moment : moments) {
      if (until == null || moment.isBefore(until)) {
        assertThat(something(snapshot, wanted, moment)).as("due at %s", moment).isFalse();
      }
    }
    count(until == null ? "waiting without an end" : "waiting until something is due");
    if (until == null) {
      assertThat(snapshot.wave().closed()).isFalse();
      return;
    }
    assertThat(until).isAfter(snapshot.now());
    assertThat(something(snapshot, wanted, until)).isTrue();
    for (Marker marker : wanted) {
      Attempt before = attempts.get(marker.key());
      if (before != null && !before.text().equals(marker.text()) && !before.refused()) {
        count(
            before.phase() == marker.phase()
                ? "a new wording is put off"
                : "a new phase is put off");
      }
    }
    if (until.equals(hour.plusSeconds(3600))) {
      count("the hour is used up");
    }
  }

  private boolean something(Snapshot snapshot, List<Marker> wanted, Instant at) {
    return wanted.stream().anyMatch(marker -> mayWrite(snapshot, marker, at))
        || snapshot.repositories().stream()
            .anyMatch(repository -> mayHandOver(snapshot, repository.name(), at));
  }

  /** Every moment at which something may become due. */
  private Set<Instant> moments(Snapshot snapshot) {
    List<Instant> ends = new ArrayList<>();
    attempts.values().forEach(attempt -> ends.add(attempt.at()));
    offers.values().forEach(offer -> ends.add(offer.at()));
    Set<Instant> moments = new TreeSet<>(List.of(snapshot.now(), hour.plusSeconds(3600)));
    for (Instant end : ends) {
      for (long gap : List.of(10L, 30L, 20L * snapshot.lines().size(), 600L)) {
        moments.add(end.plusSeconds(gap - 1));
        moments.add(end.plusSeconds(gap));
      }
    }
    moments.removeIf(moment -> moment.isBefore(snapshot.now()));
    return moments;
  }

  private void judgeEnd(Snapshot snapshot) {
    assertThat(snapshot.wave().closed()).isTrue();
    for (Line line : snapshot.lines()) {
      Attempt shown = Objects.requireNonNull(attempts.get(line.fact().key()));
      assertThat(shown.phase()).isEqualTo(line.fact().phase());
      assertThat(shown.text()).isEqualTo(MarkerText.of(snapshot, line.fact()).text());
      if (shown.refused()) {
        count("a refused marker is left when the wave is over");
      }
    }
    for (RepositoryLine repository : snapshot.repositories()) {
      assertThat(mayHandOver(snapshot, repository.name(), Instant.MAX)).isFalse();
    }
    count("everything is written at the end");
  }

  void judgeBody(Snapshot snapshot, TrackerStep.HandOver step, String body) {
    judgeText(body);
    Offer before = offers.get(step.repository());
    if (before != null) {
      count(before.refused() ? "a hand-off is tried again" : "a hand-off is renewed");
    }
    Set<IssueKey> landed = new TreeSet<>();
    for (Line line : snapshot.lines()) {
      IssueFact fact = line.fact();
      if (fact.repository().equals(step.repository())) {
        assertThat(body.contains("Closes " + fact.key() + " "))
            .as("%s is closed with the pull request", fact.key())
            .isEqualTo(fact.landed() != null);
        assertThat(body).contains(fact.key().value() + " ");
        if (fact.landed() != null) {
          landed.add(fact.key());
        }
      }
    }
    assertThat(step.landed()).containsExactlyElementsOf(landed);
    assertThat(body).contains("`wavewright audit m1`");
  }

  /** What others wrote stands in code, in one line, and wakes nobody. */
  void judgeText(String text) {
    assertThat(text.length()).isLessThan(60_000);
    assertThat(text).doesNotContain("\u0000").doesNotContain("\u202e");
    StringBuilder outside = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      outside.append(SPAN.matcher(line).replaceAll("§")).append('\n');
    }
    assertThat(outside.toString())
        .doesNotContain("evil")
        .doesNotContain("`")
        .doesNotContain("@")
        .doesNotContain("<")
        .doesNotContain("![");
    assertThat(text)
        .doesNotContainPattern("@\\w")
        .doesNotContainPattern("(?i)fixes #\\d")
        .doesNotContain("/home/")
        .doesNotContain("x".repeat(301))
        .doesNotContain("https://example");
    count("text of others stays quoted");
  }

  private static Line line(Snapshot snapshot, IssueKey key) {
    return snapshot.lines().stream()
        .filter(line -> line.fact().key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private void count(String rule) {
    if (counts.computeIfPresent(rule, (name, count) -> count + 1) == null) {
      throw new IllegalArgumentException("no such rule: " + rule);
    }
  }
}
