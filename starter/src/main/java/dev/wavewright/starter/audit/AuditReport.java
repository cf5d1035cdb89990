package dev.wavewright.starter.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param wave name of the wave
 * @param clean whether nothing was violated; false as well when history that is needed is gone
 * @param checked how many facts each rule looked at, in the order of the rules
 * @param lookedThrough where a rule that usually finds nothing looked for its facts, and how many
 *     of each kind
 * @param notGuaranteed what could not be judged, and why
 */
public record AuditReport(
    String wave,
    boolean clean,
    List<Violation> violations,
    Map<String, Integer> checked,
    Map<String, Map<String, Integer>> lookedThrough,
    List<String> notGuaranteed) {
  public AuditReport {
    violations = List.copyOf(violations);
    checked = Collections.unmodifiableMap(new LinkedHashMap<>(checked));
    lookedThrough = Collections.unmodifiableMap(new LinkedHashMap<>(lookedThrough));
    notGuaranteed = List.copyOf(notGuaranteed);
  }

  /**
   * A broken promise.
   *
   * @param rule as in {@code checked}
   * @param key issue, pool, session or workflow it is about
   * @param message one sentence
   * @param evidence where it can be seen: workflow, run and event, or repository and ref
   */
  public record Violation(String rule, String key, String message, String evidence) {}
}
