package dev.wavewright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MaskedLogTest {
  private static final String TOKEN = "canary-in-the-log";

  @Test
  @DisplayName(
      "S2: no line of a worker's log has a secret, in its message, arguments or stack trace")
  void masked() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %msg%n%ex");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    Logger logger = context.getLogger("dev.wavewright.some");
    logger.addAppender(appender);
    Redactor redactor = new Redactor();
    redactor.know(SecretText.of(TOKEN).orElseThrow());

    MaskedLog.install(context, redactor);
    MaskedLog.install(context, redactor);
    logger.warn("push to {} failed: ä", "https://x:" + TOKEN + "@host", new Exception(TOKEN));

    String log = written.toString(StandardCharsets.UTF_8);
    assertThat(log).startsWith("WARN push to https://x:****@host failed: ä\n");
    assertThat(log).contains("java.lang.Exception: ****").doesNotContain(TOKEN);
  }
}
