package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.TrackerText;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.GitHubSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one way to GitHub: every request of the product goes through {@link #send}. It adds the token
 * and the pinned version, sends the token to the configured host only, follows no redirect, and
 * classifies what comes back.
 *
 * <p>What passes is a {@link TrackerUnavailable} with the time to wait, thrown at once: nobody
 * waits here. What stays is a {@link GitHubProblem}. No message contains the token.
 */
public final class GitHubTransport {
  /** The version of the REST interface that all requests ask for. */
  static final String VERSION = "2022-11-28";

  private static final String AGENT = "wavewright";
  private static final Pattern MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.){1,300})");

  private final GitHubAccess shared;
  private final String api;
  private final SecretText token;
  private final TokenUser user;
  private final AtomicInteger requests = new AtomicInteger();

  GitHubTransport(GitHubAccess shared, GitHubSettings settings, SecretText token) {
    this.shared = shared;
    this.api = settings.api();
    this.token = token;
    this.user = TokenUser.of(settings, token);
  }

  /** Returns how many requests were sent. */
  public int requests() {
    return requests.get();
  }

  /** Returns the time by which rests are told. */
  Instant now() {
    return shared.clock.instant();
  }

  /** Returns the address of the interface, without a slash at its end. */
  public String api() {
    return api;
  }

  /**
   * Gets a path such as {@code /repos/acme/api/issues/7}; its parts are encoded already.
   *
   * @return the answer, whose status is 2xx
   */
  public GitHubAnswer get(String path) {
    return send("GET", path, null, Map.of());
  }

  /**
   * Sends a request. One that writes waits for its turn, some seconds at most.
   *
   * @param path below the interface, or a whole address of the same host
   * @param json body, or null for none
   * @param headers to add, such as {@code If-None-Match}
   * @return the answer, whose status is 2xx or 304
   * @throws TrackerUnavailable for what passes
   * @throws GitHubProblem for what stays
   */
  public GitHubAnswer send(
      String method, String path, @Nullable String json, Map<String, String> headers) {
    URI address = address(path);
    shared.pauses().admit(user);
    String what = method + " " + address.getPath();
    HttpRequest request = request(method, address, json, headers);
    return method.equals("GET")
        ? answered(what, address, request)
        : written(what, address, request);
  }

  private GitHubAnswer written(String what, URI address, HttpRequest request) {
    try (WritePace.Turn turn = shared.pace.take(user)) {
      // Another one may have met a limit meanwhile.
      shared.pauses().admit(user);
      return answered(what, address, request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw passing(what + " was interrupted");
    }
  }

  private GitHubAnswer answered(String what, URI address, HttpRequest request) {
    GitHubAnswer answer = exchange(what, request);
    Optional<LimitRule.Limit> limit = LimitRule.find(answer, shared.clock.instant());
    if (limit.isPresent()) {
      throw shared.pauses().pause(user, limit.get());
    }
    classify(what, address, answer);
    shared.pauses().served(user);
    return answer;
  }

  private URI address(String path) {
    URI base = URI.create(api);
    URI address = URI.create(path.startsWith("/") ? api + path : path);
    boolean same =
        String.valueOf(base.getScheme()).equalsIgnoreCase(address.getScheme())
            && String.valueOf(base.getHost()).equalsIgnoreCase(address.getHost())
            && base.getPort() == address.getPort();
    if (!same || address.getUserInfo() != null) {
      throw new GitHubProblem(
          Kind.REFUSED, "GitHub pointed to another host, which gets no token: " + shown(path));
    }
    return address;
  }

  private HttpRequest request(
      String method, URI address, @Nullable String json, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(shared.patience)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", VERSION)
            .header("User-Agent", AGENT);
    headers.forEach(request::header);
    if (json != null) {
      request.header("Content-Type", "application/json; charset=utf-8");
    }
    return request
        .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
        .build();
  }

  private GitHubAnswer exchange(String what, HttpRequest request) {
    boolean permitted = false;
    try {
      permitted = shared.permits.tryAcquire(shared.patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!permitted) {
        throw passing(what + " found no free connection to GitHub");
      }
      requests.incrementAndGet();
      return answer(what, request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw passing(what + " was interrupted");
    } finally {
      if (permitted) {
        shared.permits.release();
      }
    }
  }

  private GitHubAnswer answer(String what, HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> coming =
        shared.http.sendAsync(request, response -> new BoundedBody());
    try {
      // The request's own limit ends with the headers; this one covers the body too.
      HttpResponse<byte[]> response = coming.get(shared.patience.toMillis(), TimeUnit.MILLISECONDS);
      return GitHubAnswer.of(response.statusCode(), response.headers().map(), response.body());
    } catch (TimeoutException e) {
      throw passing(
          "GitHub did not answer " + what + " within " + shared.patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof IOException io ? io : e;
      throw passing(
          "GitHub's answer to "
              + what
              + " did not arrive: "
              + cause.getClass().getSimpleName()
              + " "
              + shown(String.valueOf(cause.getMessage())));
    } finally {
      coming.cancel(true);
    }
  }

  private void classify(String what, URI address, GitHubAnswer answer) {
    int status = answer.status();
    if ((status >= 200 && status < 300) || status == 304) {
      return;
    }
    String said = "GitHub answers " + status + message(answer) + " to " + what;
    switch (status) {
      case 301, 302, 307, 308 ->
          throw new GitHubProblem(Kind.MOVED, said + ": it has moved", location(address, answer));
      case 401 ->
          throw new GitHubProblem(
              Kind.CREDENTIALS,
              said
                  + ": it does not take the token of "
                  + user.source()
                  + ", which is wrong or has expired; put a valid one there");
      case 403 ->
          throw new GitHubProblem(Kind.PERMISSION, said + ": " + permission(address, answer));
      case 404 ->
          throw new GitHubProblem(Kind.NOT_FOUND, said + ": " + permission(address, answer));
      case 409 -> throw new GitHubProblem(Kind.CONFLICT, said);
      case 410 -> throw new GitHubProblem(Kind.GONE, said);
      default -> {
        if (status == 408 || status >= 500) {
          throw passing(said);
        }
        throw new GitHubProblem(Kind.REFUSED, said);
      }
    }
  }

  /** A classic token names what it has; GitHub names what a fine-grained one would need. */
  private String permission(URI address, GitHubAnswer answer) {
    String needed =
        answer
            .header("x-accepted-github-permissions")
            .or(() -> answer.header("x-accepted-oauth-scopes"))
            .filter(text -> !text.isBlank())
            .map(text -> " needs: " + shown(text))
            .orElse(" may not be allowed to see or do it" + wanted(address.getPath()));
    String has =
        answer
            .header("x-oauth-scopes")
            .map(text -> "; it has: " + (text.isBlank() ? "no scopes" : shown(text)))
            .orElse("");
    String single =
        answer.header("x-github-sso").isPresent()
            ? "; the organisation wants it authorised for single sign-on"
            : "";
    return "the token of " + user.source() + needed + has + single;
  }

  /** What a fine-grained token needs for what is asked, where GitHub does not say it. */
  private static String wanted(String path) {
    if (path.matches(".*/repos/[^/]+/[^/]+/(issues|milestones|labels)(/.*)?")) {
      return "; it needs issues: read and write";
    }
    return path.matches(".*/repos/[^/]+/[^/]+/pulls(/.*)?")
        ? "; it needs pull requests: read and write"
        : "";
  }

  private static @Nullable URI location(URI address, GitHubAnswer answer) {
    try {
      return answer.header("location").map(address::resolve).orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private String message(GitHubAnswer answer) {
    Matcher message = MESSAGE.matcher(shared.redactor.redact(answer.text()));
    return message.find() ? " (" + shown(message.group(1)) + ")" : "";
  }

  /** Returns a problem that the same request may not meet again. */
  TrackerUnavailable passing(String message) {
    long millis = ThreadLocalRandom.current().nextLong(2_000, 8_000);
    return new TrackerUnavailable(shown(message), Duration.ofMillis(millis));
  }

  /** Returns text of others as it may stand in a message: no token, and nothing that deceives. */
  String shown(String text) {
    return TrackerText.visible(shared.redactor.redact(text), 300);
  }
}
