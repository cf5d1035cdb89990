package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.demo.DemoFolders;
import dev.wavewright.starter.demo.DemoProject;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.Json;
import dev.wavewright.starter.stack.NoTemporalException;
import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackUp;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlanRequest;
import dev.wavewright.workflows.wave.WavePlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wavewright demo}. */
@Command(
    name = "demo",
    description = "Run eight issues over three new repositories, and show it live.",
    mixinStandardHelpOptions = true)
final class DemoCommand extends StackVerb {
  private static final Duration HOST_REGISTERS = Duration.ofSeconds(60);
  private static final String WAVE = "demo";
  private static final String DEMOS = "demos";

  @Option(
      names = "--agent",
      paramLabel = "AGENT",
      description = "scripted (default), opencode, or an agent of the wavewright.yml here.")
  String agent = "scripted";

  @Option(
      names = "--chaos",
      description =
          "Kill an agent, the worker and Temporal while they work, and audit that nothing was lost.")
  boolean chaos;

  @Option(names = "--dry-run", description = "Say what would be made and started.")
  boolean dryRun;

  DemoCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) throws IOException, InterruptedException {
    @Nullable AgentSettings own = isBuiltIn() ? null : ownAgent();
    if (dryRun) {
      return foresee(output);
    }
    StackUp.Ready ready = up(output);
    if (chaos) {
      DemoChaos.require(ready.record());
    }
    DemoProject project =
        DemoProject.create(
            folders().state().resolve(DEMOS),
            isBuiltIn() ? agent : "scripted",
            Path.of(System.getProperty("java.home")));
    output.note("repositories and issues: " + project.folder());
    ProjectSettings settings = settings(project, own);
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      removeOld(output, ready.record(), new WorkflowFinder(connection.client()));
      return run(output, project, settings, connection);
    }
  }

  private ExitCode foresee(CommandOutput output) {
    String stack =
        new StackUp(context.environment(), StackCommands.ofThisProcess(), processes).foresee(false);
    Path folder = folders().state().resolve(DEMOS);
    output.line(stack);
    output.line("would make repositories and issues in a new folder of " + folder);
    output.line("would run one wave over them");
    output.data(Map.of("would", stack, "folder", folder.toString()));
    return ExitCode.DONE;
  }

  private StackUp.Ready up(CommandOutput output) {
    StackUp up = new StackUp(context.environment(), StackCommands.ofThisProcess(), processes);
    try {
      return up.up(false, output::note);
    } catch (NoTemporalException e) {
      if (chaos) {
        throw e;
      }
      output.warning("NO TEMPORAL IS TO BE HAD HERE: " + e.getMessage());
      output.warning(
          "THE DEMONSTRATION RUNS IN MEMORY: nothing survives a restart, and there is no Web UI."
              + " To have the real one: "
              + e.fix());
      return up.up(true, output::note);
    }
  }

  /** A stack in memory knows nothing of the waves of another, so it removes nothing. */
  private void removeOld(CommandOutput output, StackRecord record, WorkflowFinder finder) {
    if (record.temporal().mode() == StackRecord.TemporalMode.IN_MEMORY) {
      return;
    }
    try {
      DemoFolders.removeOld(
              folders().state().resolve(DEMOS),
              name ->
                  !finder.open("WaveWorkflow", "wave/" + name + "/").isEmpty()
                      || !finder.open("IssueWorkflow", "issue/" + name + "/").isEmpty())
          .forEach(
              old ->
                  output.note(
                      "removed an old demonstration, of which the newest "
                          + DemoFolders.KEPT
                          + " are kept: "
                          + old));
    } catch (IOException e) {
      output.note("an old demonstration cannot be removed: " + e);
    }
  }

  private boolean isBuiltIn() {
    return agent.equals("scripted") || agent.equals("opencode");
  }

  /**
   * Returns the agent of this name in the reader's own configuration.
   *
   * @throws CliProblem if none has it
   */
  private AgentSettings ownAgent() {
    return ConfigurationReader.find(context.folder())
        .map(file -> ConfigurationReader.read(file, context.environment()).settings())
        .flatMap(mine -> mine.agent(agent))
        .orElseThrow(
            () ->
                new CliProblem(
                    ExitCode.CONFIGURATION,
                    "unknown agent '" + agent + "'",
                    "it is neither scripted nor opencode, and no wavewright.yml here or above has"
                        + " it",
                    "wavewright demo --agent scripted"));
  }

  /** Reads the demonstration's file; an agent that is not built in takes the place of its own. */
  private ProjectSettings settings(DemoProject project, @Nullable AgentSettings own) {
    ProjectSettings settings =
        ConfigurationReader.read(project.configurationFile(), context.environment()).settings();
    if (own == null) {
      return settings;
    }
    return new ProjectSettings(
        settings.project(),
        settings.folder(),
        settings.state(),
        settings.repositories(),
        settings.tracker(),
        List.of(own),
        settings.reviewer(),
        settings.inFlight(),
        settings.priorityLabels(),
        settings.limits());
  }

  private ExitCode run(
      CommandOutput output,
      DemoProject project,
      ProjectSettings settings,
      TemporalAccess.Connection connection)
      throws InterruptedException {
    WaveId wave = new WaveId(project.name(), WAVE);
    if (chaos && !new Gate(connection.client()).view().holding().isEmpty()) {
      output.warning("what else runs on this stack lives through the kills too");
    }
    start(output, settings, wave, connection);
    connection.statusPage().ifPresent(page -> output.note("status page: " + page));
    connection.page(wave.workflowId()).ifPresent(page -> output.note("Temporal Web UI: " + page));
    DemoRun.Outcome outcome;
    try (Detach detach = Detach.with(context, "wavewright wave watch " + wave)) {
      outcome =
          new DemoRun(
                  output,
                  connection.client(),
                  settings,
                  wave,
                  chaos
                      ? say ->
                          new DemoChaos(connection.client(), settings, folders(), processes, say)
                      : null)
              .follow();
    }
    return report(output, project, wave, outcome, connection);
  }

  private void start(
      CommandOutput output,
      ProjectSettings settings,
      WaveId wave,
      TemporalAccess.Connection connection)
      throws InterruptedException {
    Gate gate = new Gate(connection.client());
    long end = System.nanoTime() + HOST_REGISTERS.toNanos();
    while (Gate.hosts(gate.view()).isEmpty() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    Waves waves = new Waves(connection.client());
    PlanReport report =
        waves.plan(
            new PlanRequest(
                wave, settings, List.of(), null, null, true, gate.anyHost(), false, null),
            "--all");
    WavePlan plan = report.plan();
    if (plan == null) {
      throw new CliProblem(
          ExitCode.CONFLICT,
          "the demonstration cannot be planned",
          String.join("\n", report.refusals()),
          "wavewright doctor");
    }
    waves.start(plan);
    output.note("wave " + wave + " started: " + plan.issues().size() + " issues");
  }

  private ExitCode report(
      CommandOutput output,
      DemoProject project,
      WaveId wave,
      DemoRun.Outcome outcome,
      TemporalAccess.Connection connection)
      throws InterruptedException {
    DemoRun.CapReport cap = outcome.cap();
    output.line("");
    for (String repository : DemoProject.REPOSITORIES) {
      output.line(
          output.paint(CommandOutput.Paint.BOLD, repository + " agent/main")
              + "  (git log --first-parent)");
      project.log(repository).forEach(line -> output.line("  " + Printable.line(line)));
    }
    output.line("");
    WaveScreen.lines(outcome.wave(), output).forEach(output::line);
    output.line("");
    output.line(
        "cap: "
            + (cap.acknowledged()
                ? cap.configured()
                    + " stepped down to "
                    + cap.loweredTo()
                    + "; "
                    + cap.grantsAfterStepDown()
                    + " grants after that, "
                    + (cap.violations().isEmpty() ? "none above it" : "VIOLATED")
                : "NEVER STEPPED DOWN"));
    cap.violations().forEach(violation -> output.line("  " + violation));
    outcome.kills().forEach(kill -> output.line("killed: " + kill.line()));
    outcome.unkilled().forEach(what -> output.line(output.paint(CommandOutput.Paint.RED, what)));
    output.line("took " + outcome.seconds() + " s from the wave's start");
    output.line("folder: " + project.folder());
    connection.statusPage().ifPresent(page -> output.line("status page: " + page));
    connection.page(wave.workflowId()).ifPresent(page -> output.line("Temporal Web UI: " + page));
    Audit audit = audit(output, wave);
    output.data(data(project, wave, outcome, connection, audit));
    boolean fine = outcome.fine() && audit.exitCode() == 0;
    output.line(
        fine
            ? output.paint(
                CommandOutput.Paint.GREEN,
                "all " + outcome.wave().issues().size() + " issues landed")
            : output.paint(CommandOutput.Paint.RED, "the demonstration did not go as it should"));
    output.note("look around: wavewright status; stop it: wavewright down");
    return fine ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
  }

  /** What the audit said. */
  private record Audit(int exitCode, String output) {}

  private Audit audit(CommandOutput output, WaveId wave) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CliContext captured = context.writingTo(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> arguments = new ArrayList<>(List.of("audit", wave.toString()));
    if (output.json()) {
      arguments.add("--json");
    }
    int exitCode = Wavewright.run(captured, arguments.toArray(String[]::new));
    String text = bytes.toString(StandardCharsets.UTF_8);
    text.lines().forEach(output::line);
    return new Audit(exitCode, text.strip());
  }

  private Map<String, Object> data(
      DemoProject project,
      WaveId wave,
      DemoRun.Outcome outcome,
      TemporalAccess.Connection connection,
      Audit audit)
      throws InterruptedException {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("project", project.name());
    data.put("folder", project.folder().toString());
    data.put("wave", outcome.wave().wave());
    data.put("phase", outcome.wave().phase());
    data.put("started", outcome.wave().started());
    data.put("ended", outcome.wave().ended());
    data.put("issues", outcome.wave().issues());
    data.put("sandbox", outcome.wave().sandbox());
    data.put("cap", outcome.cap());
    data.put("pids", outcome.pids());
    data.put("chaos", chaos);
    data.put("kills", outcome.kills());
    data.put("unkilled", outcome.unkilled());
    data.put("seconds", outcome.seconds());
    Map<String, Object> logs = new LinkedHashMap<>();
    for (String repository : DemoProject.REPOSITORIES) {
      logs.put(project.name() + "/" + repository, project.log(repository));
    }
    data.put("landed", logs);
    data.put("statusPage", connection.statusPage().orElse(null));
    data.put("webUi", connection.page(wave.workflowId()).orElse(null));
    data.put("gate", connection.page(CapacityWorkflow.ID).orElse(null));
    data.put("audit", Json.parse(audit.output()));
    return data;
  }
}
