package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Repository.Landed;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What history calls done stands exactly once on the integration branch, and nothing else does. */
final class LandingRule {
  private final WaveStory wave;
  private final Map<String, List<IssueStory>> stories;
  private final Findings findings;

  LandingRule(WaveStory wave, Map<String, List<IssueStory>> stories, Findings findings) {
    this.wave = wave;
    this.stories = stories;
    this.findings = findings;
  }

  /**
   * Checks one repository.
   *
   * @param before the branch at the url as it was before the histories were read: what stands there
   *     must be in them
   * @param now the branch as it was after: what the histories call done must stand there
   */
  void check(Repository repository, List<Landed> before, List<Landed> now) {
    Optional<List<Landed>> hub = repository.inTheHub();
    for (WaveStory.Planned planned : wave.issues().values()) {
      if (!planned.repository().equals(repository.name())) {
        continue;
      }
      findings.looked(Rule.LANDINGS);
      if (isDone(planned.key())) {
        stands(planned.key(), now, repository.name() + " at its url");
        hub.ifPresent(line -> stands(planned.key(), line, "the hub of " + repository.name()));
      } else {
        before.stream()
            .filter(landed -> landed.issues().contains(planned.key()))
            .filter(landed -> !isExplained(planned.key()))
            .forEach(
                landed ->
                    findings.violation(
                        Rule.LANDINGS,
                        planned.key(),
                        "it landed, but history does not call it done",
                        repository.name() + " commit " + landed.commit()));
      }
    }
    others(repository.name(), now);
  }

  private boolean isDone(String key) {
    return wave.landing(key).isPresent()
        || of(key).stream().anyMatch(story -> story.phase().equals("done"));
  }

  private boolean isExplained(String key) {
    return of(key).stream().anyMatch(story -> story.saysLanded() || story.landingUnderWay());
  }

  private List<IssueStory> of(String key) {
    return stories.getOrDefault(key, List.of());
  }

  private void stands(String key, List<Landed> line, String where) {
    List<Landed> found = line.stream().filter(each -> each.issues().contains(key)).toList();
    String told =
        wave.landing(key)
            .map(WaveStory.Report::landed)
            .filter(commit -> !commit.isEmpty())
            .orElseGet(
                () ->
                    of(key).stream()
                        .map(IssueStory::landed)
                        .filter(commit -> !commit.isEmpty())
                        .findFirst()
                        .orElse(""));
    if (found.size() != 1) {
      findings.violation(
          Rule.LANDINGS,
          key,
          "history calls it done, but it landed " + found.size() + " times",
          where + (told.isEmpty() ? "" : ", told as " + told));
      return;
    }
    Landed landed = found.getFirst();
    String evidence = where + " commit " + landed.commit();
    if (!told.isEmpty() && !told.equals(landed.commit())) {
      findings.violation(Rule.LANDINGS, key, "history says it landed as " + told, evidence);
    }
    if (landed.parents().size() != 2) {
      findings.violation(
          Rule.LANDINGS,
          key,
          "the landed commit has " + landed.parents().size() + " parents, not two",
          evidence);
      return;
    }
    for (IssueStory story : of(key)) {
      story
          .approved()
          .filter(commit -> !commit.equals(landed.parents().get(1)))
          .ifPresent(
              commit ->
                  findings.violation(
                      Rule.LANDINGS,
                      key,
                      "what landed is " + landed.parents().get(1) + ", approved was " + commit,
                      evidence));
    }
  }

  /** No issue at all may land twice, of whichever wave. */
  private void others(String repository, List<Landed> line) {
    Map<String, Integer> times = new LinkedHashMap<>();
    Set<String> ours = new HashSet<>(wave.issues().keySet());
    line.forEach(
        landed ->
            landed.issues().stream()
                .filter(key -> !ours.contains(key))
                .forEach(key -> times.merge(key, 1, Integer::sum)));
    times.forEach(
        (key, count) -> {
          findings.looked(Rule.LANDINGS);
          if (count > 1) {
            findings.violation(
                Rule.LANDINGS, key, "it landed " + count + " times", repository + " at its url");
          }
        });
  }
}
