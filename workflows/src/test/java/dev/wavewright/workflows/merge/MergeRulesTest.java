package dev.wavewright.workflows.merge;

import static dev.wavewright.workflows.merge.MergeRequests.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.merge.core.Decision;
import dev.wavewright.workflows.merge.core.Ending;
import dev.wavewright.workflows.merge.core.Evidence;
import dev.wavewright.workflows.merge.core.MergeLine;
import dev.wavewright.workflows.merge.core.MergeLoad;
import dev.wavewright.workflows.merge.core.MergeRules;
import dev.wavewright.workflows.merge.core.News;
import dev.wavewright.workflows.merge.core.Snapshot;
import dev.wavewright.workflows.merge.core.Step;
import dev.wavewright.workflows.merge.core.Waiting;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeRulesTest {
  private static final IssueKey KEY = IssueKey.of(MergeRequests.REPOSITORY, 1);
  private static final Evidence EVIDENCE =
      new Evidence(List.of(new Evidence.Clash("a.txt", "ours", "theirs", "#9")), 3, "1 failed");

  private MergeLine line = MergeLine.EMPTY;
  private Instant now = Instant.EPOCH;

  private List<Step> hear(News... news) {
    Decision decision = MergeRules.decide(new Snapshot(line, List.of(news), false, false, now));
    line = decision.line();
    return decision.steps();
  }

  private static News arrived(String ticket) {
    return new News.Arrived(ticket, "holder of " + ticket, KEY, MergeRequests.HOST, null);
  }

  private static Ending ending(List<Step> steps) {
    return steps.stream()
        .filter(Step.TellEnded.class::isInstance)
        .map(step -> ((Step.TellEnded) step).ending())
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("places in line order by arrival and, between equals, by ticket")
  void ordersByArrivalThenTicket() {
    List<Waiting> items = new ArrayList<>();
    for (String name : List.of("1 a", "2 a", "2 b", "3 0")) {
      items.add(
          new Waiting(
              name.substring(2),
              "holder",
              KEY,
              MergeRequests.HOST,
              null,
              Long.parseLong(name.substring(0, 1)),
              now,
              false));
    }
    List<Waiting> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, new Random(7));

    assertThat(new MergeLine(4, shuffled, null, List.of(), List.of(), null).waiting())
        .isEqualTo(items);
  }

  @Test
  @DisplayName("what stands against each other and what the check printed reach the holder")
  void evidenceReachesTheHolder() {
    hear(arrived("a"));
    assertThat(ending(hear(new News.Conflicted("a", "1 path", EVIDENCE))))
        .isEqualTo(new Ending("a", Ending.Kind.CONFLICT, null, "1 path", EVIDENCE));
    hear(arrived("b"), new News.Ready("b", commit(1), commit(2), "digest"));
    hear(new News.Ready("b", commit(1), commit(2), "digest"));
    assertThat(ending(hear(new News.Red("b", "exit code 3", EVIDENCE))).evidence())
        .isEqualTo(EVIDENCE);
  }

  @Test
  @DisplayName("200 answers are remembered, all but the newest five without their texts")
  void remembersBoundedly() {
    for (int i = 0; i < 210; i++) {
      hear(arrived("t" + i));
      hear(new News.Conflicted("t" + i, "1 path", EVIDENCE));
    }

    assertThat(line.finished()).hasSize(200);
    assertThat(line.finished().getFirst().ending().ticket()).isEqualTo("t10");
    assertThat(line.finished().stream().filter(p -> p.ending().evidence().equals(EVIDENCE)))
        .extracting(past -> past.ending().ticket())
        .containsExactly("t205", "t206", "t207", "t208", "t209");
    assertThat(ending(hear(arrived("t20"))).evidence())
        .isEqualTo(new Evidence(List.of(new Evidence.Clash("a.txt", "", "", "#9")), 3, ""));
  }

  @Test
  @DisplayName("load is arrivals per time times mean landing time, and unknown below two landings")
  void load() {
    List<MergeLine.Landing> landings = new ArrayList<>();
    assertThat(MergeLoad.of(landings)).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(MergeLoad.of(landings).isPresent()).isEqualTo(i >= 2);
      Instant arrived = Instant.EPOCH.plusSeconds(100L * i);
      landings.add(
          new MergeLine.Landing(
              KEY,
              commit(i),
              arrived,
              arrived.plusSeconds(60),
              Duration.ofSeconds(30L * (i + 1)),
              null));
    }
    // One arrival in 100 s, each keeping the queue busy for 60 s.
    assertThat(MergeLoad.of(landings)).hasValue(0.6);
    assertThat(MergeLoad.of(List.of(landings.getFirst(), landings.getFirst()))).isEmpty();
  }

  @Test
  @DisplayName("a landing took from the beginning of its turn, not from its arrival")
  void tookFromTheTurn() {
    hear(arrived("a"));
    now = now.plusSeconds(10);
    hear(arrived("b"));
    hear(new News.Refused("a", "no"));
    now = now.plusSeconds(5);
    hear(new News.AlreadyLanded("b", commit(4)));

    assertThat(line.landed())
        .containsExactly(
            new MergeLine.Landing(
                KEY, commit(4), Instant.EPOCH.plusSeconds(10), now, Duration.ofSeconds(5), null));
  }

  @Test
  @DisplayName("M2: what a person should look at after a landing is listed and told to its issue")
  void listsAWarning() {
    hear(arrived("a"));
    List<Step> told = hear(new News.Landed("a", commit(4), "look at it"));

    assertThat(ending(told).message()).endsWith("; look at it");
    assertThat(line.landed()).extracting(MergeLine.Landing::warning).containsExactly("look at it");
  }

  @Test
  @DisplayName("M7: an earlier landing that is found again is not listed as another one")
  void listsALandingOnce() {
    hear(arrived("a"), arrived("b"));
    hear(new News.Landed("a", commit(4), null));

    assertThat(ending(hear(new News.AlreadyLanded("b", commit(4)))).commit()).isEqualTo(commit(4));
    assertThat(line.landed()).hasSize(1);
  }

  @Test
  @DisplayName("ML1: a result of a ticket that is not the head changes nothing")
  void ignoresStrayResults() {
    hear(arrived("a"), arrived("b"));
    MergeLine before = line;

    assertThat(hear(new News.Landed("b", commit(3), null), new News.Green("c")))
        .containsExactly(new Step.Rebuild("a"));
    assertThat(line).isEqualTo(before);
  }

  @Test
  @DisplayName("M5: nothing is begun while a step is under way or the run is ending")
  void beginsNothingWhenItMayNot() {
    Decision ending =
        MergeRules.decide(new Snapshot(line, List.of(arrived("a")), false, true, now));

    assertThat(ending.steps()).isEmpty();
    assertThat(ending.line().head()).isNull();
    assertThat(ending.line().waiting()).hasSize(1);

    hear(arrived("a"));
    Decision working =
        MergeRules.decide(new Snapshot(line, List.of(arrived("b")), true, false, now));
    assertThat(working.steps()).isEmpty();
    assertThat(working.line().waiting()).hasSize(1);
  }

  @Test
  @DisplayName("L2: a landing on a lost host is given up at once, and the next begins")
  void givesUpOnALostHost() {
    hear(arrived("a"));
    hear(new News.Arrived("b", "holder of b", KEY, new HostId("elsewhere"), null));
    News lost = new News.HostLost(MergeRequests.HOST, "ada");
    Decision decision =
        MergeRules.decide(new Snapshot(line, List.of(arrived("c"), lost), true, false, now));

    assertThat(decision.steps()).startsWith(new Step.GiveUp("a"));
    assertThat(decision.steps())
        .endsWith(new Step.TellStarted("b", "holder of b"), new Step.Rebuild("b"));
    assertThat(
            decision.steps().stream()
                .filter(Step.TellEnded.class::isInstance)
                .map(step -> ((Step.TellEnded) step).ending()))
        .allMatch(ending -> ending.kind() == Ending.Kind.HOST_LOST)
        .allMatch(ending -> ending.message().equals("its host host-a was declared lost by ada"))
        .extracting(Ending::ticket)
        .containsExactly("a", "c");
  }

  @Test
  @DisplayName("L2: a head is withdrawn only because its host is lost")
  void withdrawsTheHeadOfALostHost() {
    hear(arrived("a"));
    News wanted = new News.Withdrawn("a", "cancelled", false);
    News lost = new News.Withdrawn("a", "its host was declared lost", true);

    assertThat(MergeRules.decide(new Snapshot(line, List.of(wanted), true, false, now)).steps())
        .isEmpty();
    assertThat(MergeRules.decide(new Snapshot(line, List.of(lost), true, false, now)).steps())
        .hasSize(2)
        .startsWith(new Step.GiveUp("a"));
  }
}
