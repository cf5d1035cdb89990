package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code repositories}. */
record RepositoriesReader(WrittenPaths paths, YamlSection.Reading reading) {
  static final Duration CHECK_TIMEOUT = Duration.ofMinutes(20);

  private static final Pattern REMOTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+|[^/\\s]+:[^\\s]+");

  /** Whatever stands before the host in an address of the web may be a token. */
  private static final Pattern WITH_SECRET =
      Pattern.compile("(?i)https?://[^/@]*@.*|[a-z][a-z0-9+.-]*://[^/@:]*:[^/@]*@.*");

  private static final Pattern BRANCH =
      Pattern.compile(
          "(?!-)(?!.*(\\.\\.|//|@\\{|\\.lock$|/$|\\.$))[^\\s~^:?*\\[\\\\\\x00-\\x1f\\x7f]{1,200}");
  private static final Pattern OWNER_AND_NAME = Pattern.compile("([^/:]+)/([^/]+?)(?:\\.git)?/?$");

  List<RepositorySettings> read(YamlSection root) {
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
      repository(section)
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

  private Optional<RepositorySettings> repository(YamlSection section) {
    String url = section.requiredText("url").map(this::resolveUrl).orElse("");
    if (WITH_SECRET.matcher(url).matches()) {
      reading.problem(
          section.lineOf("url"),
          "'url' holds a user or a password, which would get into histories and logs; leave it"
              + " out: git is let in by the token of 'tracker', or by your credentials");
      return Optional.empty();
    }
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
    return REMOTE.matcher(written).matches() ? written : paths.resolve(written).toString();
  }

  private static @Nullable String nameFrom(String url) {
    if (!REMOTE.matcher(url).matches()) {
      Path name = Path.of(url).getFileName();
      return name == null ? null : "local/" + name.toString().replaceFirst("\\.git$", "");
    }
    var matcher = OWNER_AND_NAME.matcher(url);
    return matcher.find() ? matcher.group(1) + "/" + matcher.group(2) : null;
  }
}
