package dev.wavewright.starter.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nothing starts, and nothing is granted, before everything it depends on has landed. */
final class OrderRule {
  private final WaveStory wave;
  private final Findings findings;

  OrderRule(WaveStory wave, Findings findings) {
    this.wave = wave;
    this.findings = findings;
  }

  void starts() {
    wave.oddities()
        .forEach(text -> findings.violation(Rule.ORDER, wave.workflow(), text, wave.workflow()));
    for (WaveStory.Start start : wave.starts()) {
      WaveStory.Planned planned = wave.issues().get(start.key());
      if (planned == null) {
        findings.violation(
            Rule.ORDER, start.key(), "it was started but is not in the plan", start.where());
        continue;
      }
      for (String dependency : planned.dependsOn()) {
        findings.looked(Rule.ORDER);
        Optional<WaveStory.Report> landing = wave.landing(dependency);
        if (landing.isEmpty() || landing.get().place() > start.place()) {
          findings.violation(
              Rule.ORDER,
              start.key(),
              "it was started before " + dependency + " had landed",
              start.where() + landing.map(report -> "; landed at " + report.where()).orElse(""));
        }
      }
      if (!planned.heldBy().isEmpty()) {
        findings.looked(Rule.ORDER);
        findings.violation(
            Rule.ORDER,
            start.key(),
            "it was started although " + planned.heldBy() + " had not landed",
            start.where());
      }
    }
  }

  /** Compares grants with landings by the server's clock. */
  void grants(List<GateReplay.Seen> grants) {
    for (WaveStory.Start start : wave.starts()) {
      WaveStory.Planned planned = wave.issues().get(start.key());
      Optional<GateReplay.Seen> first =
          grants.stream()
              .filter(grant -> grant.key().equals(start.key()) && grant.run().equals(start.run()))
              .filter(grant -> grant.kind().equals(Claim.IN_FLIGHT))
              .findFirst();
      if (planned == null || first.isEmpty()) {
        continue;
      }
      for (String dependency : planned.dependsOn()) {
        findings.looked(Rule.ORDER);
        Optional<WaveStory.Report> landing = wave.landing(dependency);
        if (landing.isEmpty() || !first.get().at().isAfter(landing.get().at())) {
          findings.violation(
              Rule.ORDER,
              start.key(),
              "it was granted at " + first.get().at() + ", before " + dependency + " had landed",
              first.get().where());
        }
      }
    }
  }

  /** What the plan took as landed before is contained in the branch. */
  void landedBefore(Map<String, Repository> repositories, Map<String, String> tips) {
    for (WaveStory.Planned planned : wave.issues().values()) {
      for (WaveStory.LandedBefore landed : planned.landed()) {
        Repository repository = repositories.get(landed.repository());
        String tip = tips.getOrDefault(landed.repository(), "");
        if (repository == null || tip.isEmpty()) {
          findings.notGuaranteed(
              "that " + landed.key() + " had landed: its repository cannot be read here");
          continue;
        }
        findings.looked(Rule.ORDER);
        if (!repository.contains(tip, landed.commit())) {
          findings.violation(
              Rule.ORDER,
              planned.key(),
              "the plan says " + landed.key() + " had landed, but it is not on the branch",
              landed.repository() + " commit " + landed.commit());
        }
      }
    }
  }
}
