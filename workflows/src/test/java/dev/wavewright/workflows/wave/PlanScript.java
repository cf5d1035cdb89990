package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.commit;
import static dev.wavewright.workflows.wave.Projects.key;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.wave.core.Planner;
import dev.wavewright.workflows.wave.core.Planning;
import dev.wavewright.workflows.wave.core.Planning.PlannedLine;
import dev.wavewright.workflows.wave.core.PlanningFacts;
import dev.wavewright.workflows.wave.core.PlanningFacts.Issue;
import dev.wavewright.workflows.wave.core.PlanningFacts.Landing;
import dev.wavewright.workflows.wave.core.PlanningFacts.Owner;
import dev.wavewright.workflows.wave.core.PlanningFacts.Selection;
import dev.wavewright.workflows.wave.core.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans random trackers and compares with what a naive reading of the rules says. */
final class PlanScript {
  private static final String[] RULES = {
    "W1 cycle refused",
    "W1 self-dependency refused",
    "W1 unknown reference refused",
    "W1 outside dependency held",
    "W1 held refused without leave",
    "W1 outside dependency closed as completed",
    "W1 landed dependency handed over",
    "W7 landed issue left out",
    "a stranger's issue left out",
    "a stranger's issue refused",
    "objection of the tracker refused",
    "duplicate number refused",
    "unknown repository refused",
    "owned issue refused",
    "unknown issue refused",
    "closed issue refused",
    "nothing chosen refused",
    "nothing left refused",
    "priority by label",
    "planned",
    "same plan from shuffled facts"
  };

  private final Random random;
  private final Tally tally;
  private final ProjectSettings project = Projects.project(0, List.of(1, 2, 1));

  private PlanScript(long seed, Tally tally) {
    this.random = new Random(seed);
    this.tally = tally;
  }

