package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What all requests of one process share: the connection, the bound on requests at once, and which
 * tokens rest.
 */
public final class GitHubAccess implements AutoCloseable {
  private static final int AT_ONCE = 4;

  final HttpClient http;
  final Semaphore permits = new Semaphore(AT_ONCE, true);
  final Clock clock;
  final Duration patience;
  final Redactor redactor;
  private final TokenPauses pauses;

  /**
   * @param redactor the process's one redactor: it knows every token before a request is made
   */
  public GitHubAccess(Redactor redactor, Clock clock) {
    this(redactor, clock, Duration.ofSeconds(60));
  }

  /**
   * @param patience how long one request may take, its whole answer included
   */
  GitHubAccess(Redactor redactor, Clock clock, Duration patience) {
    this.redactor = redactor;
    this.clock = clock;
    this.patience = patience;
    this.pauses = new TokenPauses(clock);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** Opens the way to one GitHub with a token that was found just now; it counts its requests. */
  public GitHubTransport open(GitHubSettings settings, SecretText token) {
    redactor.know(token);
    return new GitHubTransport(this, settings, token);
  }

  /** Returns which tokens rest. */
  public TokenPauses pauses() {
    return pauses;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
