package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.PositiveDuration;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlanRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which issues a wave takes, and what it is called. */
final class WaveSelection {
  /** What a shell takes as it is. */
  private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9@%+=:./_][A-Za-z0-9@%+=:./_-]*");

  /** The type of the failure of a plan whose tracker cannot be read. */
  private static final String TRACKER = "tracker";

  @Option(names = "--milestone", paramLabel = "M", description = "Open issues of a milestone.")
  @Nullable String milestone;

  @Option(names = "--label", paramLabel = "L", description = "Open issues with a label.")
  @Nullable String label;

  @Option(
      names = "--issues",
      paramLabel = "KEY",
      split = ",",
      description = "Exactly these: owner/repo#1,owner/repo#2")
  List<String> issues = new ArrayList<>();

  @Option(names = "--all", description = "Every open issue of the project's repositories.")
  boolean all;

  @Option(names = "--name", paramLabel = "NAME", description = "The wave's name.")
  @Nullable String name;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "After this long waiting, issues expire: 90m, 8h")
  @Nullable String deadline;

  @Option(
      names = "--allow-held",
      description = "Also take issues whose dependency outside the wave has not landed.")
  boolean allowHeld;

  boolean isEmpty() {
    return milestone == null && label == null && issues.isEmpty() && !all;
  }

  /** Returns options that say the same, for a shell. */
  String words() {
    List<String> words = new ArrayList<>();
    option("--milestone", milestone, words);
    option("--label", label, words);
    issues.forEach(issue -> option("--issues", IssueKeys.seen(issue), words));
    if (all) {
      words.add("--all");
    }
    option("--name", name, words);
    option("--deadline", deadline, words);
    if (allowHeld) {
      words.add("--allow-held");
    }
    return String.join(" ", words);
  }

  private static void option(String option, @Nullable String value, List<String> words) {
    if (value != null) {
      words.add(option);
      words.add(SIMPLE.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
    }
  }

  WaveId wave(String project) {
    return new WaveId(project, checkedName());
  }

  private String checkedName() {
    if (name != null) {
      try {
        return new WaveId("any", name).name();
      } catch (IllegalArgumentException e) {
        throw CliProblem.usage(
            "'" + name + "' is no name for a wave", "letters, digits, . _ - (at most 64)");
      }
    }
    if (milestone != null) {
      return slug(milestone);
    }
    if (label != null) {
      return slug(label);
    }
    if (!issues.isEmpty()) {
      return slug(String.join("-", issues).replaceAll("[^/,-]+/", ""));
    }
    if (all) {
      return "all";
    }
    throw CliProblem.usage(
        "nothing is chosen", "say which issues: --milestone, --label, --issues or --all");
  }

  private static String slug(String text) {
    String slug =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+|-+$", "");
    if (slug.isEmpty() || slug.length() > 64) {
      slug = "wave-" + Integer.toHexString(text.hashCode());
    }
    return slug;
  }

  /**
   * Plans the wave.
   *
   * @throws CliProblem if the configuration keeps it from being planned or from ever landing
   */
  PlanReport plan(ProjectConfiguration configuration, Waves waves, Gate gate) {
    ProjectSettings settings = configuration.settings();
    PlaceholderChecks.refuse(configuration, repositories(settings));
    try {
      return waves.plan(request(settings, gate), words());
    } catch (CliProblem problem) {
      boolean files = settings.tracker().kind().equals(TrackerSettings.FILES);
      Path folder = Path.of(settings.tracker().path());
      if (!files || !Failures.isOfType(problem, TRACKER) || Files.isDirectory(folder)) {
        throw problem;
      }
      throw new CliProblem(
          ExitCode.CONFIGURATION,
          problem.what(),
          configuration.placeOf("tracker.path")
              + ": 'tracker.path': "
              + folder
              + (Files.exists(folder) ? " is no folder" : " is not there"),
          "mkdir -p '" + folder + "', then write issues there, or correct the path",
          problem);
    }
  }

  /** Returns the repositories that may take part. */
  private List<RepositoryName> repositories(ProjectSettings settings) {
    return issues.isEmpty()
        ? settings.repositories().stream().map(RepositorySettings::name).toList()
        : issues.stream().map(IssueKeys::parse).flatMap(key -> key.repository().stream()).toList();
  }

  private PlanRequest request(ProjectSettings settings, Gate gate) {
    return new PlanRequest(
        wave(settings.project()),
        settings,
        issues.stream().map(IssueKeys::parse).toList(),
        milestone,
        label,
        all,
        gate.anyHost(),
        allowHeld,
        deadline());
  }

  private @Nullable Duration deadline() {
    return deadline == null ? null : PositiveDuration.of(deadline, "90m or 8h");
  }
}
