package dev.wavewright.activities.git;

import dev.wavewright.activities.process.SecretText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What git shows one server, and no other, to be let in.
 *
 * @param origin scheme, host and port of the server as {@link #originOf} writes them
 * @param secret the password
 * @param source where it was found, for people: a variable or a file
 */
public record Credential(String origin, SecretText secret, String source) {
  /** A token stands in the place of a password, and GitHub takes any name with it. */
  private static final String USER = "x-access-token";

  /** The variable by which the secret reaches one git process and its helper. */
  private static final String VARIABLE = "WAVEWRIGHT_GIT_SECRET";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");

  public Credential {
    if (!ORIGIN.matcher(origin).matches() || !mayBeSentTo(origin)) {
      throw new IllegalArgumentException("no secret is sent to " + origin);
    }
  }

  /**
   * Returns scheme, host and port of an address of the web, without its user; empty for any other
   * url and for a path.
   */
  public static Optional<String> originOf(String url) {
    try {
      URI address = new URI(url);
      String scheme = address.getScheme();
      String host = address.getHost();
      if (scheme == null || host == null) {
        return Optional.empty();
      }
      String port = address.getPort() < 0 ? "" : ":" + address.getPort();
      String origin = (scheme + "://" + host + port).toLowerCase(Locale.ROOT);
      return Optional.of(origin).filter(each -> ORIGIN.matcher(each).matches());
    } catch (URISyntaxException path) {
      return Optional.empty();
    }
  }

  /** Tells whether nobody on the way can read along: by https, or within this machine. */
  public static boolean mayBeSentTo(String origin) {
    return origin.startsWith("https://") || LOOPBACK.matcher(origin).matches();
  }

  /**
   * Returns git's settings for it. They are seen in process lists, so the secret is not in them:
   * the helper, a function of git's own shell, prints it from the environment, to this server only.
   */
  List<String> settings() {
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

  String variable() {
    return VARIABLE;
  }
}
