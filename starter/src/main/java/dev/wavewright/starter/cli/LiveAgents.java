package dev.wavewright.starter.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.google.protobuf.Timestamp;
import dev.wavewright.workflows.model.IssueKey;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import java.time.Instant;
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
  record Beat(
      long pid,
      @Nullable String agentSession,
      long tokens,
      boolean waitsToStart,
      boolean lacksMemory) {}

  /**
   * An agent at work, or about to be.
   *
   * @param pid 0 while it waits to start
   * @param waitsToStart whether it is kept from starting: until others of its host have started, or
   * @param lacksMemory until its host has memory for it
   * @param silent whether it has told neither of a session of its own nor of tokens it used
   * @param since when its run began, by the server's clock
   */
  record Working(
      long pid, boolean waitsToStart, boolean lacksMemory, boolean silent, Instant since) {}

  /** Returns the process of an issue's agent; empty if none is known to run. */
  Optional<Long> pid(IssueKey key) {
    return working(key).map(Working::pid).filter(pid -> pid > 0);
  }

  /** Returns an issue's agent; empty if none is known to run or to be about to. */
  Optional<Working> working(IssueKey key) {
    return started(key).stream()
        .filter(activity -> activity.getActivityType().getName().equals(RUN_AGENT))
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .flatMap(activity -> working(activity).stream())
        .findFirst();
  }

  private Optional<Working> working(PendingActivityInfo activity) {
    Beat beat = beat(activity);
    if (beat == null || (beat.pid() <= 0 && !beat.waitsToStart())) {
      return Optional.empty();
    }
    Timestamp since = activity.getLastStartedTime();
    return Optional.of(
        new Working(
            beat.pid(),
            beat.waitsToStart(),
            beat.lacksMemory(),
            beat.agentSession() == null && beat.tokens() == 0,
            Instant.ofEpochSecond(since.getSeconds(), since.getNanos())));
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