  /** Runs the seeds and returns how often each rule was tried. */
  static Map<String, Integer> run(long first, int seeds) {
    Tally tally = new Tally(RULES);
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        new PlanScript(seed, tally).once();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("plan script, seed " + seed + ": " + e.getMessage(), e);
      }
    }
    return tally.counts();
  }

  private void once() {
    PlanningFacts facts = facts();
    Planning planning = Planner.plan(facts);
    Expected expected = new Expected(facts);
    check(planning.alreadyLanded().equals(List.copyOf(expected.landedChosen)), "already landed");
    expected.landedChosen.forEach(key -> tally.count("W7 landed issue left out"));
    switch (planning) {
      case Planning.Refused refused -> checkRefusals(refused, expected);
      case Planning.Planned planned -> checkPlan(planned, expected);
    }
    List<Issue> shuffled = new ArrayList<>(facts.issues());
    Collections.shuffle(shuffled, random);
    if (expected.duplicates.isEmpty()) {
      tally.count("same plan from shuffled facts");
      PlanningFacts again =
          new PlanningFacts(
              project,
              shuffled,
              facts.landings(),
              facts.owners(),
              facts.selection(),
              facts.allowHeld(),
              facts.objections());
      check(Planner.plan(again).equals(planning), "another plan from shuffled facts");
    }
  }

  private PlanningFacts facts() {
    int count = 1 + random.nextInt(10);
    boolean wild = random.nextInt(3) == 0;
    List<IssueKey> keys = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      boolean foreign = random.nextInt(60) == 0;
      keys.add(key(foreign ? 7 : random.nextInt(3), 1 + at));
    }
    List<Issue> issues = new ArrayList<>();
    List<Landing> landings = new ArrayList<>();
    List<Owner> owners = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      List<IssueKey> dependsOn = new ArrayList<>();
      for (int edge = random.nextInt(3); edge > 0; edge--) {
        if (random.nextInt(50) == 0) {
          dependsOn.add(key(random.nextInt(3), 90));
        } else if (random.nextInt(60) == 0) {
          dependsOn.add(keys.get(at));
        } else if (wild) {
          dependsOn.add(keys.get(random.nextInt(count)));
        } else if (at > 0) {
          dependsOn.add(keys.get(random.nextInt(at)));
        }
      }
      boolean open = random.nextInt(8) > 0;
      List<String> labels = new ArrayList<>();
      for (String label : List.of("ui", "sev2", "sev1")) {
        if (random.nextInt(3) == 0) {
          labels.add(label);
        }
      }
      issues.add(
          new Issue(
              keys.get(at),
              "title " + at,
              at + ".md",
              "digest" + at,
              labels,
              random.nextBoolean() ? "m1" : null,
              open,
              !open && random.nextBoolean(),
              dependsOn,
              random.nextInt(30) == 0 ? "a stranger wrote it" : null));
      if (random.nextInt(7) == 0) {
        landings.add(
            new Landing(keys.get(at), keys.get(at).repository().orElseThrow(), commit(at)));
      }
      if (random.nextInt(60) == 0) {
        owners.add(new Owner(keys.get(at), "wave/shop/other"));
      }
    }
    if (random.nextInt(25) == 0) {
      issues.add(issues.get(random.nextInt(issues.size())));
    }
    return new PlanningFacts(
        project,
        issues,
        landings,
        owners,
        selection(keys),
        random.nextBoolean(),
        random.nextInt(60) == 0 ? List.of("a page could not be read") : List.of());
  }

  private Selection selection(List<IssueKey> keys) {
    return switch (random.nextInt(6)) {
      case 0 -> new Selection(List.of(), "m1", null, false);
      case 1 -> new Selection(List.of(), null, "ui", false);
      case 2 -> new Selection(List.of(), null, null, random.nextInt(10) > 0);
      case 3 -> {
        List<IssueKey> some = new ArrayList<>();
        keys.forEach(
            key -> {
              if (random.nextInt(3) > 0) {
                some.add(key);
              }
            });
        if (random.nextInt(8) == 0) {
          some.add(key(0, 91));
        }
        yield new Selection(some, null, null, false);
      }
      default -> new Selection(List.of(), null, null, true);
    };
  }

  private void checkRefusals(Planning.Refused refused, Expected expected) {
    Set<String> others = new TreeSet<>();
    Set<IssueKey> cycling = new TreeSet<>();
    for (Refusal refusal : refused.refusals()) {
      check(refusal.explain().length() > 10, "no explanation");
      if (refusal instanceof Refusal.Cycle cycle) {
        checkCycle(cycle.members(), expected);
        cycling.addAll(cycle.members());
        tally.count("W1 cycle refused");
      } else {
        others.add(name(refusal));
      }
    }
    check(others.equals(expected.refusals), others + " refused, not " + expected.refusals);
    for (IssueKey key : expected.chosen.keySet()) {
      if (expected.reaches(key, key)) {
        check(
            cycling.stream()
                .anyMatch(
                    member ->
                        member.equals(key)
                            || (expected.reaches(key, member) && expected.reaches(member, key))),
            "the cycle through " + key + " is not named");
      }
    }
    check(!others.isEmpty() || !cycling.isEmpty(), "refused without a reason");
  }

  private void checkCycle(List<IssueKey> members, Expected expected) {
    check(new LinkedHashSet<>(members).size() == members.size(), "a member twice");
    check(members.getFirst().equals(Collections.min(members)), "not from the smallest");
    for (int at = 0; at < members.size(); at++) {
      IssueKey next = members.get((at + 1) % members.size());
      check(
          expected.edges(members.get(at)).contains(next),
          members.get(at) + " does not depend on " + next);
    }
  }

  private String name(Refusal refusal) {
    String rule =
        switch (refusal) {
          case Refusal.NothingChosen nothing -> "nothing chosen";
          case Refusal.NothingLeft nothing -> "nothing left";
          case Refusal.UnknownIssue unknown -> "unknown issue";
          case Refusal.ClosedIssue closed -> "closed issue";
          case Refusal.DuplicateNumber duplicate -> "duplicate number";
          case Refusal.UnknownRepository unknown -> "unknown repository";
          case Refusal.SelfDependency self -> "W1 self-dependency";
          case Refusal.UnknownReference unknown -> "W1 unknown reference";
          case Refusal.Cycle cycle -> "W1 cycle";
          case Refusal.OwnedByLiveWave owned -> "owned issue";
          case Refusal.HeldNotAllowed held -> "held";
          case Refusal.Distrusted distrusted -> "a stranger's issue";
          case Refusal.Objection objection -> "objection of the tracker";
        };
    tally.count(rule.equals("held") ? "W1 held refused without leave" : rule + " refused");
    return switch (refusal) {
      case Refusal.NothingChosen nothing -> rule;
      case Refusal.NothingLeft nothing -> rule;
      case Refusal.UnknownIssue unknown -> rule + " " + unknown.key();
      case Refusal.ClosedIssue closed -> rule + " " + closed.key();
      case Refusal.DuplicateNumber duplicate -> rule + " " + duplicate.key();
      case Refusal.UnknownRepository unknown -> rule + " " + unknown.key();
      case Refusal.SelfDependency self -> rule + " " + self.key();
      case Refusal.UnknownReference unknown -> rule + " " + unknown.key() + unknown.reference();
      case Refusal.Cycle cycle -> rule;
      case Refusal.OwnedByLiveWave owned -> rule + " " + owned.key();
      case Refusal.HeldNotAllowed held -> rule + " " + held.held().key() + held.held().dependency();
      case Refusal.Distrusted distrusted -> rule + " " + distrusted.key();
      case Refusal.Objection objection -> rule + " " + objection.sentence();
    };
  }

  private void checkPlan(Planning.Planned planned, Expected expected) {
    tally.count("planned");
    check(expected.refusals.isEmpty(), "planned in spite of " + expected.refusals);
    Map<IssueKey, PlannedLine> lines = new LinkedHashMap<>();
    Set<IssueKey> earlier = new LinkedHashSet<>();
    for (PlannedLine line : planned.issues()) {
      lines.put(line.key(), line);
      check(earlier.containsAll(line.dependsOn()), line.key() + " before its dependencies");
      earlier.add(line.key());
    }
    check(lines.keySet().equals(expected.chosen.keySet()), "other issues planned than chosen");
    for (PlannedLine line : planned.issues()) {
      IssueKey key = line.key();
      check(!expected.reaches(key, key), "a cycle was planned");
      check(Set.copyOf(line.dependsOn()).equals(expected.edges(key)), "edges of " + key);
      check(line.layer() == expected.longestPath(key), "layer of " + key);
      Set<IssueKey> handed = new TreeSet<>();
      line.landed().stream().map(LandedDependency::key).forEach(handed::add);
      handed.forEach(dependency -> tally.count("W1 landed dependency handed over"));
      check(handed.equals(expected.handedOver(key)), "landed dependencies of " + key);
      Set<IssueKey> outside = expected.outside(key);
      check((line.heldBy() == null) == outside.isEmpty(), "held " + key);
      check(line.heldBy() == null || outside.contains(line.heldBy()), "held by " + line.heldBy());
      outside.forEach(dependency -> tally.count("W1 outside dependency held"));
      expected
          .completedOutside(key)
          .forEach(dependency -> tally.count("W1 outside dependency closed as completed"));
      List<String> labels = Objects.requireNonNull(expected.chosen.get(key)).labels();
      int level = labels.contains("sev1") ? 0 : labels.contains("sev2") ? 1 : 2;
      check(line.priority().level() == level, "priority of " + key);
      if (level != 2) {
        tally.count("priority by label");
      }
    }
    Set<IssueKey> leftOut = new TreeSet<>();
    int held = 0;
    for (Planning.Warning warning : planned.warnings()) {
      switch (warning) {
        case Planning.LeftOut stranger -> leftOut.add(stranger.key());
        case Planning.HeldOutside outside -> held++;
      }
    }
    leftOut.forEach(key -> tally.count("a stranger's issue left out"));
    check(leftOut.equals(expected.strangers), leftOut + " left out, not " + expected.strangers);
    check(
        held == lines.keySet().stream().mapToInt(key -> expected.outside(key).size()).sum(),
        "a warning for each outside dependency");
    Set<IssueKey> startable = new TreeSet<>(lines.keySet());
    startable.removeIf(
        key ->
            lines.keySet().stream()
                .anyMatch(
                    other ->
                        !expected.outside(other).isEmpty()
                            && (other.equals(key) || expected.reaches(key, other))));
    check(startable.equals(new TreeSet<>(planned.order())), "order is not of the startable issues");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** The rules read naively: closures by exhaustion, paths by trying them all. */
  private static final class Expected {
    private final PlanningFacts facts;
    final Map<IssueKey, Issue> chosen = new LinkedHashMap<>();
    final Set<IssueKey> landedChosen = new TreeSet<>();
    final Set<IssueKey> duplicates = new TreeSet<>();
    final Set<IssueKey> strangers = new TreeSet<>();
    final Set<String> refusals = new TreeSet<>();

    Expected(PlanningFacts facts) {
      this.facts = facts;
      facts.objections().forEach(each -> refusals.add("objection of the tracker " + each));
      choose();
      for (Issue issue : chosen.values()) {
        if (issue.dependsOn().contains(issue.key())) {
          refusals.add("W1 self-dependency " + issue.key());
        }
        for (IssueKey dependency : issue.dependsOn()) {
          if (tracked(dependency) == null && !landed(dependency)) {
            refusals.add("W1 unknown reference " + issue.key() + dependency);
          }
        }
        if (facts.project().repository(issue.key().repository().orElseThrow()).isEmpty()) {
          refusals.add("unknown repository " + issue.key());
        }
        if (facts.owners().stream().anyMatch(owner -> owner.key().equals(issue.key()))) {
          refusals.add("owned issue " + issue.key());
        }
        if (!facts.allowHeld()) {
          outside(issue.key()).forEach(other -> refusals.add("held " + issue.key() + other));
        }
      }
    }

    private void choose() {
      for (Issue issue : facts.issues()) {
        if (facts.issues().stream().filter(other -> other.key().equals(issue.key())).count() > 1) {
          duplicates.add(issue.key());
          refusals.add("duplicate number " + issue.key());
        }
      }
      Selection wanted = facts.selection();
      if (!wanted.keys().isEmpty()) {
        for (IssueKey key : wanted.keys()) {
          Issue issue = tracked(key);
          if (landed(key)) {
            landedChosen.add(key);
          } else if (issue == null) {
            refusals.add("unknown issue " + key);
          } else if (!issue.open()) {
            refusals.add("closed issue " + key);
          } else if (issue.distrust() != null) {
            refusals.add("a stranger's issue " + key);
          } else {
            chosen.put(key, issue);
          }
        }
      } else if (wanted.all() || wanted.milestone() != null || wanted.label() != null) {
        for (Issue issue : facts.issues()) {
          boolean meant =
              (wanted.milestone() == null || wanted.milestone().equals(issue.milestone()))
                  && (wanted.label() == null || issue.labels().contains(wanted.label()));
          if (meant && landed(issue.key())) {
            landedChosen.add(issue.key());
          } else if (meant && issue.open() && issue.distrust() != null) {
            strangers.add(issue.key());
          } else if (meant && issue.open()) {
            chosen.put(issue.key(), issue);
          }
        }
      }
      if (chosen.isEmpty() && refusals.isEmpty()) {
        strangers.forEach(key -> refusals.add("a stranger's issue " + key));
      }
      if (chosen.isEmpty() && refusals.isEmpty()) {
        refusals.add(landedChosen.isEmpty() ? "nothing chosen" : "nothing left");
      }
    }

    private @Nullable Issue tracked(IssueKey key) {
      return facts.issues().stream()
          .filter(issue -> issue.key().equals(key))
          .findFirst()
          .orElse(null);
    }

    private boolean landed(IssueKey key) {
      return facts.landings().stream().anyMatch(landing -> landing.key().equals(key));
    }

    private List<IssueKey> declared(IssueKey key) {
      Issue issue = chosen.get(key);
      return issue == null ? List.of() : issue.dependsOn();
    }

    Set<IssueKey> edges(IssueKey key) {
      Set<IssueKey> edges = new TreeSet<>(declared(key));
      edges.removeIf(other -> !chosen.containsKey(other) || other.equals(key));
      return edges;
    }

    Set<IssueKey> handedOver(IssueKey key) {
      Set<IssueKey> handed = new TreeSet<>(declared(key));
      handed.removeIf(other -> !landed(other));
      return handed;
    }

    Set<IssueKey> outside(IssueKey key) {
      Set<IssueKey> outside = new TreeSet<>(declared(key));
      outside.removeIf(
          other -> {
            Issue issue = tracked(other);
            return issue == null
                || issue.completed()
                || landed(other)
                || chosen.containsKey(other)
                || other.equals(key);
          });
      return outside;
    }

    Set<IssueKey> completedOutside(IssueKey key) {
      Set<IssueKey> outside = new TreeSet<>(declared(key));
      outside.removeIf(
          other -> {
            Issue issue = tracked(other);
            return issue == null || !issue.completed() || landed(other);
          });
      return outside;
    }

    boolean reaches(IssueKey from, IssueKey to) {
      Set<IssueKey> reached = new TreeSet<>(edges(from));
      boolean grew = true;
      while (grew) {
        Set<IssueKey> more = new TreeSet<>();
        reached.forEach(key -> more.addAll(edges(key)));
        grew = reached.addAll(more);
      }
      return reached.contains(to);
    }

    int longestPath(IssueKey key) {
      int longest = 0;
      for (IssueKey dependency : edges(key)) {
        longest = Math.max(longest, longestPath(dependency));
      }
      return 1 + longest;
    }
  }
}
