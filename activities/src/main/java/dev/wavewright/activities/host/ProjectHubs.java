package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Credential;
import dev.wavewright.activities.git.Credentials;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hubs as a project reaches them: with its tracker's token, where a repository lies on the
 * tracker's own server.
 */
public final class ProjectHubs {
  private static final Pattern API_HOST =
      Pattern.compile("(https://)api\\.(github\\.com|.*\\.ghe\\.com)");

  private final Hubs hubs;
  private final Tokens tokens;

  public ProjectHubs(Hubs hubs, Tokens tokens) {
    this.hubs = hubs;
    this.tokens = tokens;
  }

  /** Returns the hubs for what never reaches a url. */
  Hubs looking() {
    return hubs;
  }

  Hubs of(ProjectSettings project) {
    GitHubSettings settings = project.tracker().gitHub();
    return settings == null ? hubs : hubs.with(credentials(settings));
  }

  private Credentials credentials(GitHubSettings settings) {
    return url -> {
      Optional<String> server = gitServer(settings);
      // Found only when it is needed, and anew each time: a file may hold another one by then.
      return server.isPresent() && server.equals(Credential.originOf(url))
          ? Optional.of(new Credential(server.get(), tokens.of(settings), Tokens.source(settings)))
          : Optional.empty();
    };
  }

  /**
   * Returns the server from which a GitHub gives its repositories to git: the one of its API, or
   * the one whose API has a name of its own. Empty if no token may be sent there.
   */
  static Optional<String> gitServer(GitHubSettings settings) {
    return Credential.originOf(settings.api())
        .map(
            origin -> {
              Matcher named = API_HOST.matcher(origin);
              return named.matches() ? named.group(1) + named.group(2) : origin;
            })
        .filter(Credential::mayBeSentTo);
  }
}
