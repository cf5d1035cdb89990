package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.Findings.Verdict;
import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tries what a wave needs of its project. */
final class ProjectTrials {
  private final CliContext context;
  private final Programs programs;
  private final Findings findings;

  ProjectTrials(CliContext context, Findings findings) {
    this.context = context;
    this.programs = new Programs(context);
    this.findings = findings;
  }

  /** Returns the configuration if it can be read. */
  Optional<ProjectConfiguration> examine(Optional<Path> file) throws InterruptedException {
    Optional<ProjectConfiguration> configuration = examineConfiguration(file);
    if (configuration.isPresent()) {
      ProjectSettings settings = configuration.get().settings();
      Map<RepositoryName, String> placeholders = configuration.get().placeholderChecks();
      for (RepositorySettings repository : settings.repositories()) {
        examineRepository(repository, Optional.ofNullable(placeholders.get(repository.name())));
      }
      for (AgentSettings agent : settings.agents()) {
        examineAgent(agent);
      }
      examineTracker(configuration.get());
    }
    return configuration;
  }

  private Optional<ProjectConfiguration> examineConfiguration(Optional<Path> file) {
    if (file.isEmpty()) {
      findings.add(
          "configuration",
          Verdict.WARN,
          "no " + ConfigurationReader.FILE_NAME + " here or in a folder above",
          "wavewright init");
      return Optional.empty();
    }
    try {
      ProjectConfiguration configuration =
          ConfigurationReader.read(file.get(), context.environment());
      findings.add(
          "configuration",
          Verdict.OK,
          file.get() + ", project " + configuration.settings().project(),
          "");
      return Optional.of(configuration);
    } catch (ConfigurationException e) {
      findings.add(
          "configuration", Verdict.FAIL, String.valueOf(e.getMessage()), "correct " + file.get());
      return Optional.empty();
    }
  }

  /**
   * @param placeholder where its check is written, if that is still a placeholder
   */
  private void examineRepository(RepositorySettings repository, Optional<String> placeholder)
      throws InterruptedException {
    String what = "repository " + repository.name();
    ChildProcess.Ended ended =
        ChildProcess.run(
            context.folder(),
            Map.of("GIT_TERMINAL_PROMPT", "0", "GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
            Programs.SHORT,
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
      findings.add(
          what,
          Verdict.FAIL,
          repository.url() + " cannot be read: " + ended.firstLine(),
          "correct 'url' in the configuration, or your access to it");
      return;
    }
    if (!ended.output().contains("refs/heads/" + repository.base())) {
      findings.add(
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
      findings.add(
          what,
          Verdict.FAIL,
          repository.integration() + " is checked out in " + repository.url(),
          "git -C " + repository.url() + " switch " + repository.base());
      return;
    }
    if (placeholder.isPresent()) {
      findings.add(
          what,
          Verdict.FAIL,
          placeholder.get() + ": " + PlaceholderChecks.what(repository.name()),
          PlaceholderChecks.FIX);
      return;
    }
    String program = repository.check().getFirst();
    if (!program.contains("/") && programs.onPath(program).isEmpty()) {
      findings.add(
          what, Verdict.WARN, "its check starts with " + program + ", not on PATH", "install it");
      return;
    }
    findings.add(what, Verdict.OK, repository.url() + ", " + integration, "");
  }

  private boolean isCheckedOut(RepositorySettings repository) throws InterruptedException {
    if (!Files.isDirectory(Path.of("/").resolve(repository.url()))) {
      return false;
    }
    return programs
        .run(List.of("git", "-C", repository.url(), "worktree", "list", "--porcelain"))
        .output()
        .lines()
        .anyMatch(line -> line.equals("branch refs/heads/" + repository.integration()));
  }

  private void examineAgent(AgentSettings agent) throws InterruptedException {
    String what = "agent " + agent.name();
    if (agent.backend() == AgentBackend.SCRIPTED) {
      findings.add(what, Verdict.OK, "built in: does what the issue's script says", "");
      return;
    }
    String program =
        agent.backend() == AgentBackend.OPENCODE ? "opencode" : agent.command().getFirst();
    for (String file : agent.login()) {
      if (!Files.isReadable(Path.of(file))) {
        findings.add(
            what, Verdict.FAIL, "its login file " + file + " cannot be read", "log in with it");
        return;
      }
    }
    Optional<Path> found =
        agent.backend() == AgentBackend.OPENCODE ? programs.opencode() : programs.onPath(program);
    if (found.isEmpty()) {
      findings.add(what, Verdict.FAIL, program + " is not on PATH", "install " + program);
      return;
    }
    if (agent.backend() == AgentBackend.COMMAND) {
      // Never run to see what it says: a command may set to work, here in the user's own folder.
      findings.add(what, Verdict.OK, found.get() + " can be run", "");
      return;
    }
    ChildProcess.Ended ended = programs.run(List.of(found.get().toString(), "--version"));
    if (ended.ok()) {
      findings.add(what, Verdict.OK, program + " " + ended.firstLine(), "");
    } else {
      findings.add(
          what,
          Verdict.WARN,
          program + " --version ended with " + ended.exitCode() + ": " + ended.firstLine(),
          "run it by hand once");
    }
  }

  private void examineTracker(ProjectConfiguration configuration) {
    GitHubSettings gitHub = configuration.settings().tracker().gitHub();
    if (gitHub != null) {
      examineGitHub(gitHub);
      return;
    }
    Path issues = Path.of(configuration.settings().tracker().path());
    if (Files.isDirectory(issues)) {
      findings.add("tracker", Verdict.OK, "files in " + issues, "");
    } else {
      findings.add(
          "tracker",
          Verdict.WARN,
          configuration.placeOf("tracker.path")
              + ": "
              + issues
              + (Files.exists(issues) ? " is no folder" : " is not there"),
          "mkdir -p '" + issues + "', or correct 'tracker.path'; a task needs none");
    }
  }

  /** Looks where a worker would look that is started from here; the token itself is not shown. */
  private void examineGitHub(GitHubSettings gitHub) {
    String file = gitHub.tokenFile();
    if (file == null) {
      String variable = String.valueOf(gitHub.tokenEnv());
      boolean there = !context.environment().getOrDefault(variable, "").isBlank();
      findings.add(
          "tracker",
          there ? Verdict.OK : Verdict.WARN,
          "issues of " + gitHub.api() + (there ? ", token in " : "; there is no ") + variable,
          there
              ? ""
              : "export "
                  + variable
                  + " where 'wavewright up' runs: a worker has the environment of that command");
      return;
    }
    Path path = Path.of(file);
    boolean readable = Files.isReadable(path);
    if (readable && isForOthers(path)) {
      findings.add(
          "tracker", Verdict.FAIL, file + " may be read by others", "chmod 600 '" + file + "'");
      return;
    }
    findings.add(
        "tracker",
        readable ? Verdict.OK : Verdict.FAIL,
        readable ? "issues of " + gitHub.api() + ", token in " + file : file + " cannot be read",
        readable ? "" : "write a token into it, for you alone: chmod 600 '" + file + "'");
  }

  private static boolean isForOthers(Path file) {
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
      return rights.contains(PosixFilePermission.GROUP_READ)
          || rights.contains(PosixFilePermission.OTHERS_READ)
          || rights.contains(PosixFilePermission.GROUP_WRITE)
          || rights.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
