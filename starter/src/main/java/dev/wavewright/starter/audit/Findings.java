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
  private final Map<Rule, Map<String, Integer>> lookedThrough = new EnumMap<>(Rule.class);
  private final Set<AuditReport.Violation> violations = new LinkedHashSet<>();
  private final Set<String> notGuaranteed = new LinkedHashSet<>();

  /** Says that a rule looked at one more fact. */
  void looked(Rule rule) {
    counts.merge(rule, 1, Integer::sum);
  }

  /**
   * Says through what a rule looked for its facts, so that none found does not read as none looked
   * for.
   *
   * @param kind in the plural, for people
   */
  void lookedThrough(Rule rule, String kind, int number) {
    lookedThrough
        .computeIfAbsent(rule, absent -> new LinkedHashMap<>())
        .merge(kind, number, Integer::sum);
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
    Map<String, Map<String, Integer>> through = new LinkedHashMap<>();
    lookedThrough.forEach((rule, numbers) -> through.put(rule.word(), numbers));
    return new AuditReport(
        wave, violations.isEmpty(), violations(), checked, through, List.copyOf(notGuaranteed));
  }
}
