package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Kills one part of a running stack while one issue of a wave is in one phase, and looks at
 * everything that must hold afterwards. Phases are held open by the project's own commands, which
 * wait for files that this program makes; that an issue is in a phase is what it answers itself.
 */
final class KillRun {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** What is killed. */
  enum Target {
    WORKER,
    AGENT,
    TEMPORAL
  }

  /** Where the watched issue is when it happens. */
  static final List<Phase> PHASES =
      List.of(
          Phase.QUEUED,
          Phase.PREPARING,
          Phase.IMPLEMENTING,
          Phase.CHECKING,
          Phase.REVIEWING,
          Phase.MERGING);

  /**
   * What one run showed.
   *
   * @param recovery from the kill until the stack worked on as before
   * @param adopted whether the agents that were alive before were the same after; only where they
   *     were not the target
   */
  record Outcome(
      Target target,
      Phase phase,
      long pid,
      Duration recovery,
      Duration total,
      boolean adopted,
      Map<String, Integer> most,
      int samples) {
    String line() {
      return String.format(
          Locale.ROOT,
          "%-8s in %-12s pid %-8d recovered %5.1f s, wave %5.1f s, %d samples, agents at once %s",
          target.name().toLowerCase(Locale.ROOT),
          phase,
          pid,
          recovery.toMillis() / 1000.0,
          total.toMillis() / 1000.0,
          samples,
          most);
    }
  }

  private final Installation installation;
  private final Target target;
  private final Phase phase;
  private final Duration moment;
  private final String left;
  private final String right;
  private final TestProject project;
  private final Path gates;

  /**
   * @param moment how long the phase has been seen to last when it happens
   */
  KillRun(Installation installation, String name, Target target, Phase phase, Duration moment)
      throws Exception {
    this.moment = moment;
    this.installation = installation;
    this.target = target;
    this.phase = phase;
    this.left = name + "-lib";
    this.right = name + "-app";
    this.gates = Files.createDirectories(installation.path("gates/" + name));
    Path wait = gates.resolve("wait.sh");
    Files.writeString(
        wait,
        "touch '%1$s'/\"$1\".reached; while [ ! -e '%1$s'/\"$1\" ]; do sleep 0.1; done\n"
            .formatted(gates));
    String parallel = "parallel: " + (phase == Phase.MERGING ? 2 : 1);
    String setUp = "\nsetup: [sh, " + wait + ", set-up]";
    project = TestProject.named(installation, name);
    project
        .repository(
            left,
            "test -s README.md\n"
                + "if [ -f one ] && [ -f two ]; then sh %1$s both; else sh %1$s single; fi"
                    .formatted(wait),
            parallel + setUp)
        .repository(right, "test -s README.md", parallel)
        .issueText(left, 1, script(wait, "one", "left"))
        .issueText(left, 2, script(wait, "two", "left"))
        .issueText(right, 1, script(wait, "own", "right"))
        .issueText(right, 2, "Depends on: local/" + left + "#1\n\n" + script(wait, "uses", "open"));
    project.capacity("capacity: {in-flight: 3}");
    project.write();
    if (phase == Phase.REVIEWING) {
      Path configuration = project.folder().resolve("wavewright.yml");
      Files.writeString(
          configuration,
          Files.readString(configuration)
              .replace(
                  "agents: {default: scripted}",
                  "agents: {default: scripted, review: {agent: scripted}}"));
    }
  }

  private static String script(Path wait, String file, String gate) {
    String work =
        "```scripted\nwrite %s <<END\n%s\nEND\nrun sh %s %s\nsay done\n```\n"
            .formatted(file, file, wait, gate);
    String judged =
        "```scripted-review\nrun sh %s review\nsay {\"decision\": \"approve\", \"findings\": \"fine\"}\n```\n"
            .formatted(wait);
    return work + "\n" + judged;
  }

  /** Runs the wave, kills, and returns what was seen; throws an error at whatever must not be. */
  Outcome run() throws Exception {
    Instant began = Instant.now();
    for (String gate : List.of("open", "set-up", "single", "both", "review")) {
      if (!closed().contains(gate)) {
        open(gate);
      }
    }
    if (phase != Phase.QUEUED && phase != Phase.IMPLEMENTING) {
      open("left");
    }
    try (ProcessCensus census = new ProcessCensus(installation)) {
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      String watched = reach();
      String bystander = key(right, 1);
      Map<String, Long> agents = new TreeMap<>();
      await("the agent of " + bystander, SOON, () -> census.agent(bystander).isPresent());
      for (String issue : List.of(watched, bystander)) {
        census.agent(issue).ifPresent(pid -> agents.put(issue, pid));
      }
      String victim = agents.containsKey(watched) ? watched : bystander;
      StackRecord before = record();
      Thread.sleep(moment.toMillis());
      check(phase(watched) == phase, watched + " is not held in " + phase);
      Killed killed = kill(before, agents.getOrDefault(victim, 0L));
      recover(before, killed, victim, watched, census);
      if (target == Target.WORKER && phase == Phase.IMPLEMENTING) {
        // Only then may the agents end: otherwise their work would be collected, not adopted.
        await("a recorded decision per agent", SOON, () -> recoveries().size() >= agents.size());
      }
      Duration recovery = Duration.between(killed.at(), Instant.now());
      boolean adopted =
          agents.entrySet().stream()
              .filter(agent -> target != Target.AGENT || !agent.getKey().equals(victim))
              .allMatch(
                  agent ->
                      census.agent(agent.getKey()).filter(agent.getValue()::equals).isPresent());
      check(adopted, "an agent that nobody killed was not the same afterwards: " + agents);
      for (String gate : List.of("set-up", "left", "right", "single", "both", "review")) {
        open(gate);
      }
      finish(census);
      Outcome outcome =
          new Outcome(
              target,
              phase,
              killed.pid(),
              recovery,
              Duration.between(began, Instant.now()),
              adopted,
              census.most(),
              census.samples());
      check(
          outcome.most().values().stream().allMatch(count -> count == 1),
          "two agents of one issue were alive at once: " + outcome.most());
      check(outcome.samples() > 20 && outcome.most().size() >= 3, "hardly sampled: " + outcome);
      return outcome;
    } finally {
      for (String gate : List.of("set-up", "left", "right", "single", "both", "review")) {
        open(gate);
      }
    }
  }

