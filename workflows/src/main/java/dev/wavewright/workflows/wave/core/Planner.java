package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.wave.core.Planning.Alternative;
import dev.wavewright.workflows.wave.core.Planning.HeldOutside;
import dev.wavewright.workflows.wave.core.Planning.PlannedLine;
import dev.wavewright.workflows.wave.core.PlanningFacts.Issue;
import dev.wavewright.workflows.wave.core.PlanningFacts.Landing;
import dev.wavewright.workflows.wave.core.PlanningFacts.Owner;
import dev.wavewright.workflows.wave.core.PlanningFacts.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a wave's plan, or finds every reason against one. */
public final class Planner {
  /** What an issue is taken to need before any was measured; only ratios matter to the order. */
  public static final Duration UNMEASURED = Duration.ofMinutes(10);

  private static final List<Integer> ALTERNATIVES = List.of(1, 2, 4);

  private static final Comparator<PlannedLine> LINES =
      Comparator.comparingInt(PlannedLine::layer).thenComparing(PlannedLine::key);

  private final PlanningFacts facts;
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<IssueKey> alreadyLanded = new ArrayList<>();
  private final List<Planning.Warning> warnings = new ArrayList<>();
  private final Map<IssueKey, Landing> landings = new LinkedHashMap<>();
  private final Map<IssueKey, Issue> tracker = new LinkedHashMap<>();

  private Planner(PlanningFacts facts) {
    this.facts = facts;
  }

  /** Returns a plan or all refusals; the same facts in another order give the same answer. */
  public static Planning plan(PlanningFacts facts) {
    return new Planner(facts).plan();
  }

  private Planning plan() {
    facts.objections().forEach(each -> refusals.add(new Refusal.Objection(each)));
    facts.landings().forEach(landing -> landings.putIfAbsent(landing.key(), landing));
    indexTracker();
    SortedMap<IssueKey, Issue> chosen = choose();
    refuseForeign(chosen);
    Map<IssueKey, List<IssueKey>> edges = new TreeMap<>();
    Map<IssueKey, List<LandedDependency>> landed = new TreeMap<>();
    Map<IssueKey, IssueKey> heldBy = new TreeMap<>();
    List<HeldOutside> held = new ArrayList<>();
    for (Issue issue : chosen.values()) {
      List<IssueKey> inside = new ArrayList<>();
      List<LandedDependency> before = new ArrayList<>();
      for (IssueKey dependency : new LinkedHashSet<>(issue.dependsOn())) {
        Landing landing = landings.get(dependency);
        Issue known = tracker.get(dependency);
        if (dependency.equals(issue.key())) {
          refusals.add(new Refusal.SelfDependency(issue.key(), issue.source()));
        } else if (landing != null) {
          before.add(landedDependency(landing, known));
        } else if (chosen.containsKey(dependency)) {
          inside.add(dependency);
        } else if (known == null) {
          refusals.add(new Refusal.UnknownReference(issue.key(), issue.source(), dependency));
        } else if (!known.completed()) {
          heldBy.putIfAbsent(issue.key(), dependency);
          held.add(new HeldOutside(issue.key(), dependency));
        }
      }
      edges.put(issue.key(), inside);
      landed.put(issue.key(), before);
    }
    Cycles.find(edges).forEach(members -> refusals.add(new Refusal.Cycle(members)));
    if (!facts.allowHeld()) {
      held.forEach(each -> refusals.add(new Refusal.HeldNotAllowed(each)));
    }
    if (!refusals.isEmpty()) {
      return new Planning.Refused(refusals, alreadyLanded);
    }
    warnings.addAll(held);
    return planned(lines(chosen, edges, landed, heldBy));
  }

  private void indexTracker() {
    Map<IssueKey, List<String>> sources = new TreeMap<>();
    for (Issue issue : facts.issues()) {
      tracker.putIfAbsent(issue.key(), issue);
      sources.computeIfAbsent(issue.key(), key -> new ArrayList<>()).add(issue.source());
    }
    sources.forEach(
        (key, found) -> {
          if (found.size() > 1) {
            refusals.add(new Refusal.DuplicateNumber(key, found.stream().sorted().toList()));
          }
        });
  }

  private SortedMap<IssueKey, Issue> choose() {
    SortedMap<IssueKey, Issue> chosen = new TreeMap<>();
    Selection selection = facts.selection();
    boolean asked =
        selection.all()
            || !selection.keys().isEmpty()
            || selection.milestone() != null
            || selection.label() != null;
    Set<IssueKey> done = new LinkedHashSet<>();
    List<Refusal> leftOut = new ArrayList<>();
    for (IssueKey key : candidates(asked)) {
      Issue issue = tracker.get(key);
      if (landings.containsKey(key)) {
        done.add(key);
      } else if (issue == null) {
        refusals.add(new Refusal.UnknownIssue(key));
      } else if (!issue.open()) {
        refusals.add(new Refusal.ClosedIssue(key, issue.source()));
      } else if (issue.distrust() != null && selection.keys().isEmpty()) {
        warnings.add(new Planning.LeftOut(key, issue.distrust()));
        leftOut.add(new Refusal.Distrusted(key, issue.source(), issue.distrust()));
      } else if (issue.distrust() != null) {
        refusals.add(new Refusal.Distrusted(key, issue.source(), issue.distrust()));
      } else {
        chosen.put(key, issue);
      }
    }
    alreadyLanded.addAll(done.stream().sorted().toList());
    if (chosen.isEmpty() && refusals.isEmpty()) {
      refusals.addAll(leftOut);
    }
    if (chosen.isEmpty() && refusals.isEmpty()) {
      refusals.add(
          alreadyLanded.isEmpty() ? new Refusal.NothingChosen(asked) : new Refusal.NothingLeft());
    }
    return chosen;
  }

