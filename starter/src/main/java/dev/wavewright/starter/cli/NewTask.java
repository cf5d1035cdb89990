package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.BuiltInAgents;
import dev.wavewright.starter.config.NearestName;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Expecting;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which repository, agent and priority a new task would have. */
final class NewTask {
  @Mixin ProjectOptions project = new ProjectOptions();

  @Option(
      names = "--repo",
      paramLabel = "REPOSITORY",
      description = "Say whether a new task of this one would be taken.")
  @Nullable String repository;

  @Option(
      names = "--agent",
      paramLabel = "AGENT",
      description = "... by another than the default agent.")
  @Nullable String agent;

  @Option(
      names = "--priority",
      paramLabel = "0-4",
      description = "... of this priority; 2 unless said.")
  int priority = Priority.DEFAULT.level();

  /**
   * Returns what is asked of the gate: with what the configuration tells, if there is one.
   *
   * @throws CliProblem if a repository or agent is named that the configuration does not know
   */
  Question question(CliContext context, CapacityView view) {
    if (repository == null && agent == null) {
      return question(project.readable(context), view, priority(priority));
    }
    ProjectSettings settings = project.require(context).settings();
    AgentSettings worker = agent(settings, agent);
    return Question.of(
        settings.project(),
        repository == null ? only(settings) : target(settings, repository).name(),
        worker.name(),
        worker.account(),
        priority(priority));
  }

  static Question question(Optional<ProjectConfiguration> configuration, CapacityView view) {
    return question(configuration, view, Priority.DEFAULT);
  }

  private static Question question(
      Optional<ProjectConfiguration> configuration, CapacityView view, Priority priority) {
    return configuration
        .map(ProjectConfiguration::settings)
        .map(
            settings ->
                Question.of(
                    settings.project(),
                    only(settings),
                    settings.defaultAgent().name(),
                    settings.defaultAgent().account(),
                    priority))
        .orElseGet(() -> Question.of(view, null, null, null, null, priority));
  }

  private static @Nullable RepositoryName only(ProjectSettings settings) {
    return settings.repositories().size() == 1 ? settings.repositories().getFirst().name() : null;
  }

  static String words(Advice advice, Instant now) {
    return "for a new task: delegate: "
        + advice.delegate().word()
        + " ("
        + advice.delegate().meaning()
        + ")"
        + (advice.position() == 0
            ? ""
            : ", position "
                + advice.position()
                + ", expected start "
                + Expecting.inWords(advice.expectedStart(), now))
        + (advice.reason().isEmpty() ? "" : ": " + Printable.line(advice.reason()));
  }

  /**
   * Returns the repository that is meant; the only one if none is named.
   *
   * @throws CliProblem of usage
   */
  static RepositorySettings target(ProjectSettings settings, @Nullable String wanted) {
    List<String> known = settings.repositories().stream().map(each -> each.name().value()).toList();
    if (wanted == null) {
      if (known.size() == 1) {
        return settings.repositories().getFirst();
      }
      throw CliProblem.usage(
          "which repository?", "say --repo with one of: " + String.join(", ", known));
    }
    return settings.repositories().stream()
        .filter(each -> matches(each.name(), wanted))
        .findFirst()
        .orElseThrow(() -> unknown("--repo", wanted, known, ""));
  }

  private static boolean matches(RepositoryName name, String wanted) {
    return name.value().equals(wanted) || name.value().endsWith("/" + wanted);
  }

  /**
   * Returns the agent that is meant; the default one if none is named.
   *
   * @throws CliProblem of usage
   */
  static AgentSettings agent(ProjectSettings settings, @Nullable String wanted) {
    if (wanted == null) {
      return settings.defaultAgent();
    }
    List<String> known =
        Stream.concat(
                settings.agents().stream().map(AgentSettings::name), BuiltInAgents.names().stream())
            .distinct()
            .toList();
    return settings
        .agent(wanted)
        .or(() -> BuiltInAgents.find(wanted))
        .orElseThrow(
            () ->
                unknown(
                    "--agent",
                    wanted,
                    known,
                    "; or add it to 'agents' of the configuration:  "
                        + Printable.shortened(wanted, 80)
                        + ": {command: [...]}"));
  }

  private static CliProblem unknown(
      String option, String wanted, List<String> known, String otherwise) {
    String hint = NearestName.question(wanted, known).map(question -> question + " ").orElse("");
    return CliProblem.usage(
        option + " '" + Printable.shortened(wanted, 80) + "' is not known",
        hint + "known here: " + String.join(", ", known) + otherwise);
  }

  static Priority priority(int level) {
    try {
      return new Priority(level);
    } catch (IllegalArgumentException e) {
      throw CliProblem.usage(String.valueOf(e.getMessage()), "");
    }
  }
}
