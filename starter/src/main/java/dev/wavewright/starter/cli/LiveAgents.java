package dev.wavewright.starter.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.wavewright.workflows.model.IssueKey;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents at work, as the heartbeats of their activities tell: known to the server, so that looking
 * starts nothing and asks no host. A process that was just killed is told until its activity is
 * tried again.
 */
final class LiveAgents {
  private static final String RUN_AGENT = "RunAgent";

  private final WorkflowClient client;

  LiveAgents(WorkflowClient client) {
    this.client = client;
  }

  /** What is read of a heartbeat; a host may tell more. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Beat(long pid) {}

  /** Returns the process of an issue's agent; empty if none is known to run. */
  Optional<Long> pid(IssueKey key) {
    return started(key).stream()
        .filter(activity -> activity.getActivityType().getName().equals(RUN_AGENT))
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .flatMap(activity -> Optional.ofNullable(beat(activity)).stream())
        .map(Beat::pid)
        .filter(pid -> pid > 0)
        .findFirst();
  }

  private @Nullable Beat beat(PendingActivityInfo activity) {
    try {
      return client
          .getOptions()
          .getDataConverter()
          .fromPayloads(0, Optional.of(activity.getHeartbeatDetails()), Beat.class, Beat.class);
    } catch (DataConverterException e) {
      return null;
    }
  }

  private List<PendingActivityInfo> started(IssueKey key) {
    try {
      return PendingActivities.started(client, key.workflowId());
    } catch (StatusRuntimeException e) {
      // It ended just now, or the server is busy: the next look shows it.
      return List.of();
    }
  }
}
