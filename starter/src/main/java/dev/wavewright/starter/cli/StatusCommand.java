package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.CommandOutput.Paint;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.WaveId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code wavewright status}: one screen. */
@Command(
    name = "status",
    description = "One screen: waves, tasks, running, waiting with reasons, caps, health, links.",
    mixinStandardHelpOptions = true)
final class StatusCommand extends StackVerb {
  /** Waves that have ended and are still shown: the newest. */
  private static final int ENDED_SHOWN = 1;

  StatusCommand(CliContext context) {
    super(context);
  }

  /** A wave and whose it is. */
  record ProjectWave(String project, WaveView wave) {}

  /**
   * What Temporal tells.
   *
   * @param start the command that starts a first wave
   */
  private record Work(
      List<ProjectWave> waves, String start, Tasks tasks, CapacityView view, Set<PoolName> idle) {}

  @Override
  ExitCode runOnStack(CommandOutput output) throws InterruptedException {
    Optional<StackRecord> stack =
        new StackFile(folders())
            .read()
            .filter(record -> record.phase() != StackRecord.Phase.STOPPED);
    Work work = null;
    @Nullable CliProblem unreachable = null;
    if (stack.filter(this::unsupervised).isPresent()) {
      unreachable = supervisorGone(stack.get());
    } else {
      try {
        work = work();
      } catch (CliProblem problem) {
        if (stack.isEmpty()) {
          throw problem;
        }
        unreachable = problem;
      }
    }
    output.line(
        output.paint(Paint.YELLOW, WaveView.UNSANDBOXED)
            + ": agents and checks run with your rights");
    Map<String, Object> data = new LinkedHashMap<>();
    if (stack.isPresent()) {
      data.putAll(data(stack.get()));
      print(output, stack.get());
    }
    data.put("sandbox", WaveView.UNSANDBOXED);
    List<RestingTokens.Resting> resting = RestingTokens.of(folders(), context.clock().instant());
    data.put("restingTokens", resting);
    resting.forEach(each -> output.line(output.paint(Paint.YELLOW, "GitHub: ") + each.line()));
    if (work != null) {
      data.put("waves", work.waves());
      data.put("tasks", work.tasks().told());
      data.put("queue", QueueData.of(work.view()));
      data.put("pools", CapacityData.pools(work.view()));
      print(output, work);
    }
    StackRecord.Failure failure = stack.map(StackRecord::failure).orElse(null);
    @Nullable CliProblem problem =
        failure == null
            ? unreachable
            : StackAccess.problem(
                new StackException(failure.exitCode(), failure.message(), failure.fix()));
    output.data(data, problem);
    if (problem != null) {
      throw problem;
    }
    return ExitCode.DONE;
  }

  private boolean unsupervised(StackRecord record) {
    return record.isUp() && record.process("supervisor").filter(this::lives).isEmpty();
  }

  private CliProblem supervisorGone(StackRecord record) {
    long alive = record.processes().stream().filter(this::lives).count();
    return new CliProblem(
        ExitCode.UNREACHABLE,
        "the supervisor is gone; without it run " + alive + " parts",
        "",
        "wavewright up");
  }

