package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.WaveView.AgentView;
import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.LandedView;
import dev.wavewright.starter.cli.WaveView.TimesView;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.TrackerStatus;
import dev.wavewright.workflows.tracker.TrackerWorkflow;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlanRequest;
import dev.wavewright.workflows.wave.PlanWorkflow;
import dev.wavewright.workflows.wave.WavePlan;
import dev.wavewright.workflows.wave.WaveState;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Waves as a command talks to them. */
public final class Waves {
  private static final SearchAttributeKey<String> WAVE = SearchAttributeKey.forKeyword("Wave");
  static final String START_ALL = "wavewright wave start --all";
  private static final Duration TRACKER_BEGINS = Duration.ofSeconds(20);
  private static final Duration PLANNING = Duration.ofMinutes(10);

  private final WorkflowClient client;
  private final Set<WaveId> untracked = ConcurrentHashMap.newKeySet();
  private final EndedIssues endedIssues = new EndedIssues();

  public Waves(WorkflowClient client) {
    this.client = client;
  }

  /** How a wave stands in Temporal. */
  enum Existence {
    NONE,
    RUNNING,
    CLOSED
  }

  Existence existence(WaveId wave) {
    try {
      WorkflowExecutionStatus status =
          client.newUntypedWorkflowStub(wave.workflowId()).describe().getStatus();
      return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          ? Existence.RUNNING
          : Existence.CLOSED;
    } catch (WorkflowNotFoundException e) {
      return Existence.NONE;
    }
  }

  /**
   * Asks for a plan; changes nothing.
   *
   * @param selection options of a command that choose the same issues
   */
  PlanReport plan(PlanRequest request, String selection) {
    PlanWorkflow planning =
        client.newWorkflowStub(
            PlanWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("plan/" + request.wave() + "/" + UUID.randomUUID())
                .setTaskQueue(Stack.TASK_QUEUE)
                .setWorkflowRunTimeout(PLANNING)
                .setStaticSummary("Plan wave " + request.wave().name())
                .setMemo(LastPlan.memo(selection))
                .build());
    try {
      return planning.plan(request);
    } catch (WorkflowServiceException e) {
      throw e;
    } catch (WorkflowException e) {
      String what = "wave " + request.wave() + " cannot be planned";
      if (Failures.isOfCredentials(e)) {
        throw new CliProblem(
            ExitCode.CREDENTIALS, what, Failures.reason(e), "wavewright doctor", e);
      }
      boolean passes = Failures.isOfType(e, "tracker-unavailable");
      throw new CliProblem(
          passes ? ExitCode.UNREACHABLE : ExitCode.CONFIGURATION,
          what,
          Failures.reason(e),
          (passes ? "later: " : "correct it, then: ") + "wavewright wave plan " + selection,
          e);
    }
  }

  /**
   * Starts a wave; one that runs already is left as it is.
   *
   * @return whether this call started it
   */
  boolean start(WavePlan plan) {
    WaveWorkflow wave =
        client.newWorkflowStub(
            WaveWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(plan.wave().workflowId())
                .setTaskQueue(Stack.TASK_QUEUE)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .setStaticSummary(
                    "Wave " + plan.wave().name() + ": " + plan.issues().size() + " issues")
                .setStaticDetails("Project `" + plan.wave().project() + "`")
                .setTypedSearchAttributes(
                    SearchAttributes.newBuilder().set(WAVE, plan.wave().toString()).build())
                .build());
    try {
      WorkflowClient.start(wave::run, WaveState.initial(plan));
      return true;
    } catch (io.temporal.client.WorkflowExecutionAlreadyStarted e) {
      return false;
    }
  }

  /**
   * Returns the wave's own status.
   *
   * @throws CliProblem if there is no such wave
   */
  WaveStatus status(WaveId wave) {
    try {
      return stub(wave).status();
    } catch (WorkflowNotFoundException e) {
      throw unknown(wave, e);
    }
  }

  WaveWorkflow stub(WaveId wave) {
    return client.newWorkflowStub(WaveWorkflow.class, wave.workflowId());
  }

