package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.BuiltInAgents;
import dev.wavewright.starter.config.HostFile;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.host.CalibrationRequest;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright calibrate}: how many agents this machine carries. */
@Command(
    name = "calibrate",
    description =
        "Run 1, 2, … sessions of an agent side by side, measure them, and say how many this machine"
            + " carries. opencode without a model of its own talks to a scripted one, at no cost.",
    mixinStandardHelpOptions = true)
final class CalibrateCommand extends StackVerb {
  private static final int WIDEST_BAR = 40;

  @Mixin ProjectOptions project = new ProjectOptions();
  @Mixin Consent consent = new Consent();

  @Option(names = "--agent", paramLabel = "A", description = "Which agent; else the project's own.")
  @Nullable String agent;

  @Option(names = "--max", paramLabel = "N", description = "At most so many; ${DEFAULT-VALUE}.")
  int max = 4;

  @Option(names = "--write", description = "Write what is recommended to host.yml.")
  boolean write;

  @Option(names = "--dry-run", description = "Say what would be run.")
  boolean dryRun;

  CalibrateCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) throws IOException, InterruptedException {
    if (max < 1 || max > 64) {
      throw CliProblem.usage("--max is 1 to 64, not " + max, "");
    }
    AgentSettings chosen = chosen();
    boolean scriptedModel = chosen.backend() == AgentBackend.OPENCODE && chosen.model() == null;
    boolean free = scriptedModel || chosen.backend() == AgentBackend.SCRIPTED;
    String what =
        "run 1 to "
            + max
            + " sessions of "
            + chosen.name()
            + " side by side, for ten minutes at most"
            + (free ? "" : "; each talks to its own model, which may COST MONEY");
    if (dryRun) {
      output.line("would " + what);
      output.data(Map.of("sent", false));
      return ExitCode.DONE;
    }
    if (!free && !consent.yes && !context.inputIsTerminal()) {
      throw new CliProblem(
          ExitCode.USAGE,
          "this would " + what,
          "nobody is there to be asked",
          "wavewright calibrate --agent " + chosen.name() + " --yes");
    }
    if (!consent.given(context, what + "?")) {
      return Consent.declined(output);
    }
    Path hostFile = folders().hostFile();
    HostFile.check(hostFile);
    CalibrationRun run = new CalibrationRun();
    output.note(what);
    run.run(
        context,
        folders().cache(),
        new CalibrationRequest(
            chosen, max, HostFile.value(hostFile, "memory-reserve").orElse("auto"), scriptedModel),
        step -> output.note(told(step)));
    Recommendation recommended =
        Recommendation.of(run.steps(), run.machine().orElseThrow(), run.ended());
    return tell(output, run, recommended, chosen, hostFile);
  }

  private AgentSettings chosen() {
    Optional<ProjectConfiguration> found = project.optional(context);
    String name =
        agent != null
            ? agent
            : found
                .map(configuration -> configuration.settings().defaultAgent().name())
                .orElse(BuiltInAgents.names().getFirst());
    return found
        .flatMap(configuration -> configuration.settings().agent(name))
        .or(() -> BuiltInAgents.find(name))
        .orElseThrow(
            () ->
                CliProblem.usage(
                    "there is no agent '" + Printable.line(name) + "'",
                    "agents are named in wavewright.yml; "
                        + String.join(" and ", BuiltInAgents.names())
                        + " need no entry"));
  }

  private ExitCode tell(
      CommandOutput output,
      CalibrationRun run,
      Recommendation recommended,
      AgentSettings chosen,
      Path hostFile)
      throws IOException {
    print(output, run.steps());
    boolean carries = recommended.sessions() > 0;
    String advice =
        carries
            ? "recommended: "
                + recommended.sessions()
                + (recommended.sessions() == 1 ? " session" : " sessions")
                + " of "
                + chosen.name()
                + ", "
                + recommended.memory()
                + " each: "
                + recommended.reason()
            : "nothing to recommend: " + recommended.reason();
    output.line(output.paint(CommandOutput.Paint.BOLD, advice));
    boolean written = write && carries;
    if (written) {
      HostFile.calibrated(hostFile, chosen.name(), recommended.sessions(), recommended.memory());
      output.line("written to " + hostFile + "; a worker reads it when it starts");
      HostFile.value(hostFile, "sessions")
          .filter(set -> !set.equals("auto"))
          .ifPresent(
              set ->
                  output.warning(
                      "'sessions: " + set + "' stands in " + hostFile + " and wins; use auto"));
    } else if (carries) {
      output.note("to use it: wavewright calibrate --write, or 'sessions' in " + hostFile);
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("agent", chosen.name());
    data.put("machine", run.machine().orElseThrow());
    data.put("steps", run.steps());
    data.put("ended", run.ended());
    data.put("sessions", recommended.sessions());
    data.put("memoryBytes", recommended.memory().bytes());
    data.put("reason", recommended.reason());
    data.put("written", written);
    output.data(data);
    return carries ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
  }

  private static String told(CalibrationStep step) {
    return step.finished()
        + " of "
        + step.sessions()
        + " finished after "
        + seconds(step.wallMillis());
  }

  private static void print(CommandOutput output, List<CalibrationStep> steps) {
    Table table =
        new Table("SESSIONS", "FINISHED", "ALL TOOK", "FIRST EVENT", "CPU", "MEMORY", "FAILED");
    for (CalibrationStep step : steps) {
      Long first = step.firstEventMillis();
      table.row(
          step.sessions(),
          step.finished(),
          seconds(step.wallMillis()),
          first == null ? "-" : seconds(first),
          seconds(step.cpuMillis()),
          new ByteSize(step.peakBytes())
              + (step.proportional() ? "" : " (shared pages counted often)"),
          step.failures().isEmpty() ? "-" : step.failures().getFirst());
    }
    table.lines().forEach(output::line);
    plot(steps).forEach(output::line);
  }

  /** Returns a bar of each step's time. */
  static List<String> plot(List<CalibrationStep> steps) {
    long longest = steps.stream().mapToLong(CalibrationStep::wallMillis).max().orElse(1);
    return steps.stream()
        .map(
            step ->
                String.format(
                    Locale.ROOT,
                    "%3d %s %s",
                    step.sessions(),
                    (step.allFinished() ? "█" : "░")
                        .repeat(
                            (int)
                                Math.max(1, step.wallMillis() * WIDEST_BAR / Math.max(1, longest))),
                    seconds(step.wallMillis())))
        .toList();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }
}
