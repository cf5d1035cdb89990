package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.Findings.Verdict;
import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.HostFile;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tries what a wave needs of this machine. */
final class MachineTrials {
  private static final Pattern GIT_VERSION = Pattern.compile("git version (\\d+)\\.(\\d+)");
  private static final long LITTLE_SPACE = 2L << 30;
  private static final int OLDEST_JAVA = 21;
  private static final int GATE_SECONDS = 5;
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

  private final CliContext context;
  private final Programs programs;
  private final Findings findings;
  private List<PoolView> hosts = List.of();

  MachineTrials(CliContext context, Findings findings) {
    this.context = context;
    this.programs = new Programs(context);
    this.findings = findings;
  }

  /** Returns whether Temporal is there, or can be had. */
  boolean examine() throws InterruptedException {
    examineJava();
    examineGit();
    boolean reachable = examineTemporal();
    examineClock();
    examineHostFile();
    hosts.forEach(
        host ->
            findings.add(
                host.name().value(),
                HostLines.isPressed(host) ? Verdict.WARN : Verdict.OK,
                HostLines.of(host),
                HostLines.isPressed(host) ? "end other programs on that machine, or wait" : ""));
    return reachable;
  }

  private void examineJava() {
    int feature = Runtime.version().feature();
    String detail = "Java " + Runtime.version() + " at " + System.getProperty("java.home");
    if (feature >= OLDEST_JAVA) {
      findings.add("java", Verdict.OK, detail, "");
    } else {
      findings.add("java", Verdict.FAIL, detail, "install a JDK 21 or newer and set JAVA_HOME");
    }
  }

  private void examineGit() throws InterruptedException {
    ChildProcess.Ended ended = programs.run(List.of("git", "--version"));
    Matcher matcher = GIT_VERSION.matcher(ended.output());
    if (!ended.ok() || !matcher.find()) {
      findings.add(
          "git", Verdict.FAIL, "cannot be run: " + ended.firstLine(), "install git 2.38 or newer");
      return;
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    if (major > 2 || (major == 2 && minor >= 38)) {
      findings.add("git", Verdict.OK, ended.firstLine(), "");
    } else {
      findings.add("git", Verdict.FAIL, ended.firstLine(), "install git 2.38 or newer");
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
      hosts = hosts(connection);
      findings.add(
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
      findings.add("temporal", Verdict.FAIL, whyNotReached, "start it, or: unset TEMPORAL_ADDRESS");
      return false;
    }
    ChildProcess.Ended temporal = programs.run(List.of("temporal", "--version"));
    if (temporal.ok()) {
      findings.add("temporal", Verdict.OK, "not running; can be: " + temporal.firstLine(), "");
      return true;
    }
    ChildProcess.Ended go = programs.run(List.of("go", "version"));
    if (go.ok()) {
      findings.add(
          "temporal",
          Verdict.WARN,
          "not on PATH; 'wavewright up' uses its cached build, or builds it once with "
              + go.firstLine(),
          "wavewright up");
      return true;
    }
    findings.add(
        "temporal",
        Verdict.FAIL,
        "neither running nor on PATH, and no Go to build it: " + whyNotReached,
        "install the Temporal CLI or Go, set TEMPORAL_ADDRESS, or: wavewright up --in-memory");
    return false;
  }

  /** Asks the gate what hosts say of their machines; nothing where nobody answers soon. */
  private static List<PoolView> hosts(TemporalAccess.Connection connection)
      throws InterruptedException {
    CompletableFuture<CapacityView> asked =
        CompletableFuture.supplyAsync(
            () -> new Gate(connection.client()).view(), run -> Thread.ofVirtual().start(run));
    try {
      return asked.get(GATE_SECONDS, TimeUnit.SECONDS).pools().stream()
          .filter(pool -> pool.condition() != null)
          .toList();
    } catch (ExecutionException | TimeoutException e) {
      return List.of();
    }
  }

  private void examineClock() {
    Instant now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    if (now.isBefore(BUILT)) {
      findings.add(
          "clock", Verdict.FAIL, "says " + now, "set the clock: timers and leases depend on it");
      return;
    }
    findings.add("clock", Verdict.OK, now.toString(), "");
  }

  private void examineHostFile() {
    Path file = StackFolders.of(context.environment()).hostFile();
    try {
      HostFile.check(file);
      if (Files.exists(file)) {
        findings.add("this machine", Verdict.OK, file.toString(), "");
      }
    } catch (ConfigurationException e) {
      findings.add("this machine", Verdict.FAIL, String.valueOf(e.getMessage()), "correct " + file);
    }
  }

  /** Looks where the project keeps its state, or would without a configuration. */
  void examineDisk(Optional<ProjectConfiguration> configuration) {
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
        findings.add("disk", Verdict.FAIL, folder + " cannot be written", "set XDG_STATE_HOME");
      } else if (free < LITTLE_SPACE) {
        findings.add("disk", Verdict.WARN, detail, "make room: every session has its own worktree");
      } else {
        findings.add("disk", Verdict.OK, detail, "");
      }
    } catch (IOException e) {
      findings.add("disk", Verdict.FAIL, String.valueOf(e.getMessage()), "set XDG_STATE_HOME");
    }
  }
}
