package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** Random lives of one issue: the machine in a {@link ScriptedWorld}, with people who interfere. */
final class IssueScript {
  private static final int LONGEST = 2_000;
  private static final String ENDED = "ended ";
  private static final String CANCELLED_AT = "cancelled at ";
  private static final String VISITED = "visited ";
  private static final String STALE = "stale news ignored";
  private static final String PARKED = "parked";
  private static final String QUOTA_RETRIED = "quota: a person had it go on";
  private static final String QUOTA_SKIPPED = "quota: a person gave it up";
  private static final String HOST_LOST_AT = "host lost at ";

  private static final String EXPIRED_TO = "CAP-9 expired, then ";

  private final Map<String, Integer> counts;
  private final Random random;
  private final ScriptedWorld world;
  private final Story story;
  private final OnExpiry onExpiry;
  private int cancelAt;
  private int parkings;

  private IssueScript(long seed, Map<String, Integer> counts) {
    this.counts = counts;
    // Scrambled: the first numbers of neighbouring small seeds hardly differ.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    boolean reviewed = random.nextBoolean();
    Limits limits =
        Story.limits(
            1 + random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    boolean hasDependents = random.nextBoolean();
    boolean autoResume = random.nextInt(4) > 0;
    world = new ScriptedWorld(random, limits, reviewed, hasDependents, autoResume, counts);
    onExpiry = List.of(OnExpiry.values()).get(random.nextInt(3));
    story =
        new Story(
            new IssueTerms(
                limits, reviewed, hasDependents, autoResume, Duration.ofHours(24), onExpiry, null));
    cancelAt = random.nextInt(3) == 0 ? random.nextInt(40) : Integer.MAX_VALUE;
  }

  /**
   * Runs the seeds; the first broken one is named in the error.
   *
   * @return how often everything that must occur did
   */
  static Map<String, Integer> run(long firstSeed, int seeds) {
    Map<String, Integer> counts = new TreeMap<>();
    mustOccur().forEach(what -> counts.put(what, 0));
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      try {
        new IssueScript(seed, counts).play();
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
    return counts;
  }

  private static List<String> mustOccur() {
    List<String> all = new ArrayList<>(ScriptedWorld.MUST_OCCUR);
    all.add(STALE);
    for (OnExpiry each : OnExpiry.values()) {
      all.add(EXPIRED_TO + each);
    }
    all.add(PARKED);
    all.add(QUOTA_RETRIED);
    all.add(QUOTA_SKIPPED);
    all.add("L2 grant left before the loss");
    all.add("L2 grant left without the lost session");
    for (Phase phase : List.of(Phase.DONE, Phase.CANCELLED, Phase.EXPIRED, Phase.SKIPPED)) {
      all.add(ENDED + phase);
    }
    EnumSet.complementOf(EnumSet.of(Stage.NEW)).forEach(stage -> all.add(VISITED + stage));
    EnumSet.complementOf(EnumSet.of(Stage.NOTHING)).forEach(stage -> all.add(CANCELLED_AT + stage));
    EnumSet.complementOf(EnumSet.of(Stage.NEW, Stage.NOTHING))
        .forEach(stage -> all.add(HOST_LOST_AT + stage));
    return all;
  }

  private void seen(String what) {
    assertThat(counts.computeIfPresent(what, (name, times) -> times + 1)).as(what).isNotNull();
  }

  private void play() {
    for (int step = 0; !world.ended; step++) {
      assertThat(step).as("the script ends").isLessThan(LONGEST);
      if (step >= cancelAt) {
        cancel();
        continue;
      }
      if (random.nextInt(10) == 0) {
        tellStaleNews();
      }
      if (step > 0 && random.nextInt(12) == 0) {
        interfere();
      }
      if (step > 0 && !world.ended && random.nextInt(40) == 0) {
        loseHost();
      }
      if (!world.ended) {
        IssueNews next = step == 0 ? new IssueNews.Begun() : world.next();
        if (next == null && world.waitsForQuota()) {
          settleQuota();
        } else {
          tell(next == null ? person() : next);
        }
        if (next instanceof IssueNews.Refused refused
            && refused.cause() == IssueNews.RefusalCause.EXPIRED) {
          assertExpired();
        }
        seen(VISITED + story.progress().stage());
      }
    }
    if (world.cancelWanted()) {
      assertThat(world.told).isIn(Phase.CANCELLED, Phase.DONE, Phase.SKIPPED, Phase.EXPIRED);
    }
    assertThat(story.progress().phase()).isEqualTo(world.told);
    seen(ENDED + world.told);
  }

  private void assertExpired() {
    Phase expected =
        switch (onExpiry) {
          case ASK -> Phase.NEEDS_INPUT;
          case RETRY -> Phase.QUEUED;
          case LEAVE -> Phase.EXPIRED;
        };
    assertThat(story.progress().phase()).as("CAP-9 %s", onExpiry).isEqualTo(expected);
    assertThat(world.ended).isEqualTo(onExpiry == OnExpiry.LEAVE);
    seen(EXPIRED_TO + onExpiry);
  }

  /** A report that reached nobody is the very next news. */
  private void tell(IssueNews news) {
    story.tell(news).forEach(world::take);
    world.undelivered().ifPresent(next -> story.tell(next).forEach(world::take));
  }

  private void loseHost() {
    assertNothingIsDone(new IssueNews.HostLost(new HostId("elsewhere"), "ada"));
    IssueNews lost = new IssueNews.HostLost(Story.HOST, "ada");
    if (world.awaitsGate() && random.nextBoolean()) {
      loseGrant(lost);
      return;
    }
    if (story.progress().holdings().host() == null) {
      assertNothingIsDone(lost);
      return;
    }
    seen(HOST_LOST_AT + story.progress().stage());
    world.hostLost();
    tell(lost);
    world.workIsGone();
  }

  /** The gate's answer is under way when it hears of the loss, or about to leave. */
  private void loseGrant(IssueNews lost) {
    IssueNews crossing = Objects.requireNonNull(world.next(), "the gate answers");
    if (!(crossing instanceof IssueNews.Granted granted) || granted.session() == null) {
      tell(crossing);
      return;
    }
    world.hostLost();
    boolean left = random.nextBoolean();
    IssueNews told =
        left
            ? granted
            : new IssueNews.Granted(granted.ticket(), granted.host(), granted.inFlight(), null);
    boolean heardFirst = left || random.nextBoolean();
    seen(left ? "L2 grant left before the loss" : "L2 grant left without the lost session");
    tell(heardFirst ? lost : told);
    tell(heardFirst ? told : lost);
    world.workIsGone();
  }

  private void cancel() {
    seen(CANCELLED_AT + story.progress().stage());
    cancelAt = Integer.MAX_VALUE;
    // Half of the time the gate's answer is under way already when the cancel comes.
    IssueNews crossing = world.awaitsGate() && random.nextBoolean() ? world.next() : null;
    world.cancelled();
    tell(new IssueNews.CancelAsked("ada"));
    if (crossing != null && !world.ended) {
      tell(crossing);
    }
  }

  private void tellStaleNews() {
    for (IssueNews stale : world.stale()) {
      assertNothingChanges(stale);
    }
    seen(STALE);
  }

  /** A person asks for a retry or a skip although the issue does not wait for one. */
  private void interfere() {
    if (world.parked()) {
      return;
    }
    if (world.waitsForQuota()) {
      settleQuota();
      return;
    }
    if (!world.saving()) {
      assertNothingChanges(
          random.nextBoolean() ? new IssueNews.RetryAsked() : new IssueNews.SkipAsked("ada"));
      world.ignored();
    } else if (random.nextInt(3) == 0) {
      tell(new IssueNews.SkipAsked("ada"));
      world.skippedEarly();
    } else if (parkings < 4) {
      tell(new IssueNews.RetryAsked());
      world.retriedEarly();
      parkings++;
    }
  }

  private void settleQuota() {
    boolean goesOn = parkings < 4 && random.nextInt(4) > 0;
    seen(goesOn ? QUOTA_RETRIED : QUOTA_SKIPPED);
    parkings++;
    world.settled();
    tell(goesOn ? new IssueNews.RetryAsked() : new IssueNews.SkipAsked("ada"));
  }

  /** What is heard may be remembered for the answer to a request. */
  private void assertNothingIsDone(IssueNews news) {
    if (story.progress().stage() == Stage.LEASES) {
      assertThat(story.tell(news)).as("%s now", news).isEmpty();
    } else {
      assertNothingChanges(news);
    }
  }

  private void assertNothingChanges(IssueNews news) {
    IssueProgress before = story.progress();
    assertThat(story.tell(news)).as("%s now", news).isEmpty();
    assertThat(story.progress()).as("after %s", news).isEqualTo(before);
  }

  private IssueNews person() {
    assertThat(world.parked()).as("only a parked issue waits for a person").isTrue();
    world.assertNothingHeldWhileParked();
    seen(PARKED);
    parkings++;
    return parkings < 4 && random.nextInt(3) > 0
        ? new IssueNews.RetryAsked()
        : new IssueNews.SkipAsked("ada");
  }
}
