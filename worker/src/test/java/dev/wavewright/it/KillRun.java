package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.model.Phase;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
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

/**
 * Kills one part of a running stack while one issue of a wave is held in one phase, and looks at
 * everything that must hold afterwards. A kill that did not happen fails the run.
 */
final class KillRun {
  private static final Duration END = Duration.ofMinutes(10);
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final int LEAST_SAMPLES = 20;

  /** What is killed. */
  enum Target {
    WORKER,
    /**
     * The watched issue's own agent where it has one; else that of the issue at work in the other
     * repository: while an issue is prepared, checked or merged nobody works for it.
     */
    AGENT,
    TEMPORAL
  }

  /**
   * What one run showed.
   *
   * @param victim the issue whose agent was killed, or empty
   * @param recovery from the kill until the stack worked on as before
   * @param adopted whether the agents that nobody killed were the same processes afterwards
   * @param audited facts that the audit looked at
   */
  record Outcome(
      Target target,
      Phase phase,
      String victim,
      long pid,
      Duration recovery,
      Duration total,
      boolean adopted,
      Map<String, Integer> most,
      int samples,
      int audited) {
    String line() {
      return String.format(
          Locale.ROOT,
          "%-8s in %-12s pid %-8d%s recovered %5.1f s, wave %5.1f s, %d samples, agents at once %s,"
              + " audit of %d facts clean",
          target.name().toLowerCase(Locale.ROOT),
          phase,
          pid,
          victim.isEmpty() ? "" : " of " + victim,
          recovery.toMillis() / 1000.0,
          total.toMillis() / 1000.0,
          samples,
          most,
          audited);
    }
  }

  private record Killed(long pid, Instant at) {}

  private final Installation installation;
  private final LiveStack stack;
  private final Target target;
  private final Phase phase;
  private final Duration moment;
  private final HeldPhase scene;
  private final TestProject project;

  /**
   * @param moment how long the phase has been seen to last when it happens
   */
  KillRun(Installation installation, String name, Target target, Phase phase, Duration moment)
      throws Exception {
    this.installation = installation;
    this.stack = new LiveStack(installation);
    this.target = target;
    this.phase = phase;
    this.moment = moment;
    this.scene = new HeldPhase(installation, stack, name, phase);
    this.project = scene.project();
  }

