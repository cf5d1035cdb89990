package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.Delivery;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.ProjectSettings.PriorityLabel;
import dev.wavewright.workflows.model.QueueSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.UsageCommand;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.model.WaveId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code wavewright.yml}. Every problem of a file is reported at once, each with its line;
 * nothing unknown is passed over.
 */
public final class ConfigurationReader {
  /** The name looked for in a folder and the folders above it. */
  public static final String FILE_NAME = "wavewright.yml";

  static final Duration QUEUE_TIMEOUT = Duration.ofHours(24);

  /** What lies beside the projects' folders in a host's state folder. */
  private static final List<String> BESIDE_PROJECTS =
      List.of(
          "attempts",
          "demos",
          "epoch",
          "fences",
          "gateway.token",
          "host-id",
          "logs",
          "namespace-id",
          "repositories",
          "run",
          "sessions-index",
          "stack.json",
          "stack.lock",
          "supervisor.lock",
          "temporal",
          "tokens");

  private static final int LARGEST_FILE = 1 << 20;
  private final Path file;
  private final Path folder;
  private final WrittenPaths paths;
  private final YamlSection.Reading reading = new YamlSection.Reading();

  private ConfigurationReader(Path file, Map<String, String> environment) {
    this.file = file;
    this.folder = Optional.ofNullable(file.getParent()).orElse(file);
    this.paths = new WrittenPaths(folder, environment);
  }

