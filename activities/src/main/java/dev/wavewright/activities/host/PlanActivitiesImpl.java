package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.wave.PlanActivities;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.SearchAttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The facts a plan is made of, from tracker, hubs and Temporal. */
public final class PlanActivitiesImpl implements PlanActivities {
  private static final SearchAttributeKey<String> WAVE = SearchAttributeKey.forKeyword("Wave");

  private final HostRooms rooms;
  private final WorkflowClient client;

  public PlanActivitiesImpl(HostRooms rooms, WorkflowClient client) {
    this.rooms = rooms;
    this.client = client;
  }

  @Override
  public TrackerReading readIssues(ProjectSettings project, Wanted wanted) {
    return Failures.classified(beats -> rooms.trackers().of(project).readIssues(wanted));
  }

  @Override
  public List<Landing> readLandings(ProjectSettings project) {
    return Failures.classified(
        beats -> {
          List<Landing> landings = new ArrayList<>();
          for (RepositorySettings repository : project.repositories()) {
            beats.check();
            rooms
                .landings(project, repository)
                .forEach(
                    landing ->
                        landings.add(
                            new Landing(landing.key(), repository.name(), landing.commit())));
          }
          return landings;
        });
  }

  @Override
  public List<Owner> findOwners(List<IssueKey> keys) {
    return Failures.classified(
        beats -> {
          List<Owner> owners = new ArrayList<>();
          for (IssueKey key : keys) {
            beats.check();
            liveOwner(key).ifPresent(owner -> owners.add(new Owner(key, owner)));
          }
          return owners;
        });
  }

  /**
   * Returns who drives this issue now: a wave's workflow id, or the issue's own; empty if nobody.
   */
  private Optional<String> liveOwner(IssueKey key) {
    try {
      WorkflowExecutionDescription found =
          client.newUntypedWorkflowStub(key.workflowId()).describe();
      if (found.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
        return Optional.empty();
      }
      String wave = found.getTypedSearchAttributes().get(WAVE);
      return Optional.of(wave == null ? key.workflowId() : wave);
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    }
  }
}
