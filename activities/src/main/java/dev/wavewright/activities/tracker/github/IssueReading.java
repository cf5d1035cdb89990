package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One reading: what is wanted, what each of it depends on, and what those are.
 *
 * <p>A reference to something that is no issue here is a warning with the reason; the planner
 * refuses it, unless it landed.
 */
final class IssueReading {
  /** A payload of Temporal holds 2 MiB; the plan repeats some of this. */
  private static final int MOST_CHARACTERS = 1_400_000;

  private static final int MOST_REFERENCES = 200;

  private final GitHubTransport transport;
  private final List<RepositoryName> repositories;
  private final Wanted wanted;
  private final RepositorySpelling spelling;
  private final GitHubLibrary library;
  private final TrustGate trust;
  private final IssueLookup lookup;
  private final Map<IssueKey, ReadIssue> known = new TreeMap<>();
  private final Map<IssueKey, TrackedIssue> tracked = new TreeMap<>();
  private final Deque<IssueKey> chosen = new ArrayDeque<>();
  private final List<String> refusals = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<IssueKey> missing = new TreeSet<>();

  IssueReading(
      GitHubTransport transport,
      GitHubSettings settings,
      List<RepositoryName> repositories,
      Wanted wanted) {
    this.transport = transport;
    this.repositories = repositories;
    this.wanted = wanted;
    this.spelling = new RepositorySpelling(repositories);
    this.library = new GitHubLibrary(transport);
    this.trust = new TrustGate(transport, library, settings.trust());
    this.lookup = new IssueLookup(transport);
  }

  TrackerReading read() {
    if (wanted.keys().isEmpty()) {
      list();
    } else {
      lookUpWanted();
    }
    IssueEdges edges = new IssueEdges(transport, spelling, this::meet, warnings::add);
    while (!chosen.isEmpty()) {
      ReadIssue issue = known.get(chosen.poll());
      if (issue != null && !tracked.containsKey(issue.key())) {
        track(issue, edges);
      }
    }
    known.values().forEach(this::trackOther);
    List<TrackedIssue> issues = List.copyOf(tracked.values());
    long characters = issues.stream().mapToLong(IssueReading::size).sum();
    if (characters > MOST_CHARACTERS) {
      return new TrackerReading(
          List.of(),
          List.of(
              "these are "
                  + issues.size()
                  + " issues, more than one plan can hold: narrow the selection with --milestone,"
                  + " --label or --issues"),
          List.of(),
          transport.requests());
    }
    return new TrackerReading(issues, refusals, warnings, transport.requests());
  }

  private void list() {
    boolean found = false;
    for (RepositoryName repository : repositories) {
      try {
        found |= list(repository);
      } catch (GitHubProblem e) {
        throw ofRepository(repository, e);
      }
    }
    if (!found && wanted.milestone() != null) {
      refusals.add(noMilestone(wanted.milestone()));
    }
  }

  /**
   * A small repository is read in one page, and its issues tell their milestone themselves; only
   * for a large one is the milestone's number worth a request.
   *
   * @return whether any issue is wanted
   */
  private boolean list(RepositoryName repository) {
    int before = chosen.size();
    IssueListing listing = new IssueListing(transport, repository, this::take);
    String milestone = wanted.milestone();
    if (milestone == null) {
      listing.readAll(null, wanted.label());
    } else if (!listing.readFirst(wanted.label())) {
      Long number = library.milestones(repository).get(milestone);
      if (number != null) {
        listing.readAll(number, wanted.label());
      }
    }
    return chosen.size() > before;
  }

  private void take(JsonNode json) {
    Optional<ReadIssue> read = ReadIssue.of(json, spelling);
    if (read.isEmpty()) {
      throw transport.passing("GitHub listed something else than an issue");
    }
    // What is not wanted is not kept: a repository may have tens of thousands.
    if (isWanted(read.get())) {
      known.put(read.get().key(), read.get());
      chosen.add(read.get().key());
    }
  }

  private boolean isWanted(ReadIssue issue) {
    if (!issue.open() || issue.pullRequest() || !spelling.isOfProject(issue.key())) {
      return false;
    }
    if (!wanted.keys().isEmpty()) {
      return wanted.keys().contains(issue.key());
    }
    boolean some = wanted.milestone() != null || wanted.label() != null || wanted.all();
    return some
        && (wanted.milestone() == null || wanted.milestone().equals(issue.milestone()))
        && (wanted.label() == null || issue.labels().contains(wanted.label()));
  }

  private void lookUpWanted() {
    for (IssueKey key : wanted.keys()) {
      IssueLookup.Found found = lookup.find(key);
      Optional<ReadIssue> read = found.json().flatMap(json -> ReadIssue.of(json, spelling));
      if (read.isPresent()) {
        meetAs(key, read.get());
        chosen.add(key);
      } else {
        warnings.add(key + " " + found.why());
      }
    }
  }

