package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Credential;
import dev.wavewright.activities.git.Credentials;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitLogin;
import dev.wavewright.workflows.model.ProjectSettings;

/**
 * Hubs as a project reaches them: with its tracker's token, where a repository lies on the
 * tracker's own server.
 */
public final class ProjectHubs {
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
    // Found only when it is needed, and anew each time: a file may hold another one by then.
    return url ->
        GitLogin.of(settings, url)
            .map(login -> new Credential(login, tokens.of(settings), Tokens.source(settings)));
  }
}
