package dev.wavewright.starter.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.wavewright.workflows.model.GitHubSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks GitHub what a token may do. It only ever reads, sends the token to the configured host
 * alone, and follows no redirect.
 */
public final class GitHubQuestions implements AutoCloseable {
  private static final String VERSION = "2022-11-28";
  private static final int MOST_BYTES = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String api;
  private final ProjectToken token;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param patience how long one answer may take
   */
  public GitHubQuestions(GitHubSettings settings, ProjectToken token, Duration patience) {
    this.api = settings.api();
    this.token = token;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * What GitHub said; nothing in it holds the token.
   *
   * @param status of HTTP; 0 if no answer came, and {@code said} is then why
   * @param headers by name in lower case
   * @param body missing where it is no JSON
   * @param said its message for people, or empty
   */
  public record Reply(int status, Map<String, String> headers, JsonNode body, String said) {
    /** A reply that did not come. */
    static Reply none(String why) {
      return new Reply(0, Map.of(), MissingNode.getInstance(), why);
    }

    public boolean ok() {
      return status == 200;
    }

    /** Tells whether GitHub hides it, or does not let the token do it. */
    boolean isRefusal() {
      return !isLimit() && (status == 403 || status == 404);
    }

    /** Tells whether GitHub asks to come again later, in any of the forms in which it does. */
    public boolean isLimit() {
      String text = said.toLowerCase(Locale.ROOT);
      return status == 429
          || (status == 403
              && (headers.containsKey("retry-after")
                  || header("x-ratelimit-remaining").filter("0"::equals).isPresent()
                  || text.contains("rate limit")
                  || text.contains("abuse detection")));
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).filter(value -> !value.isBlank());
    }

    /** Returns what was said, in one line. */
    public String told() {
      return status == 0 ? said : "GitHub answers " + status + (said.isEmpty() ? "" : ": " + said);
    }
  }

  /** Asks for a path below the interface, whose parts are encoded already. */
  public Reply get(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(patience)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", VERSION)
            .header("User-Agent", "wavewright")
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        JsonNode body = json(new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        Map<String, String> headers = new TreeMap<>();
        response
            .headers()
            .map()
            .forEach(
                (name, values) ->
                    headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return new Reply(
            response.statusCode(), headers, body, token.masked(body.path("message").asText("")));
      }
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      return Reply.none(
          "GitHub does not answer at "
              + api
              + ": "
              + token.masked(why.equals("null") ? e.toString() : why));
    }
  }

  /** Reads text as JSON, with whatever it holds masked; anything else is missing. */
  private JsonNode json(String text) {
    try {
      return JSON.readTree(token.masked(text));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
