package dev.wavewright.activities.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import dev.wavewright.workflows.notice.NoticeActivities.Sending;
import dev.wavewright.workflows.notice.core.Letter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notices. Each call makes one attempt, and tells in its result what became of it; the result
 * holds no secret.
 */
public final class Sinks implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Sinks.class);

  /** A sink has so long for its whole answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int LONGEST_SLACK = 3_000;

  /** Telegram takes 4096 of them. */
  private static final int LONGEST_TELEGRAM = 4_000;

  private final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
  private final SinkVariables variables;
  private final HttpPost http;
  private final InstantSource clock;

  /**
   * @param environment the worker's own
   * @param redactor the worker's one redactor
   */
  public Sinks(Map<String, String> environment, Redactor redactor, InstantSource clock) {
    this(environment, redactor, clock, PATIENCE);
  }

  Sinks(
      Map<String, String> environment, Redactor redactor, InstantSource clock, Duration patience) {
    this.variables = new SinkVariables(environment, redactor);
    this.http = new HttpPost(redactor, clock, patience);
    this.clock = clock;
  }

  /** Makes one attempt; or, if nothing is to be sent, finds out only what keeps it from that. */
  public SendResult send(Sending sending) throws InterruptedException {
    try {
      NoticeSink sink = sending.sink();
      return switch (sink.kind()) {
        case LOG -> log(sending);
        case WEBHOOK -> webhook(sending);
        case SLACK -> slack(sending);
        case TELEGRAM -> telegram(sending);
      };
    } catch (SinkProblem problem) {
      // A worker that is started again may have what is missing.
      return SendResult.failed(String.valueOf(problem.getMessage()), null);
    }
  }

  private static SendResult log(Sending sending) {
    if (!sending.send()) {
      return ready();
    }
    LOGGER.info(
        "notice {} of {}: {}",
        sending.letter().kind(),
        sending.project(),
        sending.letter().text().replace('\n', ' '));
    return SendResult.delivered("it stands in the worker's log");
  }

  private SendResult webhook(Sending sending) throws SinkProblem, InterruptedException {
    URI address = variables.address(Objects.requireNonNull(sending.sink().urlEnv()));
    String variable = sending.sink().secretEnv();
    SecretText secret = variable == null ? null : variables.secret(variable);
    if (!sending.send()) {
      return ready();
    }
    Letter letter = sending.letter();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("project", sending.project());
    data.put("text", letter.text());
    data.put("details", letter.data());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", letter.kind().word());
    body.put("timestamp", letter.at());
    body.put("data", data);
    String text = written(body);
    long seconds = clock.instant().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", letter.id());
    headers.put("webhook-timestamp", Long.toString(seconds));
    if (secret != null) {
      headers.put("webhook-signature", WebhookSignature.of(secret, letter.id(), seconds, text));
    }
    return http.send(address, headers, text);
  }

  private SendResult slack(Sending sending) throws SinkProblem, InterruptedException {
    URI address = variables.address(Objects.requireNonNull(sending.sink().urlEnv()));
    if (!sending.send()) {
      return ready();
    }
    String escaped =
        cut(text(sending), LONGEST_SLACK)
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;");
    return http.send(address, Map.of(), written(Map.of("text", escaped)));
  }

  private SendResult telegram(Sending sending) throws SinkProblem, InterruptedException {
    NoticeSink sink = sending.sink();
    SecretText token = variables.secret(Objects.requireNonNull(sink.tokenEnv()));
    if (!token.reveal().matches("[A-Za-z0-9:_-]+")) {
      throw new SinkProblem("the variable " + sink.tokenEnv() + " holds no token of a bot");
    }
    URI address = URI.create(sink.api() + "/bot" + token.reveal() + "/sendMessage");
    if (!"https".equalsIgnoreCase(address.getScheme()) && !SinkVariables.isLoopback(address)) {
      throw new SinkProblem("'api' of telegram must be an https address");
    }
    if (!sending.send()) {
      return ready();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("chat_id", sink.chat());
    body.put("text", cut(text(sending), LONGEST_TELEGRAM));
    body.put("link_preview_options", Map.of("is_disabled", true));
    return http.send(address, Map.of(), written(body));
  }

  private static SendResult ready() {
    return SendResult.delivered("ready");
  }

  private static String text(Sending sending) {
    return "[" + sending.project() + "] " + sending.letter().text();
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }

  private String written(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a notice cannot be written as JSON", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
