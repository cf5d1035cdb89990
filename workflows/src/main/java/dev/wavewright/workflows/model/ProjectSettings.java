package dev.wavewright.workflows.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A project's configuration as frozen when work on it starts.
 *
 * @param project the name, bound to {@code folder} within one Temporal namespace
 * @param folder absolute folder that holds the configuration file
 * @param state absolute folder of hubs, worktrees and logs; null for the worker's default
 * @param inFlight cap on issues in flight; 0 means one per repository
 * @param agents every configured agent; the first is the default
 * @param priorityLabels labels that set a priority; the first that an issue carries wins
 * @param reviewer name of the agent that reviews before the merge queue, or null for none
 * @param deliver null for the usual one: a pull request where the tracker is GitHub, else none
 * @param usageSteps from which percentage of use on how many issues of one account may be in
 *     flight; null for those in force
 * @param queue null for {@link QueueSettings#DEFAULT}
 * @param autoResume whether an issue whose agent ran out of quota goes on by itself; null for yes
 * @param budgets what may be spent; null for no budget
 * @param sinks where people are told what happens; null for nowhere
 * @param usageCommands programs that tell how much of an account is used, one for each account at
 *     most; null for none
 */
public record ProjectSettings(
    String project,
    String folder,
    @Nullable String state,
    List<RepositorySettings> repositories,
    TrackerSettings tracker,
    List<AgentSettings> agents,
    @Nullable String reviewer,
    int inFlight,
    List<PriorityLabel> priorityLabels,
    Limits limits,
    @Nullable Delivery deliver,
    @Nullable List<UsageStep> usageSteps,
    @Nullable QueueSettings queue,
    @Nullable Boolean autoResume,
    @Nullable BudgetSettings budgets,
    @Nullable List<NoticeSink> sinks,
    @Nullable List<UsageCommand> usageCommands) {
  public ProjectSettings {
    sinks = sinks == null ? null : List.copyOf(sinks);
    usageSteps = usageSteps == null ? null : List.copyOf(usageSteps);
    usageCommands = usageCommands == null ? null : List.copyOf(usageCommands);
    Checks.notBlank(project, "project");
    repositories = List.copyOf(repositories);
    agents = List.copyOf(agents);
    priorityLabels = List.copyOf(priorityLabels);
    if (repositories.isEmpty()) {
      throw new IllegalArgumentException("project " + project + " has no repositories");
    }
    if (agents.isEmpty()) {
      throw new IllegalArgumentException("project " + project + " has no agents");
    }
    if (inFlight < 0) {
      throw new IllegalArgumentException("capacity in-flight is negative: " + inFlight);
    }
  }

  /** Settings with the usual delivery. */
  public ProjectSettings(
      String project,
      String folder,
      @Nullable String state,
      List<RepositorySettings> repositories,
      TrackerSettings tracker,
      List<AgentSettings> agents,
      @Nullable String reviewer,
      int inFlight,
      List<PriorityLabel> priorityLabels,
      Limits limits) {
    this(
        project,
        folder,
        state,
        repositories,
        tracker,
        agents,
        reviewer,
        inFlight,
        priorityLabels,
        limits,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Settings without steps of their own. */
  public ProjectSettings(
      String project,
      String folder,
      @Nullable String state,
      List<RepositorySettings> repositories,
      TrackerSettings tracker,
      List<AgentSettings> agents,
      @Nullable String reviewer,
      int inFlight,
      List<PriorityLabel> priorityLabels,
      Limits limits,
      @Nullable Delivery deliver) {
    this(
        project,
        folder,
        state,
        repositories,
        tracker,
        agents,
        reviewer,
        inFlight,
        priorityLabels,
        limits,
        deliver,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Settings that tell nobody and ask no command. */
  public ProjectSettings(
      String project,
      String folder,
      @Nullable String state,
      List<RepositorySettings> repositories,
      TrackerSettings tracker,
      List<AgentSettings> agents,
      @Nullable String reviewer,
      int inFlight,
      List<PriorityLabel> priorityLabels,
      Limits limits,
      @Nullable Delivery deliver,
      @Nullable List<UsageStep> usageSteps,
      @Nullable QueueSettings queue,
      @Nullable Boolean autoResume,
      @Nullable BudgetSettings budgets) {
    this(
        project,
        folder,
        state,
        repositories,
        tracker,
        agents,
        reviewer,
        inFlight,
        priorityLabels,
        limits,
        deliver,
        usageSteps,
        queue,
        autoResume,
        budgets,
        null,
        null);
  }

  /** Returns the command that tells of an account's use, if there is one. */
  public Optional<UsageCommand> usageCommand(String account) {
    return usageCommands == null
        ? Optional.empty()
        : usageCommands.stream().filter(each -> each.account().equals(account)).findFirst();
  }

  public Optional<RepositorySettings> repository(RepositoryName name) {
    return repositories.stream().filter(repository -> repository.name().equals(name)).findFirst();
  }

  public Optional<AgentSettings> agent(String name) {
    return agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
  }

  /** Returns these settings with one more agent. */
  public ProjectSettings withAgent(AgentSettings another) {
    return new ProjectSettings(
        project,
        folder,
        state,
        repositories,
        tracker,
        Stream.concat(agents.stream(), Stream.of(another)).toList(),
        reviewer,
        inFlight,
        priorityLabels,
        limits,
        deliver,
        usageSteps,
        queue,
        autoResume,
        budgets,
        sinks,
        usageCommands);
  }

  public AgentSettings defaultAgent() {
    return agents.getFirst();
  }

  /** Tells whether an issue whose agent ran out of quota goes on by itself. */
  public boolean resumesByItself() {
    return autoResume == null || autoResume;
  }

  /** Returns the cap on issues in flight in force: as configured, else one per repository. */
  public int effectiveInFlight() {
    return inFlight == 0 ? repositories.size() : inFlight;
  }

  /** Returns where people are told what happens; empty for nowhere. */
  public List<NoticeSink> effectiveSinks() {
    return sinks == null ? List.of() : sinks;
  }

  /** Returns how what waits is treated: as configured, else as usual. */
  public QueueSettings effectiveQueue() {
    return queue == null ? QueueSettings.DEFAULT : queue;
  }

  /** Returns the delivery in force; without GitHub there are no pull requests. */
  public Delivery effectiveDeliver() {
    boolean gitHub = tracker.kind().equals(TrackerSettings.GITHUB);
    return gitHub && deliver != Delivery.NONE ? Delivery.PULL_REQUEST : Delivery.NONE;
  }

  /** A tracker label that sets the priority of its issues. */
  public record PriorityLabel(String label, Priority priority) {}
}
