package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads where issues come from.
 *
 * <p>Of a token only its place is frozen. Where none is written, that is the file {@value
 * #TOKEN_FILE} of the user's configuration folder if it is there, else {@code GITHUB_TOKEN}, or
 * {@code GH_TOKEN} where only that one is set. The worker looks the token up there for every piece
 * of work, in its own environment and on its own disk.
 */
final class TrackerReader {
  /** The file of the user's configuration folder that holds a token. */
  static final String TOKEN_FILE = "github-token";

  private static final List<String> OF_FILES = List.of("path");
  private static final List<String> OF_GITHUB = List.of("api", "token-env", "token-file", "trust");

  private final WrittenPaths paths;
  private final YamlSection.Reading reading;

  TrackerReader(WrittenPaths paths, YamlSection.Reading reading) {
    this.paths = paths;
    this.reading = reading;
  }

  TrackerSettings read(YamlSection root, List<RepositorySettings> repositories) {
    YamlSection section = root.section("tracker", KnownKeys.TRACKER);
    String kind =
        section
            .value(
                "kind",
                TrackerSettings.FILES,
                "'files' or 'github'",
                text ->
                    Optional.of(text)
                        .filter(List.of(TrackerSettings.FILES, TrackerSettings.GITHUB)::contains))
            .orElse(TrackerSettings.FILES);
    if (kind.equals(TrackerSettings.GITHUB)) {
      refuse(section, OF_FILES, "kind 'github' has none");
      refuseLocal(section, repositories);
      return TrackerSettings.gitHub(gitHub(section));
    }
    refuse(section, OF_GITHUB, "it belongs to kind 'github'");
    String path = section.text("path", "issues").orElse("issues");
    return TrackerSettings.files(paths.resolve(path).toString());
  }

  private void refuse(YamlSection section, List<String> keys, String why) {
    for (String key : keys) {
      if (section.keys().contains(key)) {
        reading.problem(section.lineOf(key), "remove 'tracker." + key + "': " + why);
      }
    }
  }

  private void refuseLocal(YamlSection section, List<RepositorySettings> repositories) {
    for (RepositorySettings repository : repositories) {
      if (repository.name().value().startsWith("local/")) {
        reading.problem(
            section.lineOf("kind"),
            "tracker kind 'github' needs a 'name: owner/name' for the repository "
                + repository.url());
      }
    }
  }

  private GitHubSettings gitHub(YamlSection section) {
    String api =
        section
            .value(
                "api",
                GitHubSettings.PUBLIC_API,
                "an https address such as " + GitHubSettings.PUBLIC_API,
                TokenAddress::read)
            .orElse(GitHubSettings.PUBLIC_API);
    Trust trust =
        section
            .value("trust", "write-access", "'write-access' or 'anyone'", TrackerReader::trust)
            .orElse(Trust.WRITE_ACCESS);
    boolean nameless = !section.has("token-env") && !section.has("token-file");
    String file =
        section
            .text("token-file", nameless ? usualFile() : null)
            .map(written -> paths.resolve(written).toString())
            .orElse(null);
    String variable = usualVariable();
    if (section.has("token-env")) {
      variable = section.text("token-env", null).orElse(variable);
      if (!isVariable(variable)) {
        // What is written is not shown: it may be the token itself.
        reading.problem(
            section.lineOf("token-env"),
            "'tracker.token-env' must be the name of a variable, never a token");
      }
    } else if (file == null) {
      Optional<String> recorded = section.text("token-env", variable);
      variable = recorded.orElse(variable);
    }
    if (section.has("token-env") && section.has("token-file")) {
      reading.problem(
          section.lineOf("token-env"),
          "give 'tracker.token-env' or 'tracker.token-file', not both");
    }
    return new GitHubSettings(api, file == null ? variable : null, file, trust);
  }

  /** A token in place of its name would be in every history: it must at least look like a name. */
  private static boolean isVariable(String text) {
    return text.matches("[A-Za-z_][A-Za-z0-9_]{0,63}") && !text.matches("(gh[a-z]|github_pat)_.*");
  }

  private @Nullable String usualFile() {
    Map<String, String> environment = paths.environment();
    String explicit = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (!explicit.startsWith("/") && !home.startsWith("/")) {
      return null;
    }
    Path folder = explicit.startsWith("/") ? Path.of(explicit) : Path.of(home, ".config");
    Path file = folder.resolve("wavewright").resolve(TOKEN_FILE).normalize();
    return Files.exists(file) ? file.toString() : null;
  }

  private String usualVariable() {
    Map<String, String> environment = paths.environment();
    boolean onlyShort =
        environment.getOrDefault("GITHUB_TOKEN", "").isBlank()
            && !environment.getOrDefault("GH_TOKEN", "").isBlank();
    return onlyShort ? "GH_TOKEN" : "GITHUB_TOKEN";
  }

  private static Optional<Trust> trust(String text) {
    return switch (text) {
      case "write-access" -> Optional.of(Trust.WRITE_ACCESS);
      case "anyone" -> Optional.of(Trust.ANYONE);
      default -> Optional.empty();
    };
  }
}
