package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostInquiryWorkflow;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueView;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.merge.MergeWithdrawal;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlanRequest;
import dev.wavewright.workflows.wave.PlanWorkflow;
import dev.wavewright.workflows.wave.PlannedIssue;
import dev.wavewright.workflows.wave.WavePlan;
import dev.wavewright.workflows.wave.WaveState;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Small workflows behind the real interfaces, with just enough behaviour for the commands. */
final class FakeWorkflows {
  static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
  static final CommitId COMMIT = new CommitId("0123456789abcdef0123456789abcdef01234567");

  /** A wave whose tracker cannot be read. */
  static final String UNREAD = "unread";

  /** A wave that takes as long with any {@code parallel}. */
  static final String LEVEL = "level";

  private FakeWorkflows() {}

  /** Plans the keys asked for; refuses a wave called {@code cyclic}. */
  public static final class Planning implements PlanWorkflow {
    @Override
    public PlanReport plan(PlanRequest request) {
      List<IssueKey> keys =
          request.keys().isEmpty()
              ? List.of(new IssueKey("acme/api#1"), new IssueKey("acme/api#2"))
              : request.keys();
      if (request.wave().name().equals(UNREAD)) {
        throw ApplicationFailure.newNonRetryableFailure("what the tracker said", "tracker");
      }
      if (request.wave().name().equals("cyclic")) {
        return new PlanReport(
            null,
            List.of("a cycle: acme/api#1, acme/api#2"),
            List.of(),
            List.of(),
            List.of(),
            Duration.ZERO,
            List.of(),
            0);
      }
      List<PlannedIssue> issues = new ArrayList<>();
      for (IssueKey key : keys) {
        issues.add(
            new PlannedIssue(
                key,
                "Title of " + key,
                "digest",
                key.repository().orElseThrow(),
                Priority.DEFAULT,
                "scripted",
                issues.isEmpty() ? List.of() : List.of(keys.getFirst()),
                List.of(),
                null,
                issues.isEmpty() ? 1 : 2,
                Duration.ofMinutes(5)));
      }
      return new PlanReport(
          new WavePlan(request.wave(), request.project(), issues, request.deadline()),
          List.of(),
          List.of(),
          List.of(),
          keys,
          Duration.ofMinutes(10),
          whatIf(request.wave().name()),
          0);
    }

    private static List<PlanReport.WhatIf> whatIf(String wave) {
      return wave.equals(LEVEL)
          ? Stream.of(1, 2, 4)
              .map(parallel -> new PlanReport.WhatIf(parallel, Duration.ofMinutes(10)))
              .toList()
          : List.of(new PlanReport.WhatIf(2, Duration.ofMinutes(8)));
    }
  }

  /** The first issue runs, the others wait for it; reports and skips change lines. */
  public static final class Wave implements WaveWorkflow {
    private final WavePlan plan;
    private final Map<IssueKey, Phase> phases = new LinkedHashMap<>();
    private boolean cancelled;

    @WorkflowInit
    public Wave(WaveState state) {
      this.plan = state.plan();
      for (PlannedIssue issue : plan.issues()) {
        phases.put(issue.key(), phases.isEmpty() ? Phase.IMPLEMENTING : Phase.WAITING_DEPENDENCIES);
      }
    }

    @Override
    public WaveStatus run(WaveState state) {
      Workflow.await(() -> phases.values().stream().allMatch(Phase::isFinal));
      return status();
    }

    @Override
    public void report(IssueReport report) {
      phases.put(report.key(), report.phase());
    }

    @Override
    public void cancel(String by) {
      cancelled = true;
      phases.replaceAll((key, phase) -> phase.isFinal() ? phase : Phase.CANCELLED);
    }

    @Override
    public void retry(String key) {}

    @Override
    public void skip(String key) {
      phases.put(new IssueKey(key), Phase.SKIPPED);
    }

    @Override
    public WaveStatus status() {
      boolean ended = phases.values().stream().allMatch(Phase::isFinal);
      boolean stuck =
          phases.values().stream().allMatch(phase -> phase.isFinal() || phase == Phase.PARKED);
      List<IssueLine> lines = new ArrayList<>();
      for (PlannedIssue issue : plan.issues()) {
        Phase phase = phases.getOrDefault(issue.key(), Phase.QUEUED);
        boolean waits = phase == Phase.WAITING_DEPENDENCIES;
        lines.add(
            new IssueLine(
                issue.key(),
                issue.title(),
                issue.repository(),
                phase,
                waits ? WaitReason.DEPENDENCY_NOT_LANDED : null,
                waits ? "waits for acme/api#1" : "",
                issue.dependsOn(),
                issue.layer(),
                issue.layer() == 1,
                phase == Phase.DONE ? COMMIT : null));
      }
      WavePhase phase =
          ended
              ? WavePhase.ENDED
              : stuck
                  ? WavePhase.WAITING_FOR_PEOPLE
                  : cancelled ? WavePhase.CANCELLING : WavePhase.RUNNING;
      return new WaveStatus(plan.wave(), phase, THEN, ended ? THEN.plusSeconds(60) : null, lines);
    }
  }

  /** Parked at first if its text says so, else implementing; ends by signal. */
  public static final class Issue implements IssueWorkflow {
    private final IssueInput input;
    private Phase phase;

