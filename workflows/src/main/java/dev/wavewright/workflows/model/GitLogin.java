package dev.wavewright.workflows.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How git is let in at one server, and at no other. The secret is in the environment of that one
 * git alone, never in an argument, a url or a configuration; nothing here holds it.
 *
 * @param origin scheme, host and port of the server as {@link #originOf} writes them
 */
public record GitLogin(String origin) {
  /** A token stands in the place of a password, and GitHub takes any name with it. */
  public static final String USER = "x-access-token";

  /** The variable by which the secret reaches one git process and its helper. */
  public static final String VARIABLE = "WAVEWRIGHT_GIT_SECRET";

  /**
   * An address by the letters of RFC 3986 alone: what a lenient reader takes differently, such as a
   * backslash before a second host, is no address here.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*://)(?:[\\w.~!$&'()*+,;=:%-]*@)?"
              + "([^@/?#]+)(?:[/?#][\\w.~!$&'()*+,;=:@%/?#\\[\\]-]*)?");

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");
  private static final Pattern API_HOST =
      Pattern.compile("(https://)api\\.(github\\.com|.*\\.ghe\\.com)");

  public GitLogin {
    if (!ORIGIN.matcher(origin).matches() || !isPrivate(origin)) {
      throw new IllegalArgumentException("no secret is sent to " + origin);
    }
  }

  /**
   * Returns the way in at {@code url} by the tracker's token; empty if it is not on the server from
   * which that GitHub gives its repositories to git, or if no token may be sent there. That server
   * is the one of its API, or the one whose API has a name of its own.
   */
  public static Optional<GitLogin> of(GitHubSettings settings, String url) {
    return originOf(settings.api())
        .map(
            origin -> {
              Matcher named = API_HOST.matcher(origin);
              return named.matches() ? named.group(1) + named.group(2) : origin;
            })
        .filter(GitLogin::isPrivate)
        .filter(server -> originOf(url).equals(Optional.of(server)))
        .map(GitLogin::new);
  }

  /**
   * Returns scheme, host and port of an address of the web, without its user; empty for any other
   * url and for a path.
   */
  public static Optional<String> originOf(String url) {
    Matcher address = ADDRESS.matcher(url);
    return address.matches()
        ? Optional.of((address.group(1) + address.group(2)).toLowerCase(Locale.ROOT))
            .filter(each -> ORIGIN.matcher(each).matches())
        : Optional.empty();
  }

  /** Tells whether nobody on the way can read along: by https, or within this machine. */
  private static boolean isPrivate(String origin) {
    return origin.startsWith("https://") || LOOPBACK.matcher(origin).matches();
  }

  /**
   * Returns git's settings for it. They are seen in process lists, so the secret is not in them:
   * the helper, a function of git's own shell, prints it from {@link #VARIABLE}, to this server
   * only.
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
}
