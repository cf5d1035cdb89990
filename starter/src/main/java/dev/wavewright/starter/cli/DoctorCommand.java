package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.config.HostFile;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.config.Secrets;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wavewright doctor}: really tries what a wave needs. */
@Command(
    name = "doctor",
    description = "Try everything a wave needs and say how to repair what does not work.",
    mixinStandardHelpOptions = true)
final class DoctorCommand extends Verb {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Pattern GIT_VERSION = Pattern.compile("git version (\\d+)\\.(\\d+)");
  private static final long LITTLE_SPACE = 2L << 30;
  private static final int OLDEST_JAVA = 21;
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

  @Mixin ProjectOptions project = new ProjectOptions();

  private final List<Finding> findings = new ArrayList<>();

  DoctorCommand(CliContext context) {
    super(context);
  }

  /** How a trial ended. */
  enum Verdict {
    OK,
    WARN,
    FAIL
  }

  /**
   * One trial.
   *
   * @param fix what to do; empty when nothing is to be done
   */
  record Finding(String what, String verdict, String detail, String fix) {}

  @Override
  ExitCode run(CommandOutput output) throws InterruptedException {
    examineJava();
    examineGit();
    boolean reachable = examineTemporal();
    examineClock();
    examineHostFile();
    Optional<ProjectConfiguration> configuration = examineConfiguration();
    if (configuration.isPresent()) {
      for (RepositorySettings repository : configuration.get().settings().repositories()) {
        examineRepository(repository);
      }
      for (AgentSettings agent : configuration.get().settings().agents()) {
        examineAgent(agent);
      }
      examineTracker(configuration.get());
    }
    examineDisk(configuration);
    add(
        "sandbox",
        Verdict.WARN,
        "UNSANDBOXED: agents and checks run with your rights on this machine",
        "let them work only on repositories and issues you trust");

    Map<String, Object> data = new LinkedHashMap<>();
    data.put("findings", findings);
    output.data(data);
    findings.forEach(finding -> print(output, finding));
    if (findings.stream().noneMatch(finding -> finding.verdict().equals("fail"))) {
      return ExitCode.DONE;
    }
    return reachable ? ExitCode.CONFIGURATION : ExitCode.UNREACHABLE;
  }

  private void print(CommandOutput output, Finding finding) {
    CommandOutput.Paint paint =
        switch (finding.verdict()) {
          case "ok" -> CommandOutput.Paint.GREEN;
          case "warn" -> CommandOutput.Paint.YELLOW;
          default -> CommandOutput.Paint.RED;
        };
    output.line(
        output.paint(paint, String.format("%-5s", finding.verdict()))
            + finding.what()
            + ": "
            + Printable.line(finding.detail()));
    if (!finding.fix().isEmpty()) {
      output.line("     fix: " + finding.fix());
    }
  }

  private void add(String what, Verdict verdict, String detail, String fix) {
    String word =
        switch (verdict) {
          case OK -> "ok";
          case WARN -> "warn";
          case FAIL -> "fail";
        };
    findings.add(new Finding(what, word, Secrets.mask(detail), fix));
  }

  private void examineJava() {
    int feature = Runtime.version().feature();
    String detail = "Java " + Runtime.version() + " at " + System.getProperty("java.home");
    if (feature >= OLDEST_JAVA) {
      add("java", Verdict.OK, detail, "");
    } else {
      add("java", Verdict.FAIL, detail, "install a JDK 21 or newer and set JAVA_HOME");
    }
  }

  private void examineGit() throws InterruptedException {
    ChildProcess.Ended ended = run(List.of("git", "--version"));
    Matcher matcher = GIT_VERSION.matcher(ended.output());
    if (!ended.ok() || !matcher.find()) {
      add("git", Verdict.FAIL, "cannot be run: " + ended.firstLine(), "install git 2.38 or newer");
      return;
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    if (major > 2 || (major == 2 && minor >= 38)) {
      add("git", Verdict.OK, ended.firstLine(), "");
    } else {
      add("git", Verdict.FAIL, ended.firstLine(), "install git 2.38 or newer");
    }
  }

  private boolean examineTemporal() throws InterruptedException {
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      String version =
          connection
              .client()
              .getWorkflowServiceStubs()
              .blockingStub()
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
              .getServerVersion();
      add(
          "temporal",
          Verdict.OK,
          "answers, server " + (version.isEmpty() ? "of the test library" : version),
          "");
      return true;
    } catch (CliProblem problem) {
      return examineTemporalOnDisk(problem.what());
    } catch (RuntimeException e) {
      return examineTemporalOnDisk(String.valueOf(e.getMessage()));
    }
  }

