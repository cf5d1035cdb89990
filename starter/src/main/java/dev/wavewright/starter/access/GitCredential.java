package dev.wavewright.starter.access;

import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitLogin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What git shows the server of a tracker, and no other, to be let in: the project's token. */
public final class GitCredential {
  private final GitLogin login;
  private final ProjectToken token;

  private GitCredential(GitLogin login, ProjectToken token) {
    this.login = login;
    this.token = token;
  }

  /** Returns what to show the server of {@code url}; empty if it is not the tracker's own. */
  public static Optional<GitCredential> of(
      GitHubSettings settings, ProjectToken token, String url) {
    return GitLogin.of(settings, url).map(login -> new GitCredential(login, token));
  }

  /** Tells whether git needs the token of these settings to reach {@code url}. */
  public static boolean concerns(GitHubSettings settings, String url) {
    return GitLogin.of(settings, url).isPresent();
  }

  /** Returns git's settings for it; the token is not in them. */
  public List<String> settings() {
    return login.settings();
  }

  /** Returns the environment that those settings read; for git's own process alone. */
  public Map<String, String> environment() {
    return Map.of(GitLogin.VARIABLE, token.reveal());
  }

  public ProjectToken token() {
    return token;
  }
}