  /** Keeps an issue under the key it was asked for by, whatever case GitHub spells it in. */
  private void meetAs(IssueKey key, ReadIssue read) {
    known.put(
        key,
        new ReadIssue(
            key,
            read.title(),
            read.url(),
            read.digest(),
            read.labels(),
            read.milestone(),
            read.open(),
            read.completed(),
            read.pullRequest(),
            read.textEdges(),
            read.author(),
            read.ownedByAuthor(),
            read.blockers(),
            read.children(),
            read.faults()));
  }

  /** An issue that came along may itself be wanted: it changed since its repository was listed. */
  private void meet(ReadIssue issue) {
    if (known.putIfAbsent(issue.key(), issue) == null && isWanted(issue)) {
      chosen.add(issue.key());
    }
  }

  private void track(ReadIssue issue, IssueEdges edges) {
    String distrust = issue.open() ? trust(issue) : null;
    if (distrust != null || !issue.open()) {
      track(issue, List.of(), distrust);
      return;
    }
    issue.faults().forEach(fault -> refusals.add(issue.key() + " (" + issue.url() + "): " + fault));
    List<IssueKey> dependencies = edges.of(issue);
    if (dependencies.size() > MOST_REFERENCES) {
      refusals.add(
          issue.key()
              + " ("
              + issue.url()
              + ") depends on "
              + dependencies.size()
              + " issues, more than "
              + MOST_REFERENCES
              + ": shorten the list");
      dependencies = List.of();
    }
    for (IssueKey dependency : dependencies) {
      resolve(issue, dependency);
    }
    track(issue, dependencies, null);
  }

  private @Nullable String trust(ReadIssue issue) {
    if (!spelling.isOfProject(issue.key())) {
      return "its repository is none of this project";
    }
    return trust.distrust(issue);
  }

  private void resolve(ReadIssue issue, IssueKey dependency) {
    ReadIssue there = known.get(dependency);
    if (there == null && !missing.contains(dependency)) {
      IssueLookup.Found found = lookup.find(dependency);
      there = found.json().flatMap(json -> ReadIssue.of(json, spelling)).orElse(null);
      if (there == null) {
        missing.add(dependency);
        warnings.add(
            issue.key()
                + " ("
                + issue.url()
                + ") depends on "
                + dependency
                + ", which "
                + found.why());
        return;
      }
      meetAs(dependency, there);
      if (isWanted(there)) {
        chosen.add(dependency);
      }
    }
  }

  private void trackOther(ReadIssue issue) {
    if (!tracked.containsKey(issue.key()) && !issue.pullRequest()) {
      boolean foreign = !spelling.isOfProject(issue.key());
      track(issue, List.of(), foreign ? "its repository is none of this project" : null);
    }
  }

  private void track(ReadIssue issue, List<IssueKey> dependencies, @Nullable String distrust) {
    tracked.put(
        issue.key(),
        new TrackedIssue(
            issue.key(),
            issue.title(),
            issue.url(),
            issue.digest(),
            issue.labels(),
            issue.milestone(),
            issue.open(),
            issue.completed(),
            dependencies,
            distrust));
  }

  private static long size(TrackedIssue issue) {
    return 300L
        + issue.title().length()
        + issue.source().length()
        + issue.labels().stream().mapToLong(label -> label.length() + 3L).sum()
        + issue.dependsOn().stream().mapToLong(key -> key.value().length() + 3L).sum()
        + (issue.distrust() == null ? 0 : issue.distrust().length());
  }

  private String noMilestone(String milestone) {
    Set<String> titles = new TreeSet<>();
    for (RepositoryName repository : repositories) {
      titles.addAll(library.milestones(repository).keySet());
    }
    String name = "'" + transport.shown(milestone) + "'";
    if (titles.contains(milestone)) {
      return "milestone " + name + " has no open issue in the repositories of this project";
    }
    String there =
        titles.stream().limit(10).map(transport::shown).collect(Collectors.joining(", "));
    return "no repository of this project has a milestone "
        + name
        + (there.isEmpty() ? "" : "; there are: " + there);
  }

  private GitHubProblem ofRepository(RepositoryName repository, GitHubProblem problem) {
    String said = String.valueOf(problem.getMessage());
    String sentence =
        switch (problem.kind()) {
          case MOVED ->
              "repository "
                  + repository
                  + " has another name now: correct 'name' and 'url' in wavewright.yml ("
                  + said
                  + ")";
          case NOT_FOUND ->
              "repository "
                  + repository
                  + " is not there, or the token may not see it: correct 'name', or let the token"
                  + " read its issues ("
                  + said
                  + ")";
          case GONE -> "repository " + repository + " has its issues switched off (" + said + ")";
          case CREDENTIALS, PERMISSION, CONFLICT, REFUSED -> said;
        };
    return new GitHubProblem(problem.kind(), sentence, problem.movedTo());
  }
}
