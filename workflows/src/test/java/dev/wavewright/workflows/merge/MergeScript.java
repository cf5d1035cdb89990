package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.merge.core.Decision;
import dev.wavewright.workflows.merge.core.Ending;
import dev.wavewright.workflows.merge.core.Evidence;
import dev.wavewright.workflows.merge.core.Head;
import dev.wavewright.workflows.merge.core.MergeLine;
import dev.wavewright.workflows.merge.core.MergeRules;
import dev.wavewright.workflows.merge.core.News;
import dev.wavewright.workflows.merge.core.Snapshot;
import dev.wavewright.workflows.merge.core.Step;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One random life of a merge queue over a {@link BranchModel}: every step is compared with {@link
 * MergeOracle}, and the branch itself with the invariants.
 */
final class MergeScript {
  /** What must have been seen over all seeds, each with the number of times. */
  static final List<String> MUST_OCCUR =
      List.of(
          "M1 landed what was checked",
          "M1b verdict reused",
          "M1b changed tree checked again",
          "M3 branch verified",
          "M4 moved under a landing",
          "M4 sent to the back",
          "M4 refused after moves",
          "M5 one work step at a time",
          "M7 crash after the push found by rebuild",
          "M7 earlier landing answered",
          "M10 next keeps its place",
          "L2 continue-as-new between a loss and its withdrawal",
          "L2 declared lost but alive",
          "L2 given up, and had reached the branch",
          "L2 lands from a host that is back",
          "L2 lost while waiting",
          "L2 lost under a step",
          "L2 sent before its issue heard of the loss",
          "L2 taken back under a step",
          "M12 no verdict",
          "ML1 drained",
          "ML2 withdrawal disturbs only itself",
          "ML5 every request answered",
          "continue-as-new at rest",
          "continue-as-new before GATE",
          "continue-as-new before LAND",
          "continue-as-new before REBUILD",
          "ended BRANCH_CLOSED",
          "ended CHECK_FAILED",
          "ended CONFLICT",
          "ended HOST_LOST",
          "ended LANDED",
          "ended NO_VERDICT",
          "ended REFUSED",
          "ended WITHDRAWN",
          "repeated after the end",
          "repeated while head",
          "repeated while waiting",
          "arrived at a closed branch",
          "withdrawn after the end",
          "withdrawn before it came",
          "withdrawn while head",
          "withdrawn while waiting");

  private static final DataConverter JSON = DefaultDataConverter.STANDARD_INSTANCE;
  private static final List<HostId> HOSTS = List.of(new HostId("alpha"), new HostId("beta"));
  private static final int OPERATIONS = 60;
  private static final int BUSY_OPERATIONS = 200;

  private final Random random;
  private final Map<String, Integer> counts;
  private final MergeOracle oracle = new MergeOracle();
  private final BranchModel branch = new BranchModel();
  private final Set<String> green = new LinkedHashSet<>();
  private final Map<String, MergeRequest> requests = new LinkedHashMap<>();
  private final List<News> unheard = new ArrayList<>();
  private final Set<String> answered = new LinkedHashSet<>();

  /** Hosts that answer nothing: what is under way there never ends. */
  private final Set<HostId> dead = new LinkedHashSet<>();

  /** Hosts that were declared lost and have not come back. */
  private final Set<HostId> declared = new LinkedHashSet<>();

  /** Hosts that were declared lost once. */
  private final Set<HostId> returned = new LinkedHashSet<>();

  /** Tickets whose issues have not heard yet that their host is lost. */
  private final Set<String> unaware = new LinkedHashSet<>();

  /** A person pushes before every landing, and nothing else goes wrong. */
  private final boolean busyPerson;

  private MergeLine line = MergeLine.EMPTY;
  private Step.@Nullable Work working;
  private boolean calm;
  private int arrivals;
  private long clock;

  private MergeScript(long seed, Map<String, Integer> counts) {
    // Scrambled: the first numbers of neighbouring small seeds hardly differ.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.counts = counts;
    busyPerson = random.nextInt(8) == 0;
  }

