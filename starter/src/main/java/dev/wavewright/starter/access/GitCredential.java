package dev.wavewright.starter.access;

import dev.wavewright.workflows.model.GitHubSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What git shows the server of a tracker, and no other, to be let in. The token is in the
 * environment of that one git alone, never in an argument, a url or a configuration.
 */
public final class GitCredential {
  /** A token stands in the place of a password, and GitHub takes any name with it. */
  static final String USER = "x-access-token";

  private static final String VARIABLE = "WAVEWRIGHT_GIT_SECRET";
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /** Nobody on the way can read along: by https, or within this machine. */
  private static final Pattern SAFE =
      Pattern.compile("https://.*|http://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");

  private static final Pattern API_HOST =
      Pattern.compile("(https://)api\\.(github\\.com|.*\\.ghe\\.com)");

  private final String origin;
  private final ProjectToken token;

  private GitCredential(String origin, ProjectToken token) {
    this.origin = origin;
    this.token = token;
  }

  /** Returns what to show the server of {@code url}; empty if it is not the tracker's own. */
  public static Optional<GitCredential> of(
      GitHubSettings settings, ProjectToken token, String url) {
    return server(settings)
        .filter(server -> originOf(url).equals(Optional.of(server)))
        .map(server -> new GitCredential(server, token));
  }

  /** Tells whether git needs the token of these settings to reach {@code url}. */
  public static boolean concerns(GitHubSettings settings, String url) {
    return server(settings).isPresent() && server(settings).equals(originOf(url));
  }

  /** Returns the server from which a GitHub gives its repositories to git. */
  private static Optional<String> server(GitHubSettings settings) {
    return originOf(settings.api())
        .map(
            origin -> {
              Matcher named = API_HOST.matcher(origin);
              return named.matches() ? named.group(1) + named.group(2) : origin;
            })
        .filter(origin -> SAFE.matcher(origin).matches());
  }

  /** Returns scheme, host and port of an address of the web; empty for any other url. */
  private static Optional<String> originOf(String url) {
    try {
      URI address = new URI(url);
      String scheme = address.getScheme();
      String host = address.getHost();
      if (scheme == null || host == null) {
        return Optional.empty();
      }
      String port = address.getPort() < 0 ? "" : ":" + address.getPort();
      return Optional.of((scheme + "://" + host + port).toLowerCase(Locale.ROOT))
          .filter(origin -> ORIGIN.matcher(origin).matches());
    } catch (URISyntaxException path) {
      return Optional.empty();
    }
  }

  /**
   * Returns git's settings for it. They are seen in process lists, so the token is not in them: the
   * helper, a function of git's own shell, prints it from the environment, to this server only.
   */
  public List<String> settings() {
    String helper =
        "!f() { test \"$1\" = get || exit 0; p=; h=; while IFS== read -r k v; do"
            + " case $k in protocol) p=$v;; host) h=$v;; esac; done;"
            + " test \"$p://$h\" = '"
            + origin
            + "' && printf 'username="
            + USER
            + "\\npassword=%s\\n' \"$"
            + VARIABLE
            + "\"; }; f";
    String key = "credential." + origin + ".helper=";
    return List.of(key, key + helper, "core.askPass=", "http.followRedirects=initial");
  }

  /** Returns the environment that the helper reads; for git's own process alone. */
  public Map<String, String> environment() {
    return Map.of(VARIABLE, token.reveal());
  }

  public ProjectToken token() {
    return token;
  }
}