  /** Names the gates that hold issues in their phase, besides their agents' own. */
  private List<String> closed() {
    return switch (phase) {
      case PREPARING -> List.of("set-up");
      case CHECKING -> List.of("single");
      case MERGING -> List.of("single", "both");
      case REVIEWING -> List.of("review");
      default -> List.of();
    };
  }

  /** Waits until an issue is in the phase, and returns it. */
  private String reach() throws Exception {
    switch (phase) {
      case QUEUED, IMPLEMENTING -> await("an agent at work", SOON, () -> reached("left"));
      case PREPARING -> await("the set-up", SOON, () -> reached("set-up"));
      case CHECKING -> await("the check", SOON, () -> reached("single"));
      case REVIEWING -> await("the review", SOON, () -> reached("review"));
      case MERGING -> {
        // Both are checked alone, then one lands, and the other is checked again on the new tip.
        await("both checks", SOON, () -> inPhase(Phase.CHECKING).size() == 2);
        open("single");
        await("the check before a landing", SOON, () -> reached("both"));
      }
      default -> throw new IllegalArgumentException(phase.word());
    }
    await("an issue in " + phase, SOON, () -> !inPhase(phase).isEmpty());
    return inPhase(phase).getFirst();
  }

  /** Asks the two issues of the repository that is held up where they are. */
  private List<String> inPhase(Phase wanted) {
    return Stream.of(key(left, 1), key(left, 2)).filter(key -> phase(key) == wanted).toList();
  }

  private record Killed(long pid, Instant at) {}

  private Killed kill(StackRecord before, long agent) throws Exception {
    long pid =
        switch (target) {
          case AGENT -> agent;
          case WORKER -> before.process("worker").orElseThrow().pid();
          case TEMPORAL -> before.process("temporal").orElseThrow().pid();
        };
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    Instant at = Instant.now();
    check(process.destroyForcibly(), pid + " could not be killed");
    await("the death of " + pid, Duration.ofSeconds(10), () -> !process.isAlive());
    return new Killed(pid, at);
  }

  /** Waits until what was killed is replaced and works. */
  private void recover(
      StackRecord before, Killed killed, String victim, String watched, ProcessCensus census)
      throws Exception {
    switch (target) {
      case AGENT ->
          await(
              "another agent of " + victim,
              SOON,
              () -> census.agent(victim).filter(pid -> pid != killed.pid()).isPresent());
      case WORKER -> {
        await(
            "another worker",
            SOON,
            () -> record().process("worker").orElseThrow().pid() != killed.pid());
        String worker = "worker-" + record().process("worker").orElseThrow().pid();
        for (String issue : List.of(watched, key(right, 1))) {
          await(
              "the activities of " + issue + " at " + worker,
              SOON,
              () -> allAt(worker, issueWorkflow(issue)));
        }
        if (phase == Phase.MERGING) {
          await("the landing at " + worker, SOON, () -> allAt(worker, "merge/local/" + left));
        }
      }
      case TEMPORAL -> {
        await(
            "another server",
            SOON,
            () ->
                record().process("temporal").orElseThrow().pid() != killed.pid()
                    && record().epoch() > before.epoch());
        await(
            "an answer of " + watched,
            SOON,
            () -> {
              phase(watched);
              return true;
            });
      }
    }
  }

  private static String issueWorkflow(String key) {
    return new IssueKey(key).workflowId();
  }

