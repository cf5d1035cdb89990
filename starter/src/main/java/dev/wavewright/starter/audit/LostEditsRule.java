package dev.wavewright.starter.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an agent made and did not land stands on a rescue ref. */
final class LostEditsRule {
  private static final Set<String> GIVEN_UP =
      Set.of("cancelled", "expired", "skipped", "parked", "needs-input");

  private final WaveStory wave;
  private final Findings findings;

  LostEditsRule(WaveStory wave, Findings findings) {
    this.wave = wave;
    this.findings = findings;
  }

  /** Returns the name that a session's refs have in the hub. */
  static String refName(String session) {
    return session.replace('~', '+').replaceAll("\\.(?=\\.|$|lock$)", "=");
  }

  /**
   * Checks one run of an issue.
   *
   * @param tip of the integration branch in the hub; empty for none
   */
  void check(IssueStory story, Repository repository, String tip) {
    findings.lookedThrough(Rule.LOST_EDITS, "runs of issues", 1);
    Map<String, String> refs = repository.refs();
    for (String rescue : story.rescues()) {
      findings.looked(Rule.LOST_EDITS);
      if (!refs.containsKey(rescue.replaceFirst("^refs/wavewright/", ""))) {
        findings.violation(
            Rule.LOST_EDITS,
            story.key(),
            "its rescue ref " + rescue + " is not in the hub",
            repository.name());
      }
    }
    Optional<String> commit = story.collected();
    if (commit.isEmpty() || story.saysLanded() || !isGivenUp(story)) {
      return;
    }
    findings.looked(Rule.LOST_EDITS);
    List<String> kept =
        refs.entrySet().stream()
            .filter(ref -> ref.getKey().startsWith("rescue/" + refName(story.session()) + "/"))
            .map(Map.Entry::getValue)
            .toList();
    boolean safe =
        kept.stream().anyMatch(rescue -> repository.contains(rescue, commit.get()))
            || (!tip.isEmpty() && repository.contains(tip, commit.get()));
    if (!safe) {
      findings.violation(
          Rule.LOST_EDITS,
          story.key(),
          "its agent's commit "
              + commit.get()
              + " is on none of its "
              + kept.size()
              + " rescue refs",
          repository.name() + " refs/wavewright/rescue/" + refName(story.session()));
    }
  }

  private boolean isGivenUp(IssueStory story) {
    if (!story.open()) {
      return !story.phase().equals("done");
    }
    return wave.last(story.key()).filter(report -> GIVEN_UP.contains(report.phase())).isPresent();
  }
}
