package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.ProjectSettings.PriorityLabel;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code wavewright.yml}. Every problem of a file is reported at once, each with its line;
 * nothing unknown is passed over.
 */
public final class ConfigurationReader {
  /** The name looked for in a folder and the folders above it. */
  public static final String FILE_NAME = "wavewright.yml";

  static final Duration CHECK_TIMEOUT = Duration.ofMinutes(20);
  static final Duration QUEUE_TIMEOUT = Duration.ofHours(24);
  static final String DEFAULT_AGENT = "opencode";

  /** Agents that need no entry of their own. */
  private static final List<String> BUILT_IN_AGENTS = List.of("opencode", "scripted");

  /** What lies beside the projects' folders in a host's state folder. */
  private static final List<String> BESIDE_PROJECTS =
      List.of(
          "attempts",
          "demos",
          "epoch",
          "fences",
          "host-id",
          "logs",
          "run",
          "sessions-index",
          "stack.json",
          "stack.lock",
          "supervisor.lock",
          "temporal");

  private static final int LARGEST_FILE = 1 << 20;
  private static final Pattern REMOTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+|[^/\\s]+:[^\\s]+");
  private static final Pattern BRANCH =
      Pattern.compile(
          "(?!-)(?!.*(\\.\\.|//|@\\{|\\.lock$|/$|\\.$))[^\\s~^:?*\\[\\\\\\x00-\\x1f\\x7f]{1,200}");
  private static final Pattern OWNER_AND_NAME = Pattern.compile("([^/:]+)/([^/]+?)(?:\\.git)?/?$");

  private final Path file;
  private final Path folder;
  private final Map<String, String> environment;
  private final YamlSection.Reading reading = new YamlSection.Reading();

  private ConfigurationReader(Path file, Map<String, String> environment) {
    this.file = file;
    this.folder = Optional.ofNullable(file.getParent()).orElse(file);
    this.environment = environment;
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
   * @param environment where {@code HOME} is looked up for {@code ~}
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
    List<RepositorySettings> repositories = readRepositories(root);
    TrackerSettings tracker = readTracker(root);
    YamlSection agentSection = root.section("agents", null);
    List<AgentSettings> agents = readAgents(agentSection);
    String reviewer = readReviewer(agentSection, agents);
    YamlSection capacity = root.section("capacity", KnownKeys.CAPACITY);
    int inFlight = readInFlight(capacity);
    Duration queueTimeout = capacity.duration("queue-timeout", QUEUE_TIMEOUT);
    List<PriorityLabel> labels = readPriorityLabels(capacity);
    Limits limits = readLimits(root.section("limits", KnownKeys.LIMITS));
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
            agents,
            reviewer,
            inFlight,
            labels,
            limits);
    return new ProjectConfiguration(file, settings, queueTimeout, reading.values());
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
    Path state = resolve(written.get());
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

