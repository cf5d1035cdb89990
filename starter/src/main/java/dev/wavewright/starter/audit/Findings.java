package dev.wavewright.starter.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what the rules find, each finding once. */
final class Findings {
  private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
  private final Set<AuditReport.Violation> violations = new LinkedHashSet<>();
  private final Set<String> notGuaranteed = new LinkedHashSet<>();

  /** Says that a rule looked at one more fact. */
  void looked(Rule rule) {
    counts.merge(rule, 1, Integer::sum);
  }

  void violation(Rule rule, String key, String message, String evidence) {
    violations.add(new AuditReport.Violation(rule.word(), key, message, evidence));
  }

  void notGuaranteed(String what) {
    notGuaranteed.add(what);
  }

  List<AuditReport.Violation> violations() {
    return new ArrayList<>(violations);
  }

  AuditReport report(String wave) {
    Map<String, Integer> checked = new LinkedHashMap<>();
    for (Rule rule : Rule.values()) {
      checked.put(rule.word(), counts.getOrDefault(rule, 0));
    }
    return new AuditReport(
        wave, violations.isEmpty(), violations(), checked, List.copyOf(notGuaranteed));
  }
}