  /** Runs the seeds and returns the counts; the first broken seed is named in the error. */
  static Map<String, Integer> run(long firstSeed, int seeds) {
    Map<String, Integer> counts = new TreeMap<>();
    MUST_OCCUR.forEach(what -> counts.put(what, 0));
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      try {
        new MergeScript(seed, counts).play();
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
    return counts;
  }

  private void play() {
    for (int i = 0; i < (busyPerson ? BUSY_OPERATIONS : OPERATIONS); i++) {
      clock += random.nextInt(5_000);
      operate();
      if (random.nextInt(3) > 0) {
        decide(random.nextInt(10) > 0);
      }
      if (random.nextInt(12) == 0) {
        continueAsNew();
      }
    }
    drain();
  }

  private void operate() {
    switch (busyPerson && random.nextInt(4) > 0 ? 14 : random.nextInt(15)) {
      case 0, 1, 2 -> arriveNew();
      case 3 -> arriveAgain();
      case 4 -> withdraw();
      case 5 -> personMoves();
      case 6 -> {
        if (oracle.isClosed() && random.nextInt(3) == 0) {
          unheard.add(new News.Reopened("ada"));
        }
      }
      case 7 -> {
        if (random.nextInt(4) == 0) {
          changeHost(one(HOSTS));
        }
      }
      case 8 -> tellAnIssue();
      default -> finishWork();
    }
  }

  /** A host dies, is declared lost, or comes back. */
  private void changeHost(HostId host) {
    if (busyPerson) {
      return;
    }
    if (declared.contains(host)) {
      declared.remove(host);
      dead.remove(host);
      returned.add(host);
    } else if (dead.contains(host) || random.nextInt(3) == 0) {
      declareLost(host);
    } else {
      dead.add(host);
    }
  }

  /** The queue hears of it before the issues do. */
  private void declareLost(HostId host) {
    count("L2 declared lost but alive", !dead.contains(host));
    declared.add(host);
    unheard.add(new News.HostLost(host, "ada"));
    for (MergeRequest request : requests.values()) {
      if (request.host().equals(host) && oracle.answer(request.ticket()) == null) {
        unaware.add(request.ticket());
        count("L2 lost while waiting", oracle.waiting().contains(request.ticket()));
      }
    }
  }

  /** One of those that have not heard does, and takes its request back, once or again. */
  private void tellAnIssue() {
    if (!unaware.isEmpty()) {
      String ticket = one(List.copyOf(unaware));
      if (random.nextInt(4) > 0) {
        unaware.remove(ticket);
      }
      Step.Work work = working;
      count("L2 taken back under a step", work != null && work.ticket().equals(ticket));
      unheard.add(new News.Withdrawn(ticket, "its host was declared lost", true));
    }
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Nobody disturbs the queue any more: it must come to rest with everything answered. */
  private void drain() {
    calm = true;
    unheard.add(new News.Reopened("ada"));
    Set<HostId> silent = new LinkedHashSet<>(dead);
    silent.removeAll(declared);
    silent.forEach(this::declareLost);
    decide(true);
    while (!unaware.isEmpty()) {
      tellAnIssue();
      decide(true);
    }
    for (int i = 0; i < 1_000 && working != null; i++) {
      finishWork();
      decide(true);
    }
    check(working == null, "ML1: the queue never comes to rest");
    count("ML1 drained");
    for (String ticket : requests.keySet()) {
      check(answered.contains(ticket), "ML5: " + ticket + " was never answered");
      count("ML5 every request answered");
    }
    branch.verify();
    count("M3 branch verified");
  }

  private void arriveNew() {
    arrivals++;
    IssueKey key = IssueKey.of(MergeRequests.REPOSITORY, 1 + random.nextInt(8));
    String ticket = key + "/merge/" + arrivals;
    String verdict = null;
    if (random.nextBoolean()) {
      verdict = branch.merge(key).digest();
      green.add(verdict);
    }
    HostId host = one(HOSTS);
    MergeRequest request =
        MergeRequests.request(
            MergeRequests.REPOSITORY, ticket, key, key.workflowId(), host, verdict);
    if (declared.contains(host)) {
      unaware.add(ticket);
      count("L2 sent before its issue heard of the loss");
    }
    if (random.nextInt(30) == 0) {
      unheard.add(new News.Withdrawn(ticket, "taken back", false));
      count("withdrawn before it came");
    }
    requests.put(ticket, request);
    if (oracle.isClosed()) {
      count("arrived at a closed branch");
    }
    unheard.add(arrival(request));
  }

  private void arriveAgain() {
    List<MergeRequest> all = List.copyOf(requests.values());
    if (!all.isEmpty()) {
      MergeRequest request = all.get(random.nextInt(all.size()));
      count("repeated " + state(request.ticket()));
      unheard.add(arrival(request));
    }
  }

  private void withdraw() {
    List<String> tickets = List.copyOf(requests.keySet());
    if (!tickets.isEmpty()) {
      String ticket = tickets.get(random.nextInt(tickets.size()));
      count("withdrawn " + state(ticket));
      unheard.add(new News.Withdrawn(ticket, "taken back", false));
    }
  }

  private String state(String ticket) {
    if (oracle.answer(ticket) != null) {
      return "after the end";
    }
    return oracle.isHead(ticket) ? "while head" : "while waiting";
  }

  private static News arrival(MergeRequest request) {
    return new News.Arrived(
        request.ticket(), request.holder(), request.key(), request.host(), request.verdict());
  }

  private void personMoves() {
    branch.personCommits(random.nextInt(3) == 0 ? "" : "edit " + random.nextInt(4));
  }

  private void finishWork() {
    Step.Work work = working;
    if (work != null && !dead.contains(request(work.ticket()).host())) {
      working = null;
      String ticket = work.ticket();
      unheard.add(
          switch (work) {
            case Step.Rebuild ignored -> rebuild(ticket);
            case Step.Gate gate -> gate(ticket, branch.candidate(gate.candidate()));
            case Step.Land land -> land(ticket, land);
          });
    }
  }

  private News.Result rebuild(String ticket) {
    IssueKey key = request(ticket).key();
    CommitId landed = branch.landingOf(key);
    int chance = calm || busyPerson ? 99 : random.nextInt(100);
    if (chance < 2) {
      return new News.Failed(ticket, "the disk is full");
    }
    if (landed != null) {
      count("M7 earlier landing answered");
      return new News.AlreadyLanded(ticket, landed);
    }
    if (chance < 4) {
      return new News.Refused(ticket, "the branch is checked out");
    }
    if (chance < 12) {
      return new News.Conflicted(ticket, "conflict", Evidence.NONE);
    }
    BranchModel.Commit built = branch.merge(key);
    String digest = random.nextInt(10) == 0 ? null : built.digest();
    return new News.Ready(ticket, branch.tip().id(), built.id(), digest);
  }

  private News.Result gate(String ticket, BranchModel.Commit candidate) {
    int chance = calm || busyPerson ? 0 : random.nextInt(100);
    if (chance < 65) {
      green.add(candidate.digest());
      return new News.Green(ticket);
    }
    if (chance < 75) {
      return new News.Red(ticket, "exit code 1", new Evidence(List.of(), 1, "1 test failed"));
    }
    return chance < 97
        ? new News.NoVerdict(ticket, "timed out", Evidence.NONE)
        : new News.Failed(ticket, "the disk is full");
  }

  private News.Result land(String ticket, Step.Land land) {
    int chance = calm || busyPerson ? 99 : random.nextInt(100);
    if (!calm && (busyPerson || chance < 10)) {
      personMoves();
    }
    BranchModel.Commit candidate = branch.candidate(land.candidate());
    check(land.tip().equals(candidate.parent()), "M4: not built on the tip it is swapped for");
    check(green.contains(candidate.digest()), "M1: lands unchecked: " + candidate);
    if (chance < 12) {
      return new News.Failed(ticket, "crashed before the push");
    }
    if (chance < 14) {
      return new News.Mismatched(ticket, "the tree is another one");
    }
    if (!branch.swap(land.tip(), land.candidate())) {
      count("M4 moved under a landing");
      return new News.Moved(ticket);
    }
    count("M1 landed what was checked");
    count("L2 lands from a host that is back", returned.contains(request(ticket).host()));
    if (chance < 22) {
      count("M7 crash after the push found by rebuild");
      return chance < 18
          ? new News.Failed(ticket, "crashed after the push")
          : new News.Refused(ticket, "could not read the branch after the push");
    }
    return new News.Landed(ticket, land.candidate(), null);
  }

  private void decide(boolean free) {
    Step.Work before = working;
    List<String> expected = new ArrayList<>();
    Map<String, String> wordsBefore = new LinkedHashMap<>(oracle.words());
    List<String> waitingBefore = oracle.waiting();
    unheard.forEach(news -> expected.addAll(oracle.hear(news)));
    if (before != null && oracle.answer(before.ticket()) != null) {
      expected.addFirst("give up " + before.ticket());
      giveUp(before);
    }
    boolean mayWork = free && working == null;
    if (mayWork) {
      expected.addAll(oracle.free());
    }
    Snapshot snapshot =
        new Snapshot(line, unheard, before != null, !free, Instant.EPOCH.plusMillis(clock));
    Decision decision = MergeRules.decide(snapshot);
    unheard.clear();
    line = decision.line();
    List<String> actual = decision.steps().stream().map(MergeScript::describe).toList();
    check(
        actual.equals(expected),
        "after %s\n  the queue does %s\n  but must     %s"
            .formatted(snapshot.news(), actual, expected));
    for (Step step : decision.steps()) {
      if (step instanceof Step.Work work) {
        check(working == null, "M5: a second work step");
        working = work;
        count("M5 one work step at a time");
      } else if (step instanceof Step.TellEnded ended) {
        answered.add(ended.ticket());
        count("ended " + ended.ending().kind());
      }
    }
    observe(snapshot, mayWork, wordsBefore, waitingBefore);
  }

  /** Nobody hears any more what comes of it, and a swap of the branch may have come of it. */
  private void giveUp(Step.Work work) {
    working = null;
    count("L2 lost under a step");
    if (work instanceof Step.Land land
        && random.nextBoolean()
        && branch.swap(land.tip(), land.candidate())) {
      count("L2 given up, and had reached the branch");
    }
  }

  private void observe(
      Snapshot snapshot,
      boolean mayWork,
      Map<String, String> wordsBefore,
      List<String> waitingBefore) {
    oracle
        .words()
        .forEach(
            (ticket, word) -> {
              if (!word.equals(wordsBefore.get(ticket))) {
                count("M1b verdict reused", word.endsWith("V"));
                count("M1b changed tree checked again", word.matches(".*[GV]M.*R"));
                count("M4 sent to the back", word.matches("([^M]*M){5}"));
                count("M4 refused after moves", word.matches("([^M]*M){10}"));
                count("M12 no verdict", word.endsWith("NN"));
              }
            });
    for (News news : snapshot.news()) {
      if (news instanceof News.Withdrawn withdrawn && waitingBefore.contains(withdrawn.ticket())) {
        List<String> others = new ArrayList<>(waitingBefore);
        others.removeIf(ticket -> oracle.answer(ticket) != null || oracle.isHead(ticket));
        List<String> now = new ArrayList<>(line.waiting().stream().map(w -> w.ticket()).toList());
        now.retainAll(others);
        if (snapshot.news().stream().noneMatch(News.Moved.class::isInstance)) {
          check(now.equals(others), "ML2: a withdrawal reordered " + others + " to " + now);
          count("ML2 withdrawal disturbs only itself");
        }
      }
    }
    Head head = line.head();
    if (head != null && !waitingBefore.isEmpty() && mayWork) {
      boolean culprit =
          snapshot.news().stream()
              .anyMatch(
                  news ->
                      news instanceof News.Red
                          || news instanceof News.Conflicted
                          || news instanceof News.Refused);
      count(
          "M10 next keeps its place",
          culprit && head.item().ticket().equals(waitingBefore.getFirst()));
    }
  }

  private static String describe(Step step) {
    return switch (step) {
      case Step.Rebuild rebuild -> "rebuild " + rebuild.ticket();
      case Step.Gate gate -> "gate " + gate.ticket() + " " + gate.candidate();
      case Step.Land land -> "land " + land.ticket() + " " + land.tip() + " " + land.candidate();
      case Step.GiveUp givenUp -> "give up " + givenUp.ticket();
      case Step.TellStarted started -> "started " + started.ticket() + " to " + started.holder();
      case Step.TellEnded ended -> {
        Ending ending = ended.ending();
        String commit = ending.commit() == null ? "" : " " + ending.commit();
        yield ending.kind() + " " + ending.ticket() + commit + " to " + ended.holder();
      }
    };
  }

  private void continueAsNew() {
    MergeQueueState first = MergeQueueState.initial(MergeRequests.REPOSITORY);
    MergeQueueState written = MergeRecords.state(first, "agent/main", line, requests, List.of());
    MergeQueueState read =
        JSON.fromPayload(
            JSON.toPayload(written).orElseThrow(), MergeQueueState.class, MergeQueueState.class);
    check(read.equals(written), "the state does not survive JSON");
    MergeLine next = MergeRecords.line(read);
    check(next.equals(line), "the next run has another line");
    line = next;
    Head head = line.head();
    count("L2 continue-as-new between a loss and its withdrawal", !unaware.isEmpty());
    count("continue-as-new " + (head == null ? "at rest" : "before " + head.stage()));
  }

  private MergeRequest request(String ticket) {
    MergeRequest request = requests.get(ticket);
    if (request == null) {
      throw new AssertionError("nobody asked for " + ticket);
    }
    return request;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void count(String what, boolean seen) {
    counts.merge(what, seen ? 1 : 0, Integer::sum);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Returns the counted lines that never occurred. */
  static List<String> missing(Map<String, Integer> counts) {
    List<String> missing = new ArrayList<>(MUST_OCCUR);
    missing.removeIf(what -> counts.getOrDefault(what, 0) > 0);
    Collections.sort(missing);
    return missing;
  }
}