    @WorkflowInit
    public Issue(IssueInput input) {
      this.input = input;
      String title = input.text().title();
      this.phase =
          title.contains("park")
              ? Phase.PARKED
              : title.contains("queued")
                  ? Phase.QUEUED
                  : title.contains("quota") ? Phase.QUOTA_WAITING : Phase.IMPLEMENTING;
    }

    @Override
    public IssueStatus run(IssueInput started) {
      if (input.text().title().contains("quick")) {
        phase = Phase.DONE;
      }
      if (phase == Phase.QUEUED) {
        CapacityWorkflow gate =
            Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
        input
            .firstRequest(Workflow.getInfo().getFirstExecutionRunId(), 0, THEN)
            .ifPresent(gate::request);
      }
      if (phase == Phase.IMPLEMENTING) {
        FakeAgent agent =
            Workflow.newActivityStub(
                FakeAgent.class,
                ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(5)).build());
        Async.procedure(agent::work, 4711L);
      }
      Workflow.await(() -> phase.isFinal());
      return status();
    }

    @Override
    public void granted(LeaseGrant grant) {}

    @Override
    public void refused(LeaseRefusal refusal) {}

    @Override
    public void mergeStarted(String ticket) {}

    @Override
    public void mergeEnded(MergeOutcome outcome) {}

    @Override
    public void retry(String by) {
      phase = Phase.QUEUED;
    }

    @Override
    public void skip(String by) {
      phase = Phase.SKIPPED;
    }

    @Override
    public void cancel(String by) {
      phase = Phase.CANCELLED;
    }

    @Override
    public void hostLost(HostLoss loss) {
      if (loss.host().value().equals("h1")) {
        phase = Phase.PARKED;
      }
    }

    @Override
    public IssueStatus status() {
      @Nullable WaitReason reason =
          phase == Phase.PARKED
              ? WaitReason.CHECK_FAILED
              : phase == Phase.QUEUED
                  ? WaitReason.BEHIND_IN_QUEUE
                  : phase == Phase.QUOTA_WAITING ? WaitReason.QUOTA_REACHED : null;
      return new IssueStatus(
          input.key(),
          input.text().title(),
          input.repository(),
          phase,
          reason,
          phase == Phase.PARKED
              ? "the check ended with 1"
              : phase == Phase.QUOTA_WAITING
                  ? "the limit of account main is reached; it goes on at 2026-11-21T10:00:00Z"
                  : "",
          reason == null ? "" : reason.unblock(input.key(), input.repository()),
          1,
          0,
          0,
          0,
          Ticket.of(input.key(), 1),
          new SessionId("s1"),
          input.agent(),
          new HostId("h1"),
          phase == Phase.PARKED ? 1 : null,
          phase == Phase.PARKED ? "boom \u001b[31mred" : "",
          phase == Phase.PARKED ? "refs/wavewright/rescue/s1/1" : null,
          phase == Phase.DONE
              ? new IssueStatus.Landed(input.repository(), "agent/main", COMMIT)
              : null,
          new IssueStatus.Times(
              THEN, THEN.plusSeconds(1), phase.isFinal() ? THEN.plusSeconds(2) : null),
          null);
    }
  }

  /** Closed until it is reopened. */
  public static final class Merges implements MergeQueueWorkflow {
    private @Nullable String closed = "acme/api#1 landed with another tree";

    @Override
    public void run(MergeQueueState state) {
      Workflow.await(() -> false);
    }

    @Override
    public void enqueue(MergeRequest request) {}

    @Override
    public void withdraw(MergeWithdrawal withdrawal) {}

    @Override
    public void reopen(String by) {
      closed = null;
    }

    @Override
    public void hostLost(HostLoss loss) {
      closed = "told of " + loss.host();
    }

    @Override
    public MergeQueueView view() {
      return new MergeQueueView(
          new RepositoryName("acme/api"), "agent/main", null, List.of(), List.of(), null, closed);
    }
  }

  /** Answers from memory. */
  public static final class Inquiry implements HostInquiryWorkflow {
    @Override
    public HostAnswer ask(HostId host, HostQuestion question) {
      return switch (question.subject()) {
        case WORKTREES ->
            new HostAnswer(
                "",
                false,
                List.of(
                    new HostAnswer.Worktree("s1", "acme/api#1", "/w/s1", 2048, THEN, 4711L, false)),
                null);
        case ACCESS, REPOSITORY -> {
          if (String.valueOf(question.repository()).equals("acme/taken")) {
            throw ApplicationFailure.newNonRetryableFailure(
                "repository name acme/taken stands for another", "configuration");
          }
          if (String.valueOf(question.repository()).equals("acme/closed")) {
            throw ApplicationFailure.newNonRetryableFailure(
                "cannot push; give the token access to it (contents: read and write)",
                "credentials");
          }
          yield new HostAnswer("", false, List.of(), "fine");
        }
        case LOGS, AGENT_LOG, CHECK_LOG, DIFF, PROMPT -> {
          if (String.valueOf(question.key()).endsWith("#2")) {
            throw ApplicationFailure.newNonRetryableFailure("none", HostAnswer.NO_SESSION);
          }
          yield new HostAnswer(
              question.subject() + " of " + question.key(),
              false,
              List.of(),
              question.subject() == HostQuestion.Subject.DIFF ? "committed, not landed" : null);
        }
      };
    }
  }
}
