package dev.wavewright.starter.cli;

import dev.wavewright.starter.access.GitCredential;
import dev.wavewright.starter.access.GitHubQuestions;
import dev.wavewright.starter.access.ProjectToken;
import dev.wavewright.starter.access.RemoteGit;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tries what a wave needs of its project. */
final class ProjectTrials {
  private final CliContext context;
  private final Programs programs;
  private final Findings findings;
  private final Set<RepositoryName> integrated = new LinkedHashSet<>();

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
        examineRepository(
            repository,
            settings.tracker().gitHub(),
            Optional.ofNullable(placeholders.get(repository.name())));
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
   * Asks the url as a worker asks it.
   *
   * @param gitHub whose token lets git in, where the repository lies there
   * @param placeholder where its check is written, if that is still a placeholder
   */
  private void examineRepository(
      RepositorySettings repository, @Nullable GitHubSettings gitHub, Optional<String> placeholder)
      throws InterruptedException {
    String what = "repository " + repository.name();
    Optional<GitCredential> shown = Optional.empty();
    if (gitHub != null && GitCredential.concerns(gitHub, repository.url())) {
      switch (ProjectToken.find(gitHub, context.environment())) {
        case ProjectToken.Found found ->
            shown = GitCredential.of(gitHub, found.token(), repository.url());
        case ProjectToken.Missing missing -> {
          findings.refused(
              what, repository.url() + " cannot be read: " + missing.problem(), missing.fix());
          return;
        }
      }
    }
    RemoteGit.Answer answer =
        new RemoteGit(context.environment(), Programs.REMOTE)
            .run(
                Path.of("/"),
                shown,
                "ls-remote",
                "--heads",
                "--",
                repository.url(),
                "refs/heads/" + repository.base(),
                "refs/heads/" + repository.integration());
    if (!answer.ok()) {
      unreadable(what, repository, shown, answer);
      return;
    }
    if (!answer.output().contains("refs/heads/" + repository.base())) {
      findings.add(
          what,
          Verdict.FAIL,
          "it has no branch '" + repository.base() + "'",
          "correct 'base' in the configuration, or make the branch with a first commit");
      return;
    }
    if (answer.output().contains("refs/heads/" + repository.integration())) {
      integrated.add(repository.name());
    }
    String integration =
        answer.output().contains("refs/heads/" + repository.integration())
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

  private void unreadable(
      String what,
      RepositorySettings repository,
      Optional<GitCredential> shown,
      RemoteGit.Answer answer) {
    String detail = repository.url() + " cannot be read: " + answer.complaint();
    if (shown.isPresent() && answer.isNotLetIn()) {
      findings.refused(
          what,
          detail,
          "correct 'url', or give the token of "
              + shown.get().token().source()
              + " access to it (contents: read and write), or replace the token");
    } else {
      findings.add(
          what, Verdict.FAIL, detail, "correct 'url' in the configuration, or your access to it");
    }
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

  private void examineTracker(ProjectConfiguration configuration) throws InterruptedException {
    GitHubSettings gitHub = configuration.settings().tracker().gitHub();
    if (gitHub != null) {
      examineGitHub(configuration.settings(), gitHub);
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

  private void examineGitHub(ProjectSettings project, GitHubSettings gitHub)
      throws InterruptedException {
    switch (ProjectToken.find(gitHub, context.environment())) {
      case ProjectToken.Found found -> {
        findings.add(
            "tracker",
            Verdict.OK,
            "issues of " + gitHub.api() + ", token in " + found.token().source(),
            "");
        try (GitHubQuestions questions =
            new GitHubQuestions(gitHub, found.token(), Programs.REMOTE)) {
          new GitHubTrials(context, findings, project, gitHub, found.token(), questions)
              .examine(integrated);
        }
      }
      case ProjectToken.Missing missing ->
          findings.refused(
              "tracker", "issues of " + gitHub.api() + "; " + missing.problem(), missing.fix());
    }
  }
}
