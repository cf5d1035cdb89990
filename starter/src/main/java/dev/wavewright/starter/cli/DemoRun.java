package dev.wavewright.starter.cli;

import dev.wavewright.starter.demo.CapObservation;
import dev.wavewright.starter.demo.DemoProject;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows the demonstration's wave, pulls its lever on the way, and judges whether it was kept. */
final class DemoRun {
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);
  private static final Duration LONGEST_LOWERED = Duration.ofSeconds(15);
  private static final int LOWERED_CAP = 2;
  private static final int GRANTS_WATCHED = 2;

  private final CommandOutput output;
  private final Waves waves;
  private final Gate gate;
  private final ProjectSettings settings;
  private final WaveId wave;
  private final PoolName pool;
  private final long began = System.nanoTime();
  private final DemoNews news = new DemoNews();
  private final Map<IssueKey, Set<Long>> pids = new LinkedHashMap<>();
  private final Set<Long> killedPids = new LinkedHashSet<>();
  private final Map<IssueKey, Long> newestPids = new HashMap<>();
  private final @Nullable DemoChaos chaos;
  private @Nullable CapObservation observation;
  private long loweredAt;
  private boolean raising;
  private boolean raised;

  /**
   * @param chaos kills parts of the stack on the way, or null
   */
  DemoRun(
      CommandOutput output,
      WorkflowClient client,
      ProjectSettings settings,
      WaveId wave,
      @Nullable Function<Consumer<String>, DemoChaos> chaos) {
    this.chaos = chaos == null ? null : chaos.apply(this::say);
    this.output = output;
    this.waves = new Waves(client);
    this.gate = new Gate(client);
    this.settings = settings;
    this.wave = wave;
    this.pool = PoolName.project(settings.project());
  }

  /**
   * What was seen.
   *
   * @param pids agent processes seen at work, by issue
   * @param kills what was killed on the way
   * @param unkilled what should have been killed and come back, and did not, in words
   */
  record Outcome(
      WaveView wave,
      CapReport cap,
      Map<String, Set<Long>> pids,
      List<DemoKill> kills,
      List<String> unkilled,
      double seconds) {
    /** Tells whether all landed, the lever was kept, and what was to be killed was. */
    boolean fine() {
      return wave.allDone()
          && cap.acknowledged()
          && cap.violations().isEmpty()
          && unkilled.isEmpty();
    }
  }

  /**
   * What became of the lever.
   *
   * @param grantsAfterStepDown how many grants were seen while it was lowered
   */
  record CapReport(
      PoolName pool,
      int configured,
      int loweredTo,
      boolean acknowledged,
      boolean raisedAgain,
      int grantsAfterStepDown,
      List<String> violations) {}

  Outcome follow() throws InterruptedException {
    long answered = System.nanoTime();
    while (true) {
      try {
        WaveView now = look();
        answered = System.nanoTime();
        if (now.settled()) {
          raise();
          return outcome(now);
        }
      } catch (StatusRuntimeException | WorkflowServiceException e) {
        // What was just killed and came back may need a moment until it answers everything.
        if (chaos == null || System.nanoTime() - answered > LONGEST_SILENCE.toNanos()) {
          throw e;
        }
      }
      if (System.nanoTime() - began > LONGEST.toNanos()) {
        throw new CliProblem(
            ExitCode.TIMED_OUT,
            "the demonstration's wave has not ended after " + LONGEST.toMinutes() + " minutes",
            "it goes on",
            "wavewright wave watch " + wave);
      }
      Thread.sleep(PERIOD);
    }
  }

  private WaveView look() throws InterruptedException {
    WaveView now = waves.view(wave, settings, true);
    news.of(now).forEach(this::say);
    showPids(now);
    if (!now.settled()) {
      steer(now);
      if (chaos != null) {
        long before = System.nanoTime();
        chaos.act(now, newestPids).ifPresent(this::forgetKilledAgent);
        // Nothing is granted while parts are dead: that time does not count for the lever.
        loweredAt += System.nanoTime() - before;
      }
    }
    return now;
  }

  private void forgetKilledAgent(DemoKill kill) {
    newestPids.remove(kill.key(), kill.pid());
    // The server tells of it until its activity is tried again.
    killedPids.add(kill.pid());
  }

  private Outcome outcome(WaveView last) {
    CapObservation seen = observation;
    Map<String, Set<Long>> byKey = new LinkedHashMap<>();
    pids.forEach((key, numbers) -> byKey.put(key.value(), numbers));
    return new Outcome(
        last,
        new CapReport(
            pool,
            DemoProject.IN_FLIGHT,
            LOWERED_CAP,
            seen != null,
            raised,
            seen == null ? 0 : seen.grants(),
            seen == null ? List.of() : seen.violations()),
        byKey,
        chaos == null ? List.of() : chaos.kills(),
        chaos == null ? List.of() : DemoKill.missing(chaos.kills()),
        seconds());
  }

  private void showPids(WaveView now) {
    for (WaveView.IssueView issue : now.issues()) {
      Long pid = issue.agent() == null ? null : issue.agent().pid();
      if (pid == null || killedPids.contains(pid)) {
        continue;
      }
      newestPids.put(issue.key(), pid);
      if (pids.computeIfAbsent(issue.key(), key -> new LinkedHashSet<>()).add(pid)) {
        say(issue.key() + "  agent works as pid " + pid);
      }
    }
  }

  private void steer(WaveView now) throws InterruptedException {
    if (observation == null) {
      // Both issues of the one line are at work: lowering the cap now cannot part them.
      long atWork =
          now.issues().stream()
              .filter(issue -> issue.repository().value().endsWith("/site"))
              .filter(
                  issue ->
                      Waves.runsAgent(issue.phase())
                          || issue.phase() == Phase.CHECKING
                          || issue.phase() == Phase.DONE)
              .count();
      if (atWork >= 2) {
        lower();
      }
      return;
    }
    if (raising) {
      raise();
    } else {
      CapacityView view = gate.view();
      observation.see(view);
      boolean longEnough = System.nanoTime() - loweredAt > LONGEST_LOWERED.toNanos();
      if (observation.grants() >= GRANTS_WATCHED || longEnough) {
        raise();
      }
    }
  }

  private void lower() throws InterruptedException {
    CapacityView view = gate.view();
    int cap = Gate.pool(view, pool).map(CapacityView.PoolView::effective).orElse(Integer.MAX_VALUE);
    while (cap > LOWERED_CAP) {
      view = gate.steer(steering(Action.STEP_DOWN));
      cap = Gate.pool(view, pool).map(CapacityView.PoolView::effective).orElse(0);
      say("cap of " + pool + " stepped down to " + cap + ", acknowledged");
    }
    observation = new CapObservation(pool, LOWERED_CAP, view);
    loweredAt = System.nanoTime();
  }

  private void raise() throws InterruptedException {
    if (observation == null || raised) {
      return;
    }
    if (!raising) {
      observation.see(gate.view());
      raising = true;
    }
    int cap = LOWERED_CAP;
    while (cap < DemoProject.IN_FLIGHT) {
      CapacityView view = gate.steer(steering(Action.STEP_UP));
      int next = Gate.pool(view, pool).map(CapacityView.PoolView::effective).orElse(cap);
      if (next <= cap) {
        break;
      }
      cap = next;
      say("cap of " + pool + " stepped up to " + cap);
    }
    raised = true;
  }

  private CapSteering steering(Action action) {
    return new CapSteering(action, pool, 0, "demo", "to show the lever");
  }

  private double seconds() {
    return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
  }

  private void say(String text) {
    if (output.json()) {
      output.note(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), text));
    } else {
      output.line(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), text));
    }
  }
}
