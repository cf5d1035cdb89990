package dev.wavewright.worker;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.wavewright.activities.process.Redactor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Masks the secrets of this process in every line of its log, stack traces included. */
final class MaskedLog extends EncoderBase<ILoggingEvent> {
  private final Encoder<ILoggingEvent> plain;
  private final Redactor redactor;

  private MaskedLog(Encoder<ILoggingEvent> plain, Redactor redactor) {
    this.plain = plain;
    this.redactor = redactor;
  }

  /** Puts it before everything that is written from here on. May be repeated. */
  static void install(LoggerContext context, Redactor redactor) {
    for (var logger : context.getLoggerList()) {
      logger.iteratorForAppenders().forEachRemaining(appender -> install(appender, redactor));
    }
  }

  private static void install(Appender<ILoggingEvent> appender, Redactor redactor) {
    if (appender instanceof OutputStreamAppender<ILoggingEvent> output
        && !(output.getEncoder() instanceof MaskedLog)) {
      MaskedLog masked = new MaskedLog(output.getEncoder(), redactor);
      masked.start();
      output.setEncoder(masked);
    }
  }

  @Override
  public byte @Nullable [] headerBytes() {
    return plain.headerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return redactor
        .redact(new String(plain.encode(event), StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte @Nullable [] footerBytes() {
    return plain.footerBytes();
  }
}