  private boolean allAt(String worker, String workflow) throws Exception {
    try (Stack.Connection connection = Stack.connect(environment())) {
      return connection
          .client()
          .getWorkflowServiceStubs()
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(Stack.NAMESPACE)
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                  .build())
          .getPendingActivitiesList()
          .stream()
          .allMatch(
              activity ->
                  activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
                      && activity.getLastWorkerIdentity().equals(worker));
    }
  }

  private void finish(ProcessCensus census) throws Exception {
    Instant deadline = Instant.now().plus(END);
    JsonNode status = project.run("wave", "status", "w", "--json").data();
    while (!status.path("phase").asText().equals("ended")) {
      check(Instant.now().isBefore(deadline), "the wave did not end: " + status);
      check(
          !status.path("phase").asText().equals("waiting-for-people"),
          "the wave needs a person: " + status);
      Thread.sleep(500);
      Installation.Ran ran = project.run("wave", "status", "w", "--json");
      if (ran.exitCode() == 0) {
        status = ran.data();
      }
    }
    for (JsonNode issue : status.path("issues")) {
      check(issue.path("phase").asText().equals("done"), "not done: " + issue);
    }
    check(status.path("issues").size() == 4, "not four issues: " + status);
    check(
        project.landed(left).stream().sorted().toList().equals(List.of(key(left, 1), key(left, 2))),
        "landed in " + left + ": " + project.landed(left));
    check(
        project.landed(right).stream()
            .sorted()
            .toList()
            .equals(List.of(key(right, 1), key(right, 2))),
        "landed in " + right + ": " + project.landed(right));
    await("no process left", Duration.ofSeconds(15), () -> mine(census).isEmpty());
    await("no lease held", Duration.ofSeconds(15), () -> holding().isEmpty());
    if (project.run("audit", "--help").out().contains("wavewright audit")) {
      project.run("audit", "w").expect(0);
    }
  }

  private List<ProcessCensus.Member> mine(ProcessCensus census) {
    return census.now().stream()
        .filter(
            member ->
                member.issue().startsWith("local/" + left + "#")
                    || member.issue().startsWith("local/" + right + "#"))
        .toList();
  }

  private List<CapacityView.Holding> holding() {
    try (Stack.Connection connection = Stack.connect(environment())) {
      return connection
          .client()
          .newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
          .view()
          .holding();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.putAll(installation.environment());
    return environment;
  }

  private StackRecord record() {
    return new StackFile(StackFolders.of(environment())).read().orElseThrow();
  }

  private Phase phase(String key) {
    try (Stack.Connection connection = Stack.connect(environment())) {
      IssueStatus status =
          connection.client().newWorkflowStub(IssueWorkflow.class, issueWorkflow(key)).status();
      return status.phase();
    } catch (WorkflowNotFoundException notStarted) {
      return Phase.WAITING_DEPENDENCIES;
    }
  }

  private static String key(String repository, int number) {
    return "local/" + repository + "#" + number;
  }

  private void open(String gate) throws IOException {
    Path file = gates.resolve(gate);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
  }

  private boolean reached(String gate) {
    return Files.exists(gates.resolve(gate + ".reached"));
  }

  /** Returns the recovery decisions recorded since, but those of agents that began afresh. */
  List<String> recoveries() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files =
        Files.walk(installation.path("state/wavewright/" + project.folder().getFileName()), 6)) {
      for (Path file : files.filter(path -> path.endsWith("recovery.jsonl")).sorted().toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> !line.contains("\"choice\":\"START\""))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static void await(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    Instant deadline = Instant.now().plus(limit);
    String seen = "";
    while (Instant.now().isBefore(deadline)) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (StatusRuntimeException
          | WorkflowServiceException
          | dev.wavewright.starter.stack.StackException e) {
        // While a server starts again nobody answers.
        seen = " (" + e + ")";
      }
      Thread.sleep(LOOK.toMillis());
    }
    throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + seen);
  }

  /** Runs what the arguments say, each run in an installation of its own. */
  public static void main(String[] arguments) throws Exception {
    List<Integer> seeds = new ArrayList<>();
    if (arguments.length == 1 && arguments[0].equals("--all")) {
      for (int seed = 0; seed < Target.values().length * PHASES.size(); seed++) {
        seeds.add(seed);
      }
    } else if (arguments.length == 2 && arguments[0].equals("--seed")) {
      seeds.add(Integer.parseInt(arguments[1]));
    } else {
      System.err.println("usage: run.sh --all | --seed N");
      System.exit(2);
    }
    int failed = 0;
    for (int seed : seeds) {
      failed += one(seed) ? 0 : 1;
    }
    System.out.println(seeds.size() - failed + " of " + seeds.size() + " runs held");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static boolean one(int seed) throws Exception {
    // The first eighteen seeds are all pairs once; the rest of a seed shakes the moment of the
    // kill.
    Target target = Target.values()[seed % Target.values().length];
    Phase phase = PHASES.get(seed / Target.values().length % PHASES.size());
    Duration moment = Duration.ofMillis(new Random(seed).nextInt(500));
    Path root = Files.createTempDirectory("wavewright-kill");
    try (Installation installation = new Installation(root)) {
      installation.sessions(3);
      installation.run(root, "up", "--detach").expect(0);
      KillRun run = new KillRun(installation, "kill" + seed, target, phase, moment);
      System.out.printf("seed %2d: %s%n", seed, run.run().line());
      return true;
    } catch (AssertionError e) {
      System.out.printf(
          "seed %2d: %s in %s FAILED, see %s: %s%n", seed, target, phase, root, e.getMessage());
      return false;
    }
  }
}