  /** Runs the wave, kills, and returns what was seen; throws an error at whatever must not be. */
  Outcome run() throws Exception {
    try {
      return observed();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + stack.supervisorsWords(), e);
    } finally {
      stack.close();
    }
  }

  private Outcome observed() throws Exception {
    Instant began = Instant.now();
    scene.openTheWay();
    try (ProcessCensus census = new ProcessCensus(installation, PERIOD, scene::met)) {
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      String watched = scene.reach();
      String bystander = scene.bystander();
      Await.until("the agent of " + bystander, () -> census.agent(bystander).isPresent());
      scene.settle(census);
      Thread.sleep(moment.toMillis());
      Map<String, Long> agents = new TreeMap<>();
      for (String issue : List.of(watched, bystander)) {
        census.agent(issue).ifPresent(pid -> agents.put(issue, pid));
      }
      String victim = agents.containsKey(watched) ? watched : bystander;
      List<String> leases = leases();
      StackRecord before = stack.record();
      check(stack.phase(watched) == phase, watched + " is not held in " + phase);
      Killed killed = kill(before, agents.getOrDefault(victim, 0L));
      recover(before, killed, victim, watched, census);
      if (target == Target.WORKER) {
        // Only then may the agents end: otherwise their work would be collected, not adopted.
        Await.until("a recorded decision per agent", () -> recoveries().size() >= agents.size());
      }
      Await.until("the leases of before: " + leases, () -> leases().equals(leases));
      Duration recovery = Duration.between(killed.at(), Instant.now());
      check(stack.phase(watched) == phase, watched + " did not come back to " + phase);
      boolean adopted =
          agents.entrySet().stream()
              .filter(agent -> target != Target.AGENT || !agent.getKey().equals(victim))
              .allMatch(
                  agent ->
                      census.agent(agent.getKey()).filter(agent.getValue()::equals).isPresent());
      check(adopted, "an agent that nobody killed was not the same afterwards: " + agents);
      Await.until("enough looks", () -> census.samples() > LEAST_SAMPLES);
      scene.release();
      finish(census);
      if (target == Target.AGENT && !(phase == Phase.REVIEWING && victim.equals(watched))) {
        check(attempts().contains(victim + " 2"), "no second attempt: " + attempts());
      }
      int audited = audit();
      Outcome outcome =
          new Outcome(
              target,
              phase,
              target == Target.AGENT ? victim : "",
              killed.pid(),
              recovery,
              Duration.between(began, Instant.now()),
              adopted,
              census.most(),
              census.samples(),
              audited);
      check(
          outcome.most().values().stream().allMatch(count -> count == 1),
          "two agents of one issue were alive at once: " + census.twins());
      check(
          outcome.samples() > LEAST_SAMPLES
              && List.copyOf(outcome.most().keySet()).equals(scene.issues()),
          "hardly sampled: " + outcome);
      return outcome;
    } finally {
      scene.release();
    }
  }

  private Killed kill(StackRecord before, long agent) throws Exception {
    long pid =
        switch (target) {
          case AGENT -> agent;
          case WORKER -> before.process("worker").orElseThrow().pid();
          case TEMPORAL -> before.process("temporal").orElseThrow().pid();
        };
    check(pid > 1, "there is no " + target + " to kill");
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    check(process.isAlive(), target + " is not alive as " + pid);
    Instant at = Instant.now();
    check(process.destroyForcibly(), pid + " could not be killed");
    Await.until("the death of " + pid, () -> !process.isAlive());
    return new Killed(pid, at);
  }

  /** Waits until what was killed is replaced and works. */
  private void recover(
      StackRecord before, Killed killed, String victim, String watched, ProcessCensus census)
      throws Exception {
    switch (target) {
      case AGENT ->
          Await.until(
              "another agent of " + victim,
              () -> census.agent(victim).filter(pid -> pid != killed.pid()).isPresent());
      case WORKER -> {
        Await.until("another worker", () -> stack.part("worker").pid() != killed.pid());
        String worker = "worker-" + stack.part("worker").pid();
        boolean inLine = phase == Phase.MERGING || phase == Phase.MERGE_QUEUED;
        for (String workflow :
            List.of(
                LiveStack.workflow(scene.bystander()),
                inLine ? scene.mergeQueue() : LiveStack.workflow(watched))) {
          Await.until("what " + workflow + " waits for at " + worker, () -> isAt(worker, workflow));
        }
      }
      case TEMPORAL -> {
        Await.until(
            "another server of a later epoch",
            () ->
                stack.part("temporal").pid() != killed.pid()
                    && stack.record().epoch() > before.epoch());
        for (String issue : List.of(watched, scene.bystander())) {
          Phase then = issue.equals(watched) ? phase : Phase.IMPLEMENTING;
          Await.until("an answer of " + issue, () -> stack.phase(issue) == then);
        }
      }
    }
  }

  private boolean isAt(String worker, String workflow) {
    List<PendingActivityInfo> pending = stack.pending(workflow);
    return !pending.isEmpty()
        && pending.stream()
            .allMatch(
                activity ->
                    activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
                        && activity.getLastWorkerIdentity().equals(worker));
  }

  /** Returns who holds which kind of lease, without the tokens: a new agent has a new one. */
  private List<String> leases() {
    return stack.holding().stream()
        .filter(holding -> scene.issues().contains(holding.key().value()))
        .map(holding -> holding.key() + " " + holding.kind())
        .sorted()
        .toList();
  }

  private void finish(ProcessCensus census) throws Exception {
    Instant deadline = Instant.now().plus(END);
    JsonNode status = MissingNode.getInstance();
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
    check(status.path("issues").size() == scene.issues().size(), "not every issue: " + status);
    List<String> landed = new ArrayList<>();
    for (String repository : scene.repositories()) {
      landed.addAll(project.landed(repository));
    }
    check(landed.stream().sorted().toList().equals(scene.issues()), "landed: " + landed);
    Await.until("no process left", () -> mine(census).isEmpty());
    Await.until("no lease held", () -> stack.holding().isEmpty());
    int checked = project.requireCleanAftermath();
    check(checked >= landed.size(), checked + " commits checked again of " + landed);
  }

  /** Returns each landed issue with the attempt that its commit's trailer names. */
  private List<String> attempts() throws Exception {
    List<String> attempts = new ArrayList<>();
    for (String repository : scene.repositories()) {
      project
          .git(
              "-C %s log --first-parent --format=%%(trailers:separator=%%x2C) agent/main"
                  .formatted(repository))
          .lines()
          .filter(trailers -> trailers.contains("Wavewright-Attempt: "))
          .map(
              trailers ->
                  trailers.replaceAll(
                      ".*Wavewright-Issue: ([^,]*).*Wavewright-Attempt: ([0-9]+).*", "$1 $2"))
          .forEach(attempts::add);
    }
    return attempts;
  }

  /** Runs the command, and believes it only if it looked at something by every rule. */
  private int audit() throws Exception {
    JsonNode report = project.run("audit", "w", "--json").expect(0).data();
    check(report.path("clean").asBoolean(false), "not clean: " + report);
    check(report.path("violations").isEmpty(), "violated: " + report);
    int facts = 0;
    for (String rule :
        List.of("history", "landings", "caps", "grants", "tokens", "leases", "order", "agents")) {
      int looked = report.path("checked").path(rule).asInt();
      check(looked > 0, "the audit looked at nothing by " + rule + ": " + report);
      facts += looked;
    }
    check(
        report.path("checked").path("landings").asInt() >= scene.issues().size(),
        "the audit did not look at every landing: " + report);
    return facts;
  }

  private List<ProcessCensus.Member> mine(ProcessCensus census) {
    return census.now().stream().filter(member -> scene.issues().contains(member.issue())).toList();
  }

  /** Returns the recovery decisions recorded since, but those of agents that began afresh. */
  List<String> recoveries() throws IOException {
    return LiveFolder.recoveries(installation, String.valueOf(project.folder().getFileName()));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Runs what the arguments say, each run in an installation of its own. */
  public static void main(String[] arguments) throws Exception {
    List<Integer> seeds = new ArrayList<>();
    if (arguments.length == 1 && arguments[0].equals("--all")) {
      for (int seed = 0; seed < Target.values().length * HeldPhase.ALL.size(); seed++) {
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
    Phase phase = HeldPhase.ALL.get(seed / Target.values().length % HeldPhase.ALL.size());
    Duration moment = Duration.ofMillis(new Random(seed).nextInt(500));
    Path root = Files.createTempDirectory("wavewright-kill");
    try (Installation installation = new Installation(root)) {
      installation.sessions(3);
      installation.run(root, "up", "--detach").expect(0);
      KillRun run = new KillRun(installation, "kill" + seed, target, phase, moment);
      System.out.printf("seed %2d: %s%n", seed, run.run().line());
      return true;
    } catch (AssertionError | Exception e) {
      System.out.printf("seed %2d: %s in %s FAILED, see %s: %s%n", seed, target, phase, root, e);
      return false;
    }
  }
}
