package dev.wavewright.starter.cli;

import dev.wavewright.starter.demo.Chaos.Target;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kill that happened.
 *
 * @param target agent, worker or Temporal
 * @param pid of the process, {@code tree} of what it had started
 * @param key issue that was at work, {@code phase} the phase that it told
 * @param agent pid of that issue's agent at that moment, if one was known to live
 * @param recovered seconds until the issue was worked on again; null when that was not seen
 * @param by what showed it
 */
record DemoKill(
    String target,
    long pid,
    List<Long> tree,
    IssueKey key,
    Phase phase,
    @Nullable Long agent,
    Instant at,
    @Nullable Double recovered,
    String by) {
  DemoKill {
    tree = List.copyOf(tree);
  }

  /** Returns what should have been killed and was not, or was not seen to come back. */
  static List<String> missing(List<DemoKill> kills) {
    List<String> missing = new ArrayList<>();
    for (Target target : Target.values()) {
      Optional<DemoKill> kill =
          kills.stream().filter(each -> each.target().equals(target.word())).findFirst();
      if (kill.isEmpty()) {
        missing.add(target.word() + " was never killed");
      } else if (kill.get().recovered() == null) {
        missing.add(target.word() + " was killed and not seen to come back");
      }
    }
    return missing;
  }

  String line() {
    return target
        + " (pid "
        + pid
        + ") while "
        + key
        + " was "
        + phase
        + (recovered == null ? ", NOT RECOVERED" : "; recovered after " + recovered + " s: " + by);
  }
}
