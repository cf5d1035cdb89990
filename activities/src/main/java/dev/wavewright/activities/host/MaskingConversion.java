package dev.wavewright.activities.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import dev.wavewright.activities.process.Redactor;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.FailureConverter;
import io.temporal.failure.DefaultFailureConverter;
import io.temporal.payload.codec.PayloadCodec;
import java.util.List;

/**
 * The last look at what goes to Temporal, and so into histories: every value, heartbeat and
 * failure, with stack traces and causes, has the secrets of this process masked. What holds none is
 * sent as it is.
 */
public final class MaskingConversion {
  private MaskingConversion() {}

  /** Returns Temporal's own conversion with that look. */
  public static DataConverter with(Redactor redactor) {
    return new CodecDataConverter(
        DefaultDataConverter.newDefaultInstance().withFailureConverter(new Failures(redactor)),
        List.of(new Values(redactor)));
  }

  private record Values(Redactor redactor) implements PayloadCodec {
    @Override
    public List<Payload> encode(List<Payload> payloads) {
      return payloads.stream().map(this::masked).toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
      return payloads;
    }

    private Payload masked(Payload payload) {
      // One character for each byte: whatever it is, the rest of it stays as it is.
      String text = payload.getData().toString(ISO_8859_1);
      String masked = redactor.redact(text);
      return masked.equals(text)
          ? payload
          : payload.toBuilder().setData(ByteString.copyFrom(masked, ISO_8859_1)).build();
    }
  }

  private static final class Failures implements FailureConverter {
    private final FailureConverter plain = new DefaultFailureConverter();
    private final Redactor redactor;

    Failures(Redactor redactor) {
      this.redactor = redactor;
    }

    @Override
    public RuntimeException failureToException(Failure failure, DataConverter converter) {
      return plain.failureToException(failure, converter);
    }

    @Override
    public Failure exceptionToFailure(Throwable exception, DataConverter converter) {
      return masked(plain.exceptionToFailure(exception, converter));
    }

    private Failure masked(Failure failure) {
      Failure.Builder masked =
          failure.toBuilder()
              .setMessage(redactor.redact(failure.getMessage()))
              .setStackTrace(redactor.redact(failure.getStackTrace()));
      if (failure.hasCause()) {
        masked.setCause(masked(failure.getCause()));
      }
      return masked.build();
    }
  }
}
