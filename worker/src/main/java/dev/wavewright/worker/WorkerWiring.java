package dev.wavewright.worker;

import ch.qos.logback.classic.LoggerContext;
import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.agent.StartSlots;
import dev.wavewright.activities.check.CheckRunner;
import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.host.Attempts;
import dev.wavewright.activities.host.CapacityActivitiesImpl;
import dev.wavewright.activities.host.CheckRoom;
import dev.wavewright.activities.host.Fences;
import dev.wavewright.activities.host.HandOver;
import dev.wavewright.activities.host.HolderFacts;
import dev.wavewright.activities.host.HostActivitiesImpl;
import dev.wavewright.activities.host.HostLayout;
import dev.wavewright.activities.host.HostRooms;
import dev.wavewright.activities.host.Housekeeping;
import dev.wavewright.activities.host.IssueActivitiesImpl;
import dev.wavewright.activities.host.IssueRuns;
import dev.wavewright.activities.host.MachineRoom;
import dev.wavewright.activities.host.MergeActivitiesImpl;
import dev.wavewright.activities.host.PlanActivitiesImpl;
import dev.wavewright.activities.host.PressureWatch;
import dev.wavewright.activities.host.ProjectHubs;
import dev.wavewright.activities.host.RepositoryNames;
import dev.wavewright.activities.host.SessionIndex;
import dev.wavewright.activities.host.TemporalInstance;
import dev.wavewright.activities.host.TemporalQueues;
import dev.wavewright.activities.host.Tokens;
import dev.wavewright.activities.host.Trackers;
import dev.wavewright.activities.machine.Carrying;
import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.Machine;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.activities.machine.PressureRule;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.workflows.capacity.CapacityActivities;
import dev.wavewright.workflows.host.HostActivities;
import dev.wavewright.workflows.issue.IssueActivities;
import dev.wavewright.workflows.merge.MergeActivities;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.wave.PlanActivities;
import dev.wavewright.workflows.wave.WaveActivities;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rooms of this host, made once, and the activities that stand in them. */
@Configuration
class WorkerWiring {
  /** Where workflows and the activities that any worker can do are taken. */
  private static final String TASK_QUEUE = "wavewright";

  @Bean
  HostId host(@Value("${wavewright.host}") String id) {
    return new HostId(id);
  }

  @Bean
  TemporalQueues queues(WorkflowClient client) {
    return new TemporalQueues(client, TASK_QUEUE);
  }

  @Bean
  SessionLocks sessionLocks() {
    return new SessionLocks();
  }

  @Bean(destroyMethod = "close")
  Housekeeping housekeeping() {
    return new Housekeeping();
  }

  @Bean
  Redactor redactor() {
    Redactor redactor = new Redactor();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
      MaskedLog.install(log, redactor);
    }
    return redactor;
  }

  @Bean(destroyMethod = "close")
  GitHubAccess gitHub(Redactor redactor, WorkerSettings settings) {
    return new GitHubAccess(
        redactor, Clock.systemUTC(), new HostLayout(settings.stateHome()).tokens());
  }

  @Bean
  MemoryReserve memoryReserve(@Value("${memory-reserve:auto}") String memoryReserve) {
    return new MemoryReserve(memoryReserve);
  }

  @Bean
  Carrying carrying(
      @Value("${sessions:auto}") String sessions,
      CalibrationSettings calibrated,
      MemoryReserve reserve)
      throws IOException {
    return HostCapacity.sessions(
        sessions, calibrated.found().orElse(null), reserve, Machine.here().read());
  }

  @Bean
  MachineRoom machineRoom(CalibrationSettings calibrated, MemoryReserve reserve) {
    return new MachineRoom(
        Machine.here(),
        new Footprints(
            calibrated
                .found()
                .map(found -> Map.of(found.agent(), found.memory()))
                .orElse(Map.of())),
        reserve);
  }

  @Bean(destroyMethod = "close")
  PressureWatch pressureWatch(
      HostId host,
      TemporalQueues queues,
      MachineRoom machine,
      SessionLocks locks,
      WorkerSettings settings,
      Carrying carrying,
      @Value("${stall-limit:40}") String stallLimit) {
    return new PressureWatch(
        host,
        queues,
        machine,
        new PressureRule(HostCapacity.stallLimit(stallLimit)),
        locks,
        new HostLayout(settings.stateHome()).watch(),
        carrying.words(),
        InstantSource.system());
  }

  @Bean
  HostRooms rooms(
      WorkerSettings settings,
      TemporalQueues queues,
      SessionLocks locks,
      Housekeeping housekeeping,
      Redactor redactor,
      WorkflowClient client,
      HostId host,
      GitHubAccess gitHub,
      MachineRoom machine,
      @Value("${starts-at-once:auto}") String startsAtOnce) {
    HostLayout layout = new HostLayout(settings.stateHome());
    ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
    Map<String, String> environment = System.getenv();
    Tokens tokens = new Tokens(environment, redactor);
    ProjectHubs hubs =
        new ProjectHubs(
            new Hubs(GitCommand.find().reaching(environment).redacting(redactor)), tokens);
    return new HostRooms(
        layout,
        new Fences(layout.fences()),
        new RepositoryNames(layout.repositoryNames()),
        SessionIndex.of(layout),
        queues,
        queues,
        queues,
        queues,
        hubs,
        new AgentRunner(
            starter,
            locks,
            new StartSlots(
                layout.starts(), locks, HostCapacity.startsAtOnce(startsAtOnce), machine),
            environment,
            settings.cacheHome(),
            RunnerTimings.DEFAULT),
        new CheckRoom(
            hubs, new CheckRunner(starter), locks, environment, settings.effectiveChecksAtOnce()),
        housekeeping,
        new TemporalInstance(client, host),
        new Trackers(tokens, gitHub));
  }

  @Bean
  Attempts attempts(WorkerSettings settings) {
    return Attempts.open(new HostLayout(settings.stateHome()));
  }

  @Bean
  HandOver handOver(Attempts attempts, WorkflowClient client) {
    return new HandOver(attempts, client.newActivityCompletionClient());
  }

  @Bean
  CapacityActivities capacityActivities(HostRooms rooms, WorkflowClient client) {
    return new CapacityActivitiesImpl(rooms, new HolderFacts(client, InstantSource.system()));
  }

  @Bean
  HostActivities hostActivities(HostRooms rooms) {
    return new HostActivitiesImpl(rooms);
  }

  @Bean
  IssueActivities issueActivities(HostRooms rooms) {
    return new IssueActivitiesImpl(rooms);
  }

  @Bean
  MergeActivities mergeActivities(HostRooms rooms) {
    return new MergeActivitiesImpl(rooms);
  }

  @Bean
  PlanActivities planActivities(HostRooms rooms, WorkflowClient client) {
    return new PlanActivitiesImpl(rooms, client);
  }

  @Bean
  WaveActivities waveActivities(WorkflowClient client) {
    return new IssueRuns(client);
  }
}