  private CliProblem unknown(WaveId wave, Throwable cause) {
    return new CliProblem(
        ExitCode.CONFLICT,
        "there is no wave " + wave.name() + " of project " + wave.project(),
        "",
        "wavewright status, or: " + LastPlan.start(client, wave + "/").orElse(START_ALL),
        cause);
  }

  /**
   * Returns the project's wave that was started last; one that runs before one that has ended.
   *
   * @throws CliProblem if it has none
   */
  WaveId newest(String project) {
    return known(project).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new CliProblem(
                    ExitCode.CONFLICT,
                    "project " + project + " has no wave yet",
                    "",
                    LastPlan.start(client, project + "/").orElse(START_ALL)));
  }

  /** Returns the project's waves, running ones first, then the last started first. */
  List<WaveId> known(String project) {
    return new WorkflowFinder(client)
        .find("WaveWorkflow", "wave/" + project + "/").stream()
            .map(found -> waveOf(found.workflowId()))
            .toList();
  }

  /** Returns the running waves, the last started first. */
  static List<WaveWorkflow> running(WorkflowClient client) {
    return new WorkflowFinder(client)
        .open("WaveWorkflow", "wave/").stream()
            .map(id -> client.newWorkflowStub(WaveWorkflow.class, id))
            .toList();
  }

  static WaveId waveOf(String workflowId) {
    String[] parts = workflowId.split("/", 3);
    return new WaveId(parts[1], parts[2]);
  }

  /**
   * Returns the wave with what its issues tell themselves.
   *
   * @param project tells backends of agents, if known
   * @param withPids whether the agents' processes are looked up
   */
  public WaveView view(WaveId wave, @Nullable ProjectSettings project, boolean withPids)
      throws InterruptedException {
    WaveStatus status = status(wave);
    Map<IssueKey, IssueStatus> issues = issues(status);
    Map<IssueKey, String> setBacks = new HashMap<>();
    issues.forEach((key, issue) -> setBacks.put(key, setBack(issue)));
    if (issues.values().stream().anyMatch(Waits::asksTheGate)) {
      CapacityView gate = new Gate(client).view();
      issues.replaceAll((key, issue) -> Waits.told(issue, () -> gate));
    }
    Map<IssueKey, LiveAgents.Working> agents = withPids ? agents(issues) : Map.of();
    if (project != null) {
      Instant now = Instant.now();
      issues.replaceAll(
          (key, issue) ->
              SilentAgents.told(issue, Optional.ofNullable(agents.get(key)), project, now));
    }
    List<IssueView> lines = new ArrayList<>();
    for (IssueLine line : status.issues()) {
      @Nullable IssueStatus issue =
          Optional.ofNullable(issues.get(line.key()))
              .filter(told -> isOf(line, status.ended(), told))
              .orElse(null);
      lines.add(merge(line, issue, setBacks.get(line.key()), project, agents));
    }
    return new WaveView(
        wave.name(),
        status.phase(),
        status.started(),
        status.ended(),
        lines,
        WaveView.UNSANDBOXED,
        tracker(status).map(WaveView.TrackerView::of).orElse(null));
  }

  /** Returns what the wave's tracker tells; a wave of issue files has none. */
  private Optional<TrackerStatus> tracker(WaveStatus status) {
    WaveId wave = status.wave();
    if (untracked.contains(wave)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          client.newWorkflowStub(TrackerWorkflow.class, TrackerWorkflow.id(wave)).status());
    } catch (WorkflowNotFoundException none) {
      // A wave that has just begun may only be about to start it.
      if (status.started().plus(TRACKER_BEGINS).isBefore(Instant.now())) {
        untracked.add(wave);
      }
      return Optional.empty();
    } catch (WorkflowException silent) {
      return Optional.empty();
    }
  }

  private Map<IssueKey, IssueStatus> issues(WaveStatus status) throws InterruptedException {
    Map<IssueLine, IssueStatus> told =
        Together.ask(
            status.issues().stream().filter(IssueLine::started).toList(),
            line -> endedIssues.of(line).or(() -> issue(line.key())));
    Map<IssueKey, IssueStatus> issues = new LinkedHashMap<>();
    told.forEach(
        (line, issue) -> {
          endedIssues.keep(line, status.ended(), issue);
          issues.put(line.key(), issue);
        });
    return issues;
  }

  /** Returns what an issue tells; empty if there is no such issue, or it does not answer. */
  public Optional<IssueStatus> issue(IssueKey key) {
    try {
      return Optional.of(client.newWorkflowStub(IssueWorkflow.class, key.workflowId()).status());
    } catch (WorkflowException e) {
      return Optional.empty();
    }
  }

  private Map<IssueKey, LiveAgents.Working> agents(Map<IssueKey, IssueStatus> issues)
      throws InterruptedException {
    return Together.ask(
        issues.values().stream()
            .filter(issue -> runsAgent(issue.phase()))
            .map(IssueStatus::key)
            .toList(),
        new LiveAgents(client)::working);
  }

  private static String setBack(IssueStatus issue) {
    return runsAgent(issue.phase()) ? issue.detail() : "";
  }

  static boolean runsAgent(Phase phase) {
    return phase == Phase.IMPLEMENTING || phase == Phase.REVIEWING;
  }

  private static String unblock(IssueLine line, WaitReason reason) {
    String stopped = line.detail().split(" ", 2)[0];
    String dependency =
        line.dependsOn().stream()
            .map(IssueKey::value)
            .filter(stopped::equals)
            .findFirst()
            .orElseGet(() -> line.dependsOn().stream().map(IssueKey::value).findFirst().orElse(""));
    return reason.unblock(line.key(), line.repository()).replace("<dependency>", dependency);
  }

  /**
   * Tells whether an issue speaks of what this wave saw: one that is final here may be worked on
   * again, or have landed, by a later wave.
   */
  static boolean isOf(IssueLine line, @Nullable Instant waveEnded, IssueStatus issue) {
    if (!line.phase().isFinal()) {
      return true;
    }
    @Nullable Instant queued = issue.times().queued();
    IssueStatus.@Nullable Landed landed = issue.landed();
    return issue.phase() == line.phase()
        && (waveEnded == null || queued == null || !queued.isAfter(waveEnded))
        && (landed == null || landed.commit().equals(line.landed()));
  }

  /** The issue's own word wins, except that only the wave knows of an end it has not told. */
  private static IssueView merge(
      IssueLine line,
      @Nullable IssueStatus issue,
      @Nullable String setBack,
      @Nullable ProjectSettings project,
      Map<IssueKey, LiveAgents.Working> agents) {
    @Nullable IssueStatus own = line.phase().isFinal() ? null : issue;
    Phase phase = own == null ? line.phase() : own.phase();
    @Nullable WaitReason reason = own == null ? line.reason() : own.reason();
    String detail = own == null ? line.detail() : own.detail();
    @Nullable String unblock = null;
    if (reason != null) {
      unblock = own == null ? unblock(line, reason) : own.unblock();
    }
    @Nullable SessionId session = issue == null ? null : issue.session();
    @Nullable LandedView landed = null;
    if (issue != null && issue.landed() != null) {
      landed = LandedView.of(issue.landed());
    } else if (line.landed() != null) {
      landed = new LandedView(line.repository(), null, line.landed());
    }
    @Nullable AgentView agent = null;
    if (issue != null) {
      @Nullable AgentBackend backend =
          project == null
              ? null
              : project.agent(issue.agent()).map(AgentSettings::backend).orElse(null);
      @Nullable HostId host = issue.host();
      LiveAgents.@Nullable Working working = agents.get(line.key());
      agent =
          new AgentView(
              issue.agent(),
              backend,
              working == null || working.waitsToStart() ? null : working.pid(),
              host);
    }
    return new IssueView(
        line.key(),
        line.title(),
        line.repository(),
        phase,
        reason,
        detail,
        unblock,
        own == null || setBack == null ? "" : setBack,
        issue == null ? 0 : issue.attempts(),
        line.dependsOn(),
        line.layer(),
        session,
        agent,
        issue == null ? null : issue.exitCode(),
        issue == null ? null : issue.rescueRef(),
        landed,
        TimesView.of(issue));
  }
}
