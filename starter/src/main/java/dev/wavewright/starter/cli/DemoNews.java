package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is new of a wave since it was last looked at, a line for each thing. */
final class DemoNews {
  private static final int LONGEST_LINE = 120;

  private final Map<IssueKey, String> phases = new HashMap<>();
  private final Map<IssueKey, String> setBacks = new HashMap<>();

  List<String> of(WaveView now) {
    List<String> lines = new ArrayList<>();
    for (WaveView.IssueView issue : now.issues()) {
      // Before its phase: it explains why the issue is with its agent again.
      String setBack = issue.setBack();
      if (!setBack.isEmpty() && !setBack.equals(setBacks.put(issue.key(), setBack))) {
        lines.add(issue.key() + "  " + Printable.shortened(setBack, LONGEST_LINE));
      }
      String phase = phase(issue);
      if (!phase.equals(phases.put(issue.key(), phase))
          && issue.phase() != Phase.WAITING_DEPENDENCIES) {
        String landed =
            issue.landed() == null ? "" : "  landed " + issue.landed().commit().abbreviated();
        lines.add(issue.key() + "  " + phase + landed);
      }
    }
    return lines;
  }

  /** Why a place is waited for is not part of it: that changes with every place that is freed. */
  private static String phase(WaveView.IssueView issue) {
    boolean waits = issue.phase() == Phase.QUEUED || Waves.runsAgent(issue.phase());
    return issue.phase().word()
        + (issue.reason() == null ? "" : "  " + issue.reason().word())
        + (waits || issue.detail().isEmpty()
            ? ""
            : "  " + Printable.shortened(issue.detail(), LONGEST_LINE));
  }
}
