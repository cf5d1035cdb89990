package dev.wavewright.activities.notification;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Posts JSON and classifies what comes back. It follows no redirect and reads little. */
final class HttpPost implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LONGEST_WORDS = 200;

  /** Telegram says in its answer how long to rest. */
  private static final Pattern RETRY_AFTER =
      Pattern.compile("\"retry_after\"\\s*:\\s*([0-9]{1,9})");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Redactor redactor;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience for the whole answer
   */
  HttpPost(Redactor redactor, InstantSource clock, Duration patience) {
    this.redactor = redactor;
    this.clock = clock;
    this.patience = patience;
  }

  SendResult send(URI address, Map<String, String> headers, String json)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(patience)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "wavewright");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<String>> coming =
        http.sendAsync(
            request.POST(BodyPublishers.ofString(json)).build(), response -> new BoundedText());
    try {
      // The request's own limit ends with the headers; this one covers the body too.
      return classified(coming.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return SendResult.failed("no answer within " + patience.toSeconds() + " s", null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof IOException io ? io : e;
      String said = cause.getMessage();
      return SendResult.failed(
          "no answer: "
              + cause.getClass().getSimpleName()
              + (said == null ? "" : " " + shown(said)),
          null);
    } finally {
      coming.cancel(true);
    }
  }

  private SendResult classified(HttpResponse<String> response) {
    int status = response.statusCode();
    String words = shown(response.body());
    String said = "it answers " + status + (words.isBlank() ? "" : ": " + words);
    if (status >= 200 && status < 300) {
      return SendResult.delivered(said);
    }
    if (status >= 300 && status < 400) {
      return SendResult.refused(
          said + "; it points to another address, which is not followed: configure that one");
    }
    return status == 408 || status == 425 || status == 429 || status >= 500
        ? SendResult.failed(said, rest(response))
        : SendResult.refused(said);
  }

  private @Nullable Duration rest(HttpResponse<String> response) {
    Matcher said = RETRY_AFTER.matcher(response.body());
    if (said.find()) {
      return Duration.ofSeconds(Long.parseLong(said.group(1)));
    }
    String header = response.headers().firstValue("Retry-After").orElse("").strip();
    if (header.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    try {
      Duration until =
          header.isEmpty()
              ? Duration.ZERO
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isPositive() ? until : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns words of others: one line, without a secret, and nothing that deceives. */
  private String shown(String text) {
    String line =
        redactor.redact(text).replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    return line.codePointCount(0, line.length()) > LONGEST_WORDS
        ? line.substring(0, line.offsetByCodePoints(0, LONGEST_WORDS)) + "…"
        : line;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
