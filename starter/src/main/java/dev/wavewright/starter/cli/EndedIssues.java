package dev.wavewright.starter.cli;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What issues told once they had ended. They tell the same for ever, and to ask one again makes a
 * worker replay its whole history: a watch of a long wave would take more of the machine than the
 * wave.
 */
final class EndedIssues {
  private final Map<IssueLine, IssueStatus> told = new ConcurrentHashMap<>();

  /** Returns what the issue of a wave's line told, if that is its last word. */
  Optional<IssueStatus> of(IssueLine line) {
    return Optional.ofNullable(told.get(line));
  }

  /** Keeps what an issue told, if that is its last word; a retry has another line. */
  void keep(IssueLine line, @Nullable Instant waveEnded, IssueStatus issue) {
    if (line.phase().isFinal()
        && issue.times().ended() != null
        && Waves.isOf(line, waveEnded, issue)) {
      told.put(line, issue);
    }
  }
}
