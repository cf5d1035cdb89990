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

  /** How the address of the API of a GitHub Enterprise Server ends. */
  private static final String SERVER_API = "/api/v3";

  public GitHubSettings {
    Checks.notBlank(api, "tracker api");
    if (tokenEnv == null && tokenFile == null) {
      throw new IllegalArgumentException("a GitHub tracker names a token variable or file");
    }
  }

  /** Returns the address of the pages for people, without a slash at its end. */
  public String web() {
    if (api.equals(PUBLIC_API)) {
      return "https://github.com";
    }
    return api.endsWith(SERVER_API) ? api.substring(0, api.length() - SERVER_API.length()) : api;
  }

  /** Whose issues may be worked on: an agent does what an issue's text says. */
  public enum Trust {
    /** Those whose author, or somebody who set a label on them, may write to the repository. */
    WRITE_ACCESS,
    /** Everybody's. */
    ANYONE
  }
}
