package dev.wavewright.activities.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import dev.wavewright.workflows.notice.NoticeActivities.Sending;
import dev.wavewright.workflows.notice.core.Letter;
import dev.wavewright.workflows.notice.core.NoticeData;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every sink against a receiver on the loopback interface. */
class SinksTest {
  private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");
  private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String PATH = "/hooks/T0000/B0000/secretsecretsecret";
  private static final String TOKEN = "123456:AAsecretsecretsecret";

  /** Long where an answer comes, so that a slow machine is no failure. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Receiver receiver = new Receiver();
  private final Redactor redactor = new Redactor();
  private final Map<String, String> environment = new HashMap<>();

  @AfterEach
  void close() {
    receiver.close();
  }

  private SendResult send(NoticeSink sink, String text) throws Exception {
    return send(sink, text, PATIENCE);
  }

  private SendResult send(NoticeSink sink, String text, Duration patience) throws Exception {
    environment.putIfAbsent("HOOK", receiver.address() + PATH);
    environment.putIfAbsent("SECRET", "whsec_" + KEY);
    environment.putIfAbsent("TOKEN", TOKEN);
    NoticeData data =
        new NoticeData(
            1,
            List.of(
                new NoticeData.Item(
                    new IssueKey("acme/api#7"),
                    "Title",
                    Phase.PARKED,
                    null,
                    0,
                    THEN,
                    null,
                    null,
                    WaitReason.CHECK_FAILED,
                    "it failed",
                    "retry")),
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    Letter letter = new Letter("shop-x-1", THEN, NoticeKind.PARKED, text, data);
    try (Sinks sinks = new Sinks(environment, redactor, () -> THEN, patience)) {
      return sinks.send(new Sending("shop", sink, letter, true));
    }
  }

  private static NoticeSink hook(@Nullable String secret) {
    return NoticeSink.webhook("HOOK", secret, List.of());
  }

  private NoticeSink telegram() {
    return NoticeSink.telegram("TOKEN", "-100123", receiver.address(), List.of());
  }

  private static String hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @DisplayName(
      "CAP-8: a webhook gets words and fields, signed so that the body as it came verifies")
  void signedWebhook() throws Exception {
    assertThat(send(hook("SECRET"), "parked: ä"))
        .isEqualTo(SendResult.delivered("it answers 200: ok"));
    Receiver.Got got = receiver.last();
    assertThat(got.path()).isEqualTo(PATH);
    assertThat(got.header("webhook-id")).isEqualTo("shop-x-1");
    assertThat(got.header("webhook-timestamp")).isEqualTo("" + THEN.getEpochSecond());
    String signed = "shop-x-1." + THEN.getEpochSecond() + "." + got.body();
    assertThat(got.header("webhook-signature"))
        .isEqualTo("v1," + hmac(Base64.getDecoder().decode(KEY), signed));
    JsonNode body = new ObjectMapper().readTree(got.body());
    assertThat(body.get("type").asText()).isEqualTo("parked");
    assertThat(body.get("timestamp").asText()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(body.at("/data/project").asText()).isEqualTo("shop");
    assertThat(body.at("/data/text").asText()).isEqualTo("parked: ä");
    assertThat(body.at("/data/details/issues/0/key").asText()).isEqualTo("acme/api#7");
    assertThat(body.at("/data/details/issues/0/reason").asText()).isEqualTo("check-failed");
    assertThat(body.at("/data/details/issues/0/earliest").asText())
        .isEqualTo("2026-11-21T08:00:00Z");
  }

  @Test
  @DisplayName("a known example of Standard Webhooks has the signature that its libraries give it")
  void knownExample() throws Exception {
    SecretText secret = SecretText.of("whsec_" + KEY).orElseThrow();
    assertThat(
            WebhookSignature.of(
                secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  @DisplayName("a secret that is no whsec_ one is the key itself; without one nothing is signed")
  void otherSecrets() throws Exception {
    environment.put("SECRET", "plain-words-of-a-secret");
    assertThat(send(hook("SECRET"), "x").delivered()).isTrue();
    String signed = "shop-x-1." + THEN.getEpochSecond() + "." + receiver.last().body();
    assertThat(receiver.last().header("webhook-signature"))
        .isEqualTo(
            "v1," + hmac("plain-words-of-a-secret".getBytes(StandardCharsets.UTF_8), signed));
    assertThat(send(hook(null), "x").delivered()).isTrue();
    assertThat(receiver.last().headers().containsKey("webhook-signature")).isFalse();
  }

  @Test
  @DisplayName("Slack gets one text in which nobody can mention or link")
  void slack() throws Exception {
    SendResult result = send(NoticeSink.slack("HOOK", List.of()), "<!channel> a & b\nnext: x");
    assertThat(result.delivered()).isTrue();
    JsonNode body = new ObjectMapper().readTree(receiver.last().body());
    assertThat(body.get("text").asText()).isEqualTo("[shop] &lt;!channel&gt; a &amp; b\nnext: x");
    assertThat(body.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("Telegram gets plain text of a length it takes, at the path of the bot")
  void telegramText() throws Exception {
    assertThat(send(telegram(), "x".repeat(9_000)).delivered()).isTrue();
    assertThat(receiver.last().path()).isEqualTo("/bot" + TOKEN + "/sendMessage");
    JsonNode body = new ObjectMapper().readTree(receiver.last().body());
    assertThat(body.get("chat_id").asText()).isEqualTo("-100123");
    assertThat(body.get("text").asText()).startsWith("[shop] xxx").hasSizeLessThan(4_096);
    assertThat(body.has("parse_mode")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, false", "204, true, false", "302, false, false", "400, false, false",
    "401, false, false", "404, false, false", "408, false, true", "410, false, false",
    "429, false, true", "500, false, true", "503, false, true"
  })
  @DisplayName("what may pass is to be tried again, what stays is not")
  void classified(int status, boolean delivered, boolean again) throws Exception {
    receiver.answer(status, "Location", "http://example.com/elsewhere");
    SendResult result = send(hook(null), "x");
    assertThat(result.delivered()).isEqualTo(delivered);
    assertThat(result.again()).isEqualTo(again);
    assertThat(result.answer()).contains("it answers " + status);
    assertThat(receiver.got()).as("no redirect is followed").hasSize(1);
  }

  @Test
  @DisplayName("how long to rest is read from the header and from Telegram's answer")
  void rests() throws Exception {
    receiver.answer(429, "Retry-After", "17");
    assertThat(send(hook(null), "x").rest()).isEqualTo(Duration.ofSeconds(17));
    receiver.answer(503, "Retry-After", "Sat, 21 Nov 2026 08:00:42 GMT");
    assertThat(send(hook(null), "x").rest()).isEqualTo(Duration.ofSeconds(42));
    receiver.answer(503, "Retry-After", "soon");
    assertThat(send(hook(null), "x").rest()).isNull();
    receiver.answer(429, "{\"ok\":false,\"parameters\":{\"retry_after\":31}}");
    assertThat(send(telegram(), "x").rest()).isEqualTo(Duration.ofSeconds(31));
  }

  @Test
  @DisplayName("who never answers, is not there, or answers without end is left within bounds")
  void noAnswer() throws Exception {
    receiver.answer(0, "");
    assertThat(send(hook(null), "x", Duration.ofMillis(300)).again()).isTrue();
    receiver.answer(500, "z".repeat(5_000_000));
    SendResult flood = send(hook(null), "x");
    assertThat(flood.again()).isTrue();
    assertThat(flood.answer()).hasSizeLessThan(300);
    receiver.close();
    assertThat(send(hook(null), "x").again()).isTrue();
  }

  @Test
  @DisplayName("no answer shows a token, a secret or the address, also if the sink repeats them")
  void secretsAreMasked() throws Exception {
    receiver.answer(404, "no bot " + TOKEN + " at /bot" + TOKEN + "/sendMessage");
    String refused = send(telegram(), "x").answer();
    assertThat(refused).doesNotContain("secretsecret").contains(Redactor.MASK);
    receiver.answer(404, "nothing at " + PATH + " signed with " + KEY);
    String unknown = send(hook("SECRET"), "x").answer();
    assertThat(unknown).doesNotContain("secretsecret").contains(Redactor.MASK);
    assertThat(redactor.redact("POST " + receiver.address() + PATH)).doesNotContain("secretsecret");
    receiver.close();
    assertThat(send(telegram(), "x").answer()).doesNotContain("secretsecret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/hook-of-somebody, must hold an https address",
    "ftp://127.0.0.1/hook-of-somebody, must hold an https address",
    "https://ada:secret@example.com/hook, holds no address",
    "not-an-address, holds no address",
    "'  ', the worker's environment has no HOOK; set it"
  })
  @DisplayName("an address that is unsafe or none is named with what to do, and never shown")
  void badAddresses(String address, String words) throws Exception {
    environment.put("HOOK", address);
    SendResult result = send(hook(null), "x");
    assertThat(result.delivered()).isFalse();
    assertThat(result.again()).as("a worker started again may have another").isTrue();
    assertThat(result.answer()).contains(words).doesNotContain("somebody").doesNotContain("ada");
    assertThat(receiver.got()).isEmpty();
  }

  @Test
  @DisplayName("a missing secret keeps a notice from being sent unsigned; a look sends nothing")
  void readiness() throws Exception {
    environment.put("SECRET", "");
    assertThat(send(hook("SECRET"), "x").answer()).contains("has no SECRET");
    environment.put("SECRET", "whsec_" + KEY);
    Letter letter = Letter.test("t", THEN, "shop");
    try (Sinks sinks = new Sinks(environment, redactor, () -> THEN)) {
      for (NoticeSink sink :
          List.of(
              hook("SECRET"),
              NoticeSink.slack("HOOK", List.of()),
              telegram(),
              NoticeSink.log(List.of()))) {
        assertThat(sinks.send(new Sending("shop", sink, letter, false)))
            .isEqualTo(SendResult.delivered("ready"));
      }
    }
    assertThat(receiver.got()).isEmpty();
  }
}
