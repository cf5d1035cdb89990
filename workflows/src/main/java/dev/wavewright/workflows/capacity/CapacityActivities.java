package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** Facts the gate cannot know by itself. */
@ActivityInterface
public interface CapacityActivities {
  /**
   * Tells which of these holders are still open workflows, by id and first run id. One that has
   * just completed may be called open, so that what it left to others to give back can arrive.
   */
  @ActivityMethod(name = "DescribeHolders")
  List<HolderFact> describeHolders(List<Holder> holders);

  /**
   * A workflow that holds or waits.
   *
   * @param run first run id of its chain
   */
  record Holder(String workflow, String run) {}

  /** Whether a holder is open. */
  record HolderFact(Holder holder, boolean open) {}

  /**
   * Asks a host whether no process runs under this session lease any more; called on the host's
   * queue. The host may end what it finds of a lease that is not the newest, and says true once it
   * is gone.
   */
  @ActivityMethod(name = "ConfirmSessionGone")
  boolean confirmSessionGone(IssueKey key, LeaseToken token);
}
