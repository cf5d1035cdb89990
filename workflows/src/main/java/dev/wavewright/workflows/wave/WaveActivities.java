package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.issue.IssueStatus;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about issue workflows that have said nothing; on the default queue. */
@ActivityInterface
public interface WaveActivities {
  /**
   * Tells which of these runs have closed, and with what result. A run that the server does not
   * know counts as closed without one.
   */
  @ActivityMethod(name = "DescribeIssues")
  List<IssueRun> describeIssues(List<RunOfIssue> runs);

  /** One run of an issue's workflow. */
  record RunOfIssue(String workflow, String run) {}

  /**
   * What was found.
   *
   * @param result of a run that completed; null while it is open, and when it was terminated, timed
   *     out or failed
   */
  record IssueRun(RunOfIssue run, boolean open, @Nullable IssueStatus result) {}
}