  private List<RepositorySettings> readRepositories(YamlSection root) {
    List<RepositorySettings> repositories = new ArrayList<>();
    if (!(root.node("repositories").orElse(null) instanceof YamlNode.Sequence sequence)
        || sequence.items().isEmpty()) {
      reading.problem(
          root.lineOf("repositories"), "'repositories' must be a list with at least one");
      return repositories;
    }
    Set<RepositoryName> names = new LinkedHashSet<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      YamlSection section =
          YamlSection.of(
              "repositories[" + i + "]", sequence.items().get(i), KnownKeys.REPOSITORY, reading);
      readRepository(section)
          .ifPresent(
              repository -> {
                if (!names.add(repository.name())) {
                  reading.problem(section.line(), "repository " + repository.name() + " again");
                }
                repositories.add(repository);
              });
    }
    return repositories;
  }

  private Optional<RepositorySettings> readRepository(YamlSection section) {
    String url = section.requiredText("url").map(this::resolveUrl).orElse("");
    Optional<RepositoryName> name =
        section.value(
            "name", url.isEmpty() ? null : nameFrom(url), "owner/name", this::repositoryName);
    if (name.isEmpty() && !section.has("name") && !url.isEmpty()) {
      reading.problem(section.line(), "'name' is missing, and none can be told from the url");
    }
    String base = section.value("base", "main", "a branch name", this::branchName).orElse("main");
    String integration =
        section
            .value("integration", "agent/" + base, "a branch name", this::branchName)
            .orElse("agent/main");
    if (integration.equals(base)) {
      reading.problem(section.lineOf("integration"), "'integration' is the same branch as 'base'");
    }
    int parallel = section.number("parallel", 1, 1);
    List<String> setup = section.texts("setup");
    List<String> copy = section.texts("copy");
    copy.stream()
        .filter(path -> Path.of(path).isAbsolute() || Path.of(path).normalize().startsWith(".."))
        .forEach(
            path ->
                reading.problem(
                    section.lineOf("copy"),
                    "'copy' takes paths inside the project's folder, not " + path));
    List<String> check = section.texts("check");
    if (check.isEmpty()) {
      reading.problem(
          section.lineOf("check"),
          "'check' of " + name.map(RepositoryName::value).orElse("a repository") + " is missing");
    }
    Duration timeout = section.duration("check-timeout", CHECK_TIMEOUT);
    if (name.isEmpty() || url.isEmpty() || check.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RepositorySettings(
            name.get(), url, base, integration, parallel, setup, copy, check, timeout));
  }

  private Optional<RepositoryName> repositoryName(String text) {
    try {
      return Optional.of(new RepositoryName(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> branchName(String text) {
    return BRANCH.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private String resolveUrl(String written) {
    return REMOTE.matcher(written).matches() ? written : resolve(written).toString();
  }

  private static @Nullable String nameFrom(String url) {
    if (!REMOTE.matcher(url).matches()) {
      Path name = Path.of(url).getFileName();
      return name == null ? null : "local/" + name.toString().replaceFirst("\\.git$", "");
    }
    var matcher = OWNER_AND_NAME.matcher(url);
    return matcher.find() ? matcher.group(1) + "/" + matcher.group(2) : null;
  }

  private Path resolve(String written) {
    if (written.equals("~") || written.startsWith("~/")) {
      String home = environment.get("HOME");
      if (home != null && !home.isBlank()) {
        return Path.of(home + written.substring(1)).normalize();
      }
    }
    return folder.resolve(written).normalize();
  }

  private TrackerSettings readTracker(YamlSection root) {
    YamlSection section = root.section("tracker", KnownKeys.TRACKER);
    String kind =
        section
            .value(
                "kind",
                "files",
                "'files', the one kind this version has",
                text -> Optional.of(text).filter("files"::equals))
            .orElse("files");
    String path = section.text("path", "issues").orElse("issues");
    return new TrackerSettings(kind, resolve(path).toString());
  }

  private List<AgentSettings> readAgents(YamlSection section) {
    List<String> configured =
        section.keys().stream().filter(key -> !KnownKeys.AGENTS.contains(key)).toList();
    String whenMissing = configured.isEmpty() ? DEFAULT_AGENT : configured.getFirst();
    String first = section.text("default", whenMissing).orElse(whenMissing);
    Set<String> names = new LinkedHashSet<>();
    names.add(first);
    names.addAll(configured);
    List<AgentSettings> agents = new ArrayList<>();
    for (String name : names) {
      if (configured.contains(name) || BUILT_IN_AGENTS.contains(name)) {
        readAgent(name, section.section(name, KnownKeys.AGENT), section.lineOf(name))
            .ifPresent(agents::add);
      } else {
        List<String> known = new ArrayList<>(configured);
        known.addAll(BUILT_IN_AGENTS);
        reading.problem(section.lineOf("default"), YamlSection.unknown("agent", name, name, known));
      }
    }
    return agents;
  }

  private Optional<AgentSettings> readAgent(String name, YamlSection section, int line) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      reading.problem(line, "'" + name + "' is no name for an agent");
      return Optional.empty();
    }
    String whenMissing =
        BUILT_IN_AGENTS.contains(name) && !section.has("command")
            ? name
            : AgentBackend.COMMAND.word();
    Optional<AgentBackend> backend =
        section.value("backend", whenMissing, "opencode, command or scripted", this::backend);
    List<String> command = section.texts("command");
    List<String> resume = section.texts("resume");
    List<String> environmentNames = section.texts("env");
    environmentNames.stream()
        .filter(variable -> !variable.matches("[A-Za-z_][A-Za-z0-9_]*"))
        .forEach(
            variable ->
                reading.problem(
                    section.lineOf("env"),
                    "'env' takes names of variables, not '" + Secrets.mask(variable) + "'"));
    @Nullable String model = section.text("model", null).orElse(null);
    String account = section.text("account", name).orElse(name);
    List<String> login =
        section.texts("login").stream().map(path -> resolve(path).toString()).toList();
    if (backend.isEmpty()) {
      return Optional.empty();
    }
    if (backend.get() == AgentBackend.COMMAND && command.isEmpty()) {
      reading.problem(line, "agent '" + name + "' needs 'command'");
      return Optional.empty();
    }
    if (backend.get() != AgentBackend.COMMAND && !command.isEmpty()) {
      reading.problem(
          section.lineOf("command"),
          "agent '" + name + "' has backend " + backend.get().word() + ", which takes no command");
      return Optional.empty();
    }
    return Optional.of(
        new AgentSettings(
            name, backend.get(), command, resume, environmentNames, model, account, login));
  }

  private Optional<AgentBackend> backend(String word) {
    for (AgentBackend backend : AgentBackend.values()) {
      if (backend.word().equals(word)) {
        return Optional.of(backend);
      }
    }
    return Optional.empty();
  }

  private @Nullable String readReviewer(YamlSection section, List<AgentSettings> agents) {
    if (!section.has("review")) {
      return null;
    }
    YamlSection review = section.section("review", KnownKeys.REVIEW);
    Optional<String> name = review.requiredText("agent");
    List<String> known = agents.stream().map(AgentSettings::name).toList();
    if (name.isPresent() && !known.contains(name.get())) {
      reading.problem(
          review.lineOf("agent"), YamlSection.unknown("agent", name.get(), name.get(), known));
    }
    return name.orElse(null);
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