  private List<IssueKey> candidates(boolean asked) {
    Selection selection = facts.selection();
    if (!asked) {
      return List.of();
    }
    if (!selection.keys().isEmpty()) {
      return selection.keys().stream().distinct().sorted().toList();
    }
    return tracker.values().stream()
        .filter(issue -> issue.open() || landings.containsKey(issue.key()))
        .filter(issue -> matches(selection.milestone(), issue.milestone()))
        .filter(issue -> selection.label() == null || issue.labels().contains(selection.label()))
        .map(Issue::key)
        .sorted()
        .toList();
  }

  private static boolean matches(@Nullable String wanted, @Nullable String actual) {
    return wanted == null || wanted.equals(actual);
  }

  private void refuseForeign(SortedMap<IssueKey, Issue> chosen) {
    ProjectSettings project = facts.project();
    for (Issue issue : chosen.values()) {
      RepositoryName repository = repositoryOf(issue.key());
      if (project.repository(repository).isEmpty()) {
        List<RepositoryName> known =
            project.repositories().stream().map(RepositorySettings::name).toList();
        refusals.add(new Refusal.UnknownRepository(issue.key(), issue.source(), repository, known));
      }
    }
    facts.owners().stream()
        .filter(owner -> chosen.containsKey(owner.key()))
        .sorted(Comparator.comparing(Owner::key).thenComparing(Owner::wave))
        .forEach(owner -> refusals.add(new Refusal.OwnedByLiveWave(owner.key(), owner.wave())));
  }

  private static RepositoryName repositoryOf(IssueKey key) {
    return key.repository()
        .orElseThrow(() -> new IllegalArgumentException("a tracker has no tasks: " + key));
  }

  private static LandedDependency landedDependency(Landing landing, @Nullable Issue known) {
    String title = known == null ? landing.key().value() : known.title();
    return new LandedDependency(landing.key(), landing.repository(), landing.commit(), title);
  }

  private List<PlannedLine> lines(
      SortedMap<IssueKey, Issue> chosen,
      Map<IssueKey, List<IssueKey>> edges,
      Map<IssueKey, List<LandedDependency>> landed,
      Map<IssueKey, IssueKey> heldBy) {
    Map<IssueKey, Integer> layers = new TreeMap<>();
    List<PlannedLine> lines = new ArrayList<>();
    for (Issue issue : chosen.values()) {
      lines.add(
          new PlannedLine(
              issue.key(),
              issue.title(),
              issue.digest(),
              repositoryOf(issue.key()),
              priority(issue),
              facts.project().defaultAgent().name(),
              edges.getOrDefault(issue.key(), List.of()),
              landed.getOrDefault(issue.key(), List.of()),
              heldBy.get(issue.key()),
              layer(issue.key(), edges, layers),
              UNMEASURED));
    }
    lines.sort(LINES);
    return lines;
  }

  private static int layer(
      IssueKey key, Map<IssueKey, List<IssueKey>> edges, Map<IssueKey, Integer> known) {
    Integer found = known.get(key);
    if (found != null) {
      return found;
    }
    int layer = 1;
    for (IssueKey dependency : edges.getOrDefault(key, List.of())) {
      layer = Math.max(layer, 1 + layer(dependency, edges, known));
    }
    known.put(key, layer);
    return layer;
  }

  private Priority priority(Issue issue) {
    return facts.project().priorityLabels().stream()
        .filter(candidate -> issue.labels().contains(candidate.label()))
        .map(ProjectSettings.PriorityLabel::priority)
        .findFirst()
        .orElse(Priority.DEFAULT);
  }

  private Planning planned(List<PlannedLine> lines) {
    List<Ranking.Node> nodes = startable(lines);
    ProjectSettings project = facts.project();
    int cap = project.effectiveInFlight();
    Map<RepositoryName, Integer> configured = new TreeMap<>();
    project.repositories().forEach(each -> configured.put(each.name(), each.parallel()));
    List<Alternative> whatIf = new ArrayList<>();
    for (int parallel : ALTERNATIVES) {
      Map<RepositoryName, Integer> changed = new TreeMap<>();
      configured.keySet().forEach(name -> changed.put(name, parallel));
      whatIf.add(new Alternative(parallel, Makespan.simulate(nodes, cap, changed).makespan()));
    }
    return new Planning.Planned(
        lines,
        warnings,
        alreadyLanded,
        Makespan.simulate(nodes, 1, configured).order(),
        Makespan.simulate(nodes, cap, configured).makespan(),
        whatIf);
  }

  private static List<Ranking.Node> startable(List<PlannedLine> lines) {
    Set<IssueKey> startable = new LinkedHashSet<>();
    List<Ranking.Node> nodes = new ArrayList<>();
    for (PlannedLine line : lines) {
      if (line.heldBy() == null && startable.containsAll(line.dependsOn())) {
        startable.add(line.key());
        nodes.add(
            new Ranking.Node(
                line.key(), line.repository(), line.priority(), line.dependsOn(), line.expected()));
      }
    }
    return nodes;
  }
}
