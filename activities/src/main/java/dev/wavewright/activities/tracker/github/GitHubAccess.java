package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What all requests of one process share: the connection, the bound on requests at once, the pace
 * of writes, and which tokens rest.
 */
public final class GitHubAccess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 4;

  final HttpClient http;
  final Semaphore permits = new Semaphore(AT_ONCE, true);
  final Clock clock;
  final Duration patience;
  final WritePace pace;
  final Redactor redactor;
  private final TokenPauses pauses;

  /**
   * @param redactor the process's one redactor: it knows every token before a request is made
   * @param folder where the worker processes of this host keep the writes of a token apart, and
   *     tell each other which tokens rest; null if this is the only one
   */
  public GitHubAccess(Redactor redactor, Clock clock, @Nullable Path folder) {
    this(redactor, clock, folder, wait -> Thread.sleep(wait), PATIENCE);
  }

  /**
   * @param sleeper waits until {@code clock} has moved on
   * @param patience how long one request may take, its whole answer included
   */
  GitHubAccess(
      Redactor redactor,
      Clock clock,
      @Nullable Path folder,
      WritePace.Sleeper sleeper,
      Duration patience) {
    this.redactor = redactor;
    this.clock = clock;
    this.patience = patience;
    this.pace = new WritePace(clock, sleeper, folder);
    this.pauses = new TokenPauses(clock, folder);
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
