package dev.wavewright.workflows.model;

import org.jspecify.annotations.Nullable;

/**
 * How GitHub is reached. It names where a worker finds the token and never holds one, so that none
 * gets into a history.
 *
 * @param api address of the REST API, without a slash at its end
 * @param tokenEnv name of the environment variable of the worker that holds the token, or null
 * @param tokenFile absolute file that holds the token, or null; it wins over the variable
 * @param trust whose issues may be worked on
 */
public record GitHubSettings(
    String api, @Nullable String tokenEnv, @Nullable String tokenFile, Trust trust) {
  /** The address of github.com. */
  public static final String PUBLIC_API = "https://api.github.com";

  public GitHubSettings {
    Checks.notBlank(api, "tracker api");
    if (tokenEnv == null && tokenFile == null) {
      throw new IllegalArgumentException("a GitHub tracker names a token variable or file");
    }
  }

  /** Whose issues may be worked on: an agent does what an issue's text says. */
  public enum Trust {
    /** Those whose author, or somebody who set a label on them, may write to the repository. */
    WRITE_ACCESS,
    /** Everybody's. */
    ANYONE
  }
}