  private boolean examineTemporalOnDisk(String whyNotReached) throws InterruptedException {
    if (!context.environment().getOrDefault("TEMPORAL_ADDRESS", "").isBlank()) {
      add("temporal", Verdict.FAIL, whyNotReached, "start it, or: unset TEMPORAL_ADDRESS");
      return false;
    }
    ChildProcess.Ended temporal = run(List.of("temporal", "--version"));
    if (temporal.ok()) {
      add("temporal", Verdict.OK, "not running; can be: " + temporal.firstLine(), "");
      return true;
    }
    ChildProcess.Ended go = run(List.of("go", "version"));
    if (go.ok()) {
      add(
          "temporal",
          Verdict.WARN,
          "not on PATH; 'wavewright up' uses its cached build, or builds it once with "
              + go.firstLine(),
          "wavewright up");
      return true;
    }
    add(
        "temporal",
        Verdict.FAIL,
        "neither running nor on PATH, and no Go to build it: " + whyNotReached,
        "install the Temporal CLI or Go, set TEMPORAL_ADDRESS, or: wavewright up --in-memory");
    return false;
  }

  private void examineClock() {
    Instant now = context.clock().instant();
    if (now.isBefore(BUILT)) {
      add("clock", Verdict.FAIL, "says " + now, "set the clock: timers and leases depend on it");
      return;
    }
    add("clock", Verdict.OK, now.toString(), "");
  }

  private void examineHostFile() {
    Path file = StackFolders.of(context.environment()).hostFile();
    try {
      HostFile.check(file);
      if (Files.exists(file)) {
        add("this machine", Verdict.OK, file.toString(), "");
      }
    } catch (ConfigurationException e) {
      add("this machine", Verdict.FAIL, String.valueOf(e.getMessage()), "correct " + file);
    }
  }

  private Optional<ProjectConfiguration> examineConfiguration() {
    Optional<Path> file = project.find(context);
    if (file.isEmpty()) {
      add(
          "configuration",
          Verdict.WARN,
          "no " + ConfigurationReader.FILE_NAME + " here or in a folder above",
          "wavewright init");
      return Optional.empty();
    }
    try {
      ProjectConfiguration configuration =
          ConfigurationReader.read(file.get(), context.environment());
      add(
          "configuration",
          Verdict.OK,
          file.get() + ", project " + configuration.settings().project(),
          "");
      return Optional.of(configuration);
    } catch (ConfigurationException e) {
      add("configuration", Verdict.FAIL, String.valueOf(e.getMessage()), "correct " + file.get());
      return Optional.empty();
    }
  }

