package dev.wavewright.activities.tracker.github;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What GitHub answered.
 *
 * @param headers by name in lower case
 * @param text the body in UTF-8
 */
public record GitHubAnswer(int status, Map<String, List<String>> headers, String text) {
  static GitHubAnswer of(int status, Map<String, List<String>> headers, byte[] body) {
    return new GitHubAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Returns the first header of a name, which is given in lower case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Tells whether GitHub has more pages of this listing. */
  public boolean hasNext() {
    return header("link").filter(link -> link.contains("rel=\"next\"")).isPresent();
  }
}
