package dev.wavewright.workflows.merge.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person or an agent needs to repair a change that did not land.
 *
 * @param exitCode of the gate, or null
 * @param logTail the last lines of the gate's output, bounded by whoever ran it
 */
public record Evidence(List<Clash> clashes, @Nullable Integer exitCode, String logTail) {
  public static final Evidence NONE = new Evidence(List.of(), null, "");

  private static final int BRIEF_CLASHES = 20;

  public Evidence {
    clashes = List.copyOf(clashes);
  }

  /** Returns this without the texts: at most 20 paths, no log. */
  public Evidence brief() {
    return new Evidence(
        clashes.stream()
            .limit(BRIEF_CLASHES)
            .map(clash -> new Clash(clash.path(), "", "", clash.landedBy()))
            .toList(),
        exitCode,
        "");
  }

  /**
   * One path on which two changes stand against each other.
   *
   * @param ours the branch's side
   * @param theirs the change's side
   * @param landedBy the issue that changed the path last, or empty
   */
  public record Clash(String path, String ours, String theirs, String landedBy) {}
}
