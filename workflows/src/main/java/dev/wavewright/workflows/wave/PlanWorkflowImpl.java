package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.wave.PlanActivities.Landing;
import dev.wavewright.workflows.wave.PlanActivities.Owner;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import dev.wavewright.workflows.wave.core.Planner;
import dev.wavewright.workflows.wave.core.Planning;
import dev.wavewright.workflows.wave.core.PlanningFacts;
import dev.wavewright.workflows.wave.core.Refusal;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Reads the tracker and the hubs on their host, asks who owns what, and lets the planner judge. */
public final class PlanWorkflowImpl implements PlanWorkflow {
  private static final Duration READING = Duration.ofMinutes(5);

  /** Each reading beats from a timer: one that is silent for so long has lost its worker. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration LONGEST_REST = Duration.ofHours(3);
  private static final Duration HOST_ANSWERS = Duration.ofMinutes(2);

  @Override
  public PlanReport plan(PlanRequest request) {
    PlanActivities host =
        Workflow.newActivityStub(
            PlanActivities.class,
            options("read tracker and integration branches")
                .setTaskQueue(request.host().taskQueue())
                .setScheduleToStartTimeout(HOST_ANSWERS)
                .build());
    PlanActivities anywhere =
        Workflow.newActivityStub(PlanActivities.class, options("find owning waves").build());
    Promise<List<Landing>> landings = Async.function(host::readLandings, request.project());
    TrackerReading reading =
        host.readIssues(
            request.project(),
            new Wanted(request.keys(), request.milestone(), request.label(), request.all()));
    List<Owner> owners =
        anywhere.findOwners(reading.issues().stream().map(TrackedIssue::key).distinct().toList());
    return report(request, Planner.plan(facts(request, reading, landings.get(), owners)), reading);
  }

  private static ActivityOptions.Builder options(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(READING)
        .setHeartbeatTimeout(SILENCE)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setMaximumAttempts(6)
                // The server cuts the time a tracker asks to wait to this.
                .setMaximumInterval(LONGEST_REST)
                .build())
        .setSummary(summary);
  }

  private static PlanningFacts facts(
      PlanRequest request, TrackerReading reading, List<Landing> landings, List<Owner> owners) {
    return new PlanningFacts(
        request.project(),
        reading.issues().stream()
            .map(
                issue ->
                    new PlanningFacts.Issue(
                        issue.key(),
                        issue.title(),
                        issue.source(),
                        issue.digest(),
                        issue.labels(),
                        issue.milestone(),
                        issue.open(),
                        issue.closedAsCompleted(),
                        issue.dependsOn(),
                        issue.distrust()))
            .toList(),
        landings.stream()
            .map(
                landing ->
                    new PlanningFacts.Landing(
                        landing.key(), landing.repository(), landing.commit()))
            .toList(),
        owners.stream().map(owner -> new PlanningFacts.Owner(owner.key(), owner.wave())).toList(),
        new PlanningFacts.Selection(
            request.keys(), request.milestone(), request.label(), request.all()),
        request.allowHeld(),
        reading.refusals());
  }

  private static PlanReport report(PlanRequest request, Planning planning, TrackerReading reading) {
    return switch (planning) {
      case Planning.Refused refused ->
          new PlanReport(
              null,
              refused.refusals().stream().map(Refusal::explain).toList(),
              reading.warnings(),
              refused.alreadyLanded(),
              List.<IssueKey>of(),
              Duration.ZERO,
              List.of(),
              reading.requests());
      case Planning.Planned planned ->
          new PlanReport(
              new WavePlan(
                  request.wave(),
                  request.project(),
                  planned.issues().stream().map(PlanWorkflowImpl::issue).toList(),
                  request.deadline()),
              List.of(),
              Stream.concat(
                      reading.warnings().stream(),
                      planned.warnings().stream().map(Planning.Warning::explain))
                  .toList(),
              planned.alreadyLanded(),
              planned.order(),
              planned.expectedMakespan(),
              planned.whatIf().stream()
                  .map(each -> new PlanReport.WhatIf(each.parallel(), each.makespan()))
                  .toList(),
              reading.requests());
    };
  }

  private static PlannedIssue issue(Planning.PlannedLine line) {
    return new PlannedIssue(
        line.key(),
        line.title(),
        line.digest(),
        line.repository(),
        line.priority(),
        line.agent(),
        line.dependsOn(),
        line.landed(),
        line.heldBy(),
        line.layer(),
        line.expected());
  }
}
