package dev.wavewright.workflows.wave;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a wave stands; an issue's finer phase is the issue's own to tell. */
public record WaveStatus(
    WaveId wave,
    WavePhase phase,
    Instant started,
    @Nullable Instant ended,
    List<IssueLine> issues) {
  public WaveStatus {
    issues = List.copyOf(issues);
  }

  /** The phases of a wave. */
  public enum WavePhase {
    RUNNING("running"),
    WAITING_FOR_PEOPLE("waiting-for-people"),
    CANCELLING("cancelling"),
    ENDED("ended");

    private final String word;

    WavePhase(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * One issue as the wave knows it.
   *
   * @param started whether its workflow was started
   */
  public record IssueLine(
      IssueKey key,
      String title,
      RepositoryName repository,
      Phase phase,
      @Nullable WaitReason reason,
      String detail,
      List<IssueKey> dependsOn,
      int layer,
      boolean started,
      @Nullable CommitId landed) {
    public IssueLine {
      dependsOn = List.copyOf(dependsOn);
    }
  }
}