  /** Looks for the file in {@code folder}, then in each folder above it. */
  public static Optional<Path> find(Path folder) {
    for (Path here = folder.toAbsolutePath().normalize(); here != null; here = here.getParent()) {
      Path candidate = here.resolve(FILE_NAME);
      if (Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a file.
   *
   * @param environment where {@code HOME} is looked up for {@code ~}, and which variable may hold a
   *     token
   * @throws ConfigurationException naming every problem
   */
  public static ProjectConfiguration read(Path file, Map<String, String> environment) {
    Path absolute = file.toAbsolutePath().normalize();
    String text;
    try {
      if (Files.size(absolute) > LARGEST_FILE) {
        throw wholeFile(file, "larger than 1 MiB");
      }
      text = Files.readString(absolute, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw wholeFile(file, "cannot be read: " + e.getMessage());
    }
    return new ConfigurationReader(absolute, environment).read(text);
  }

  private static ConfigurationException wholeFile(Path file, String message) {
    return new ConfigurationException(
        file.toString(), List.of(new ConfigurationProblem(0, message)));
  }

  private ProjectConfiguration read(String text) {
    YamlNode document = YamlDocument.read(shown(), text);
    YamlSection root = YamlSection.of("", document, KnownKeys.ROOT, reading);
    String project = readProject(root);
    String state = readState(root);
    List<RepositorySettings> repositories = new RepositoriesReader(paths, reading).read(root);
    TrackerSettings tracker = new TrackerReader(paths, reading).read(root, repositories);
    AgentsReader.Agents agents = new AgentsReader(paths, reading).read(root);
    YamlSection capacity = root.section("capacity", KnownKeys.CAPACITY);
    int inFlight = readInFlight(capacity);
    Duration queueTimeout = capacity.duration("queue-timeout", QUEUE_TIMEOUT);
    QueueSettings queue = readQueue(capacity);
    List<PriorityLabel> labels = readPriorityLabels(capacity);
    YamlSection usage = root.section("usage", KnownKeys.USAGE);
    List<UsageStep> usageSteps = new UsageReader(reading).read(usage);
    boolean autoResume = usage.flag("auto-resume", true);
    List<UsageCommand> usageCommands = new UsageCommandsReader(reading).read(usage, agents.all());
    YamlSection bounds = root.section("limits", KnownKeys.LIMITS);
    Limits limits = readLimits(bounds);
    BudgetSettings budgets = new BudgetsReader(reading).read(root, bounds);
    Delivery deliver = readDelivery(root, tracker);
    List<NoticeSink> notify = new NotifyReader(reading).read(root);
    if (!reading.problems().isEmpty()) {
      throw new ConfigurationException(shown(), reading.problems());
    }
    ProjectSettings settings =
        new ProjectSettings(
            project,
            folder.toString(),
            state,
            repositories,
            tracker,
            agents.all(),
            agents.reviewer(),
            inFlight,
            labels,
            limits,
            deliver,
            usageSteps,
            queue,
            autoResume,
            budgets,
            notify,
            usageCommands);
    return new ProjectConfiguration(file, settings, queueTimeout, usageSteps, reading.values());
  }

  private static QueueSettings readQueue(YamlSection capacity) {
    Duration aging =
        capacity
            .value(
                "aging",
                Durations.format(QueueSettings.DEFAULT.aging()),
                "a duration of at least 1m such as 1h, or 'off'",
                text ->
                    text.equals("off")
                        ? Optional.of(Duration.ZERO)
                        : Durations.parse(text).filter(every -> every.toMinutes() >= 1))
            .orElse(QueueSettings.DEFAULT.aging());
    OnExpiry onExpiry =
        capacity
            .value(
                "on-expiry",
                QueueSettings.DEFAULT.onExpiry().word(),
                "'ask', 'retry' or 'leave'",
                OnExpiry::parse)
            .orElse(QueueSettings.DEFAULT.onExpiry());
    return new QueueSettings(aging, onExpiry);
  }

  private String shown() {
    return String.valueOf(file.getFileName());
  }

  private String readProject(YamlSection root) {
    return root.value(
            "project",
            root.has("project") ? null : folderName(),
            "a name, and none of " + String.join(", ", BESIDE_PROJECTS),
            this::projectName)
        .orElseGet(
            () -> {
              if (!root.has("project")) {
                reading.problem(root.line(), "'project' is missing, and the folder's name is none");
              }
              return "unnamed";
            });
  }

  private Optional<String> projectName(String text) {
    if (BESIDE_PROJECTS.contains(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new WaveId(text, "any").project());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String folderName() {
    return Optional.ofNullable(folder.getFileName()).map(Path::toString).orElse("");
  }

  private @Nullable String readState(YamlSection root) {
    Optional<String> written = root.text("state", null);
    if (written.isEmpty()) {
      return null;
    }
    Path state = paths.resolve(written.get());
    workTreeAround(state)
        .ifPresent(
            tree ->
                reading.problem(
                    root.lineOf("state"),
                    "'state' "
                        + state
                        + " is inside the git work tree "
                        + tree
                        + "; choose a folder outside any"));
    return state.toString();
  }

  /** Returns the root of the work tree that contains {@code path}, which need not exist. */
  static Optional<Path> workTreeAround(Path path) {
    for (Path here = realPath(path); here != null; here = here.getParent()) {
      if (Files.exists(here.resolve(".git"))) {
        return Optional.of(here);
      }
    }
    return Optional.empty();
  }

  private static Path realPath(Path path) {
    for (Path here = path; here != null; here = here.getParent()) {
      try {
        return here.toRealPath().resolve(here.relativize(path));
      } catch (IOException e) {
        // Not there yet: the folder above it may be.
      }
    }
    return path;
  }

  private int readInFlight(YamlSection capacity) {
    return capacity
        .value(
            "in-flight",
            "repositories",
            "'repositories' or a whole number of at least 1",
            text ->
                text.equals("repositories")
                    ? Optional.of(0)
                    : YamlSection.wholeNumber(text).filter(number -> number >= 1))
        .orElse(0);
  }

  private List<PriorityLabel> readPriorityLabels(YamlSection capacity) {
    YamlSection section = capacity.section("priority-labels", null);
    List<PriorityLabel> labels = new ArrayList<>();
    for (String label : section.keys()) {
      section
          .value(
              label,
              null,
              "a priority from 0 to 4",
              text -> YamlSection.wholeNumber(text).filter(level -> level <= 4))
          .ifPresent(level -> labels.add(new PriorityLabel(label, new Priority(level))));
    }
    return labels;
  }

  /** Returns null if nothing is written: then the tracker decides. */
  private @Nullable Delivery readDelivery(YamlSection root, TrackerSettings tracker) {
    Delivery deliver =
        root.value("deliver", null, "'pull-request' or 'none'", Delivery::parse).orElse(null);
    if (deliver == Delivery.PULL_REQUEST && !tracker.kind().equals(TrackerSettings.GITHUB)) {
      reading.problem(
          root.lineOf("deliver"), "'deliver: pull-request' needs 'tracker: {kind: github}'");
    }
    return deliver;
  }

  private Limits readLimits(YamlSection section) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        section.number("attempts", 1, usual.attempts()),
        section.number("check-rounds", 0, usual.checkRounds()),
        section.number("review-rounds", 0, usual.reviewRounds()),
        section.number("conflict-rounds", 0, usual.conflictRounds()),
        section.duration("start", usual.start()),
        section.duration("run", usual.run()),
        section.duration("stall", usual.stall()));
  }
}