  private void examineRepository(RepositorySettings repository) throws InterruptedException {
    String what = "repository " + repository.name();
    ChildProcess.Ended ended =
        ChildProcess.run(
            context.folder(),
            Map.of("GIT_TERMINAL_PROMPT", "0", "GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
            SHORT,
            List.of(
                "git",
                "-c",
                "protocol.ext.allow=never",
                "ls-remote",
                "--heads",
                "--",
                repository.url(),
                "refs/heads/" + repository.base(),
                "refs/heads/" + repository.integration()));
    if (!ended.ok()) {
      add(
          what,
          Verdict.FAIL,
          repository.url() + " cannot be read: " + ended.firstLine(),
          "correct 'url' in the configuration, or your access to it");
      return;
    }
    if (!ended.output().contains("refs/heads/" + repository.base())) {
      add(
          what,
          Verdict.FAIL,
          "it has no branch '" + repository.base() + "'",
          "correct 'base' in the configuration, or make the branch with a first commit");
      return;
    }
    String integration =
        ended.output().contains("refs/heads/" + repository.integration())
            ? repository.integration() + " is there"
            : repository.integration() + " will be made from " + repository.base();
    if (isCheckedOut(repository)) {
      add(
          what,
          Verdict.FAIL,
          repository.integration() + " is checked out in " + repository.url(),
          "git -C " + repository.url() + " switch " + repository.base());
      return;
    }
    String program = repository.check().getFirst();
    if (!program.contains("/") && onPath(program).isEmpty()) {
      add(what, Verdict.WARN, "its check starts with " + program + ", not on PATH", "install it");
      return;
    }
    add(what, Verdict.OK, repository.url() + ", " + integration, "");
  }

  private boolean isCheckedOut(RepositorySettings repository) throws InterruptedException {
    if (!Files.isDirectory(Path.of("/").resolve(repository.url()))) {
      return false;
    }
    return run(List.of("git", "-C", repository.url(), "worktree", "list", "--porcelain"))
        .output()
        .lines()
        .anyMatch(line -> line.equals("branch refs/heads/" + repository.integration()));
  }

  private void examineAgent(AgentSettings agent) throws InterruptedException {
    String what = "agent " + agent.name();
    if (agent.backend() == AgentBackend.SCRIPTED) {
      add(what, Verdict.OK, "built in: does what the issue's script says", "");
      return;
    }
    String program =
        agent.backend() == AgentBackend.OPENCODE ? "opencode" : agent.command().getFirst();
    for (String file : agent.login()) {
      if (!Files.isReadable(Path.of(file))) {
        add(what, Verdict.FAIL, "its login file " + file + " cannot be read", "log in with it");
        return;
      }
    }
    Optional<Path> found = agent.backend() == AgentBackend.OPENCODE ? opencode() : onPath(program);
    if (found.isEmpty()) {
      add(what, Verdict.FAIL, program + " is not on PATH", "install " + program);
      return;
    }
    if (agent.backend() == AgentBackend.COMMAND) {
      // Never run to see what it says: a command may set to work, here in the user's own folder.
      add(what, Verdict.OK, found.get() + " can be run", "");
      return;
    }
    ChildProcess.Ended ended = run(List.of(found.get().toString(), "--version"));
    if (ended.ok()) {
      add(what, Verdict.OK, program + " " + ended.firstLine(), "");
    } else {
      add(
          what,
          Verdict.WARN,
          program + " --version ended with " + ended.exitCode() + ": " + ended.firstLine(),
          "run it by hand once");
    }
  }

  private void examineTracker(ProjectConfiguration configuration) {
    Path issues = Path.of(configuration.settings().tracker().path());
    if (Files.isDirectory(issues)) {
      add("tracker", Verdict.OK, "files in " + issues, "");
    } else {
      add("tracker", Verdict.WARN, issues + " is not there", "mkdir -p " + issues);
    }
  }

  private void examineDisk(Optional<ProjectConfiguration> configuration) {
    String home = context.environment().getOrDefault("HOME", "/");
    String state = context.environment().getOrDefault("XDG_STATE_HOME", home + "/.local/state");
    Path folder =
        Path.of(
            configuration
                .map(found -> Optional.ofNullable(found.settings().state()).orElse(state))
                .orElse(state));
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      String detail = (free >> 20) + " MiB free at " + folder;
      if (!Files.isWritable(folder)) {
        add("disk", Verdict.FAIL, folder + " cannot be written", "set XDG_STATE_HOME");
      } else if (free < LITTLE_SPACE) {
        add("disk", Verdict.WARN, detail, "make room: every session has its own worktree");
      } else {
        add("disk", Verdict.OK, detail, "");
      }
    } catch (IOException e) {
      add("disk", Verdict.FAIL, String.valueOf(e.getMessage()), "set XDG_STATE_HOME");
    }
  }

  /** Looks where a worker looks: what is named, what is in the cache, what is on PATH. */
  private Optional<Path> opencode() {
    String named = context.environment().getOrDefault("WAVEWRIGHT_OPENCODE", "");
    if (!named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    Path cached = StackFolders.of(context.environment()).cache().resolve("agents/opencode");
    if (Files.isDirectory(cached)) {
      try (Stream<Path> versions = Files.list(cached)) {
        Optional<Path> found =
            versions
                .map(each -> each.resolve("node_modules/opencode-linux-x64/bin/opencode"))
                .filter(Files::isExecutable)
                .max(Comparator.naturalOrder());
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException unreadable) {
        // A worker could not use it either.
      }
    }
    return onPath("opencode");
  }

  private Optional<Path> onPath(String program) {
    for (String folder : context.environment().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private ChildProcess.Ended run(List<String> command) throws InterruptedException {
    return ChildProcess.run(context.folder(), Map.of(), SHORT, command);
  }
}