  private Work work() throws InterruptedException {
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      Waves waves = new Waves(connection.client());
      List<ProjectWave> shown = new ArrayList<>();
      Set<PoolName> used = new LinkedHashSet<>();
      int ended = 0;
      for (WorkflowFinder.Found found :
          new WorkflowFinder(connection.client()).find("WaveWorkflow", "wave/")) {
        if (!found.open()) {
          ended++;
        }
        if (found.open() || ended <= ENDED_SHOWN) {
          WaveId wave = Waves.waveOf(found.workflowId());
          WaveView view = waves.view(wave, null, false);
          shown.add(new ProjectWave(wave.project(), view));
          if (found.open()) {
            used.addAll(IdlePools.of(wave.project(), view));
          }
        }
      }
      CapacityView view = new Gate(connection.client()).view();
      String start =
          shown.isEmpty()
              ? LastPlan.start(connection.client(), "").orElse(Waves.START_ALL)
              : Waves.START_ALL;
      return new Work(
          shown, start, Tasks.open(connection.client(), view), view, IdlePools.of(view, used));
    } catch (io.grpc.StatusRuntimeException | io.temporal.client.WorkflowServiceException e) {
      throw TemporalProblems.of(e);
    }
  }

  private void print(CommandOutput output, StackRecord record) {
    output.line(
        "stack "
            + record.phase().word()
            + " since "
            + record.started().truncatedTo(ChronoUnit.SECONDS));
    if (record.temporal().mode() == StackRecord.TemporalMode.IN_MEMORY) {
      output.warning("IN MEMORY: nothing survives a restart of this stack");
    }
    parts(output, record.processes());
    links(output, record);
    if (record.failure() == null) {
      record.processes().stream()
          .filter(part -> !lives(part))
          .forEach(
              part ->
                  output.warning(
                      part.waits() == null
                          ? part.name() + " does not run. next: wavewright up"
                          : part.name() + " does not run: " + part.waits()));
    }
  }

  /** An issue at work holds two: a place in flight, and a session of a host. */
  private static String leases(CapacityView view) {
    int leases = view.holding().size();
    long holders = view.holding().stream().map(CapacityView.Holding::key).distinct().count();
    String held = leases + (leases == 1 ? " lease held" : " leases held");
    return leases == 0 ? held : held + " by " + holders + (holders == 1 ? " issue" : " issues");
  }

  private static String requests(int waiting) {
    return waiting + (waiting == 1 ? " request waits" : " requests wait");
  }

  private static void print(CommandOutput output, Work work) {
    if (work.waves().isEmpty()) {
      output.line("no wave yet. next: " + work.start());
    }
    for (ProjectWave each : work.waves()) {
      output.line("");
      output.line(output.paint(Paint.DIM, "project " + each.project()));
      WaveScreen.lines(each.wave(), output).forEach(output::line);
    }
    Tasks tasks = work.tasks();
    if (!tasks.told().isEmpty()) {
      output.line("");
      output.line(output.paint(Paint.BOLD, "tasks"));
      WaveScreen.issues(tasks.told(), output).forEach(output::line);
    }
    if (tasks.silent() > 0) {
      output.warning(tasks.silent() + " open tasks give no answer; does a worker run?");
    }
    CapacityView view = work.view();
    output.line("");
    output.line(
        (view.paused() ? "PAUSED, " : "")
            + leases(view)
            + ", "
            + requests(view.waiting().size())
            + (view.waiting().isEmpty() ? "" : ", each with what keeps it:"));
    for (CapacityView.Waiting waiting : view.waiting()) {
      output.line(
          "  "
              + waiting.position()
              + ". "
              + waiting.key()
              + "  "
              + Printable.line(waiting.reason()));
    }
    Table pools = new Table("POOL", "IN FORCE", "HELD", "WAITING");
    for (CapacityView.PoolView pool : view.pools()) {
      if (work.idle().contains(pool.name())) {
        continue;
      }
      String cap =
          pool.effective() == pool.configured()
              ? PoolShare.inWords(pool.effective())
              : pool.effective() + " of " + PoolShare.inWords(pool.configured());
      pools.row(pool.name(), cap, pool.held(), pool.waiting());
    }
    if (!pools.isEmpty()) {
      pools.lines().forEach(output::line);
    }
    for (CapacityView.PoolView pool : view.pools()) {
      String machine = HostLines.of(pool);
      if (HostLines.isPressed(pool)) {
        output.warning(pool.name() + " " + machine);
      } else if (!machine.isEmpty()) {
        output.line(output.paint(Paint.DIM, pool.name() + ": " + machine));
      }
    }
  }
}
