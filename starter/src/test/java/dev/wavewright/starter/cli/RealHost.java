package dev.wavewright.starter.cli;

import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.agent.StartSlots;
import dev.wavewright.activities.check.CheckRunner;
import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.host.CheckRoom;
import dev.wavewright.activities.host.Fences;
import dev.wavewright.activities.host.HostActivitiesImpl;
import dev.wavewright.activities.host.HostLayout;
import dev.wavewright.activities.host.HostRooms;
import dev.wavewright.activities.host.Housekeeping;
import dev.wavewright.activities.host.Instance;
import dev.wavewright.activities.host.PlanActivitiesImpl;
import dev.wavewright.activities.host.ProjectHubs;
import dev.wavewright.activities.host.RepositoryNames;
import dev.wavewright.activities.host.SessionIndex;
import dev.wavewright.activities.host.SpendBooks;
import dev.wavewright.activities.host.Tokens;
import dev.wavewright.activities.host.Trackers;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.SpendReport;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.host.HostInquiryWorkflowImpl;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.wave.PlanWorkflowImpl;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Planning and inquiries as a worker does them, on Temporal's test server; waves are faked. */
final class RealHost implements AutoCloseable {
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .registerSearchAttribute("Wave", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
              .build());
  private final Housekeeping housekeeping = new Housekeeping();
  private final GitHubAccess gitHub;

  /**
   * @param token what the worker's environment has in {@code OUR_TOKEN}; empty for nothing
   */
  RealHost(Path folder, String token) {
    Map<String, String> environment =
        Map.of(
            "PATH",
            System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
            "HOME",
            folder.toString(),
            "OUR_TOKEN",
            token);
    Redactor redactor = new Redactor();
    gitHub = new GitHubAccess(redactor, Clock.systemUTC(), folder.resolve("tokens"));
    Tokens tokens = new Tokens(environment, redactor);
    ProjectHubs hubs = new ProjectHubs(new Hubs(GitCommand.find().redacting(redactor)), tokens);
    ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
    SessionLocks locks = new SessionLocks();
    HostLayout layout = new HostLayout(folder.resolve("state"));
    HostRooms rooms =
        new HostRooms(
            layout,
            new Fences(layout.fences()),
            new RepositoryNames(layout.repositoryNames()),
            SessionIndex.of(layout),
            release -> {},
            repository -> {},
            (account, report) -> {},
            new SpendBooks() {
              @Override
              public void spent(String project, SpendReport report) {}

              @Override
              public void accepted(String project, AcceptedReport report) {}
            },
            hubs,
            new AgentRunner(
                starter,
                locks,
                new StartSlots(layout.starts(), locks, 2, (agent, starting) -> true),
                environment,
                folder.resolve("cache"),
                RunnerTimings.DEFAULT),
            new CheckRoom(hubs, new CheckRunner(starter), locks, environment, 1),
            housekeeping,
            instance(),
            new Trackers(tokens, gitHub));
    Worker worker = temporal.newWorker(Stack.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(
        FakeGate.class,
        PlanWorkflowImpl.class,
        HostInquiryWorkflowImpl.class,
        FakeWorkflows.Wave.class);
    PlanActivitiesImpl planning = new PlanActivitiesImpl(rooms, client());
    worker.registerActivitiesImplementations(planning);
    temporal
        .newWorker(new HostId("h1").taskQueue())
        .registerActivitiesImplementations(planning, new HostActivitiesImpl(rooms));
    temporal.start();
    CapacityWorkflow gate =
        client()
            .newWorkflowStub(
                CapacityWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(CapacityWorkflow.ID)
                    .setTaskQueue(Stack.TASK_QUEUE)
                    .build());
    WorkflowClient.start(gate::run, CapacityState.initial());
  }

  private static Instance instance() {
    return new Instance() {
      @Override
      public String id() {
        return "here";
      }

      @Override
      public String host() {
        return "h1";
      }
    };
  }

  WorkflowClient client() {
    return temporal.getWorkflowClient();
  }

  @Override
  public void close() {
    temporal.close();
    housekeeping.close();
    gitHub.close();
  }
}
