package dev.wavewright.starter.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON object that came with a request. No body at all is an object without fields. */
final class Body {
  /** Of a body; a request with more is refused. */
  static final int MOST_BYTES = 64 * 1024;

  /** Of a body that is too large: so much is read, so that its sender can read the refusal. */
  private static final int MOST_SKIPPED = 4 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode fields;

  private Body(JsonNode fields) {
    this.fields = fields;
  }

  /**
   * Reads the body.
   *
   * @param known the fields there may be
   * @throws Problem if it is too large, no JSON object, or has another field
   */
  static Body read(HttpExchange exchange, String... known) {
    byte[] bytes = bytes(exchange);
    if (bytes.length == 0) {
      return new Body(JsonNodeFactory.instance.objectNode());
    }
    @Nullable String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals("application/json")) {
      throw new Problem(
          415,
          "media-type",
          "the body is "
              + (media.isEmpty() ? "of no type" : media)
              + "; send it with the header"
              + " Content-Type: application/json");
    }
    JsonNode fields = parse(bytes);
    if (!fields.isObject()) {
      throw Problem.usage("the body is no JSON object; write for example {\"reason\": \"…\"}");
    }
    List<String> names = new ArrayList<>();
    fields.fieldNames().forEachRemaining(names::add);
    names.forEach(name -> Call.requireKnown("field", name, List.of(known)));
    return new Body(fields);
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw Problem.usage("the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(HttpExchange exchange) {
    try {
      InputStream body = exchange.getRequestBody();
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        for (int skipped = 0; skipped < MOST_SKIPPED; skipped += MOST_BYTES) {
          if (body.readNBytes(MOST_BYTES).length < MOST_BYTES) {
            break;
          }
        }
        throw new Problem(413, "too-large", "a body has at most " + MOST_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String name) {
    return fields.has(name) && !fields.get(name).isNull();
  }

  /** Returns a text; empty if it is not there or null. */
  Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!fields.get(name).isTextual()) {
      throw Problem.usage("'" + name + "' must be a text");
    }
    return Optional.of(fields.get(name).asText());
  }

  /**
   * Returns a text.
   *
   * @throws Problem if it is not there
   */
  String required(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  static Problem missing(String name) {
    return Problem.usage("'" + name + "' is missing");
  }

  /** Returns a whole number; null if it is not there or null. */
  @Nullable Long number(String name) {
    if (!has(name)) {
      return null;
    }
    if (!fields.get(name).isIntegralNumber() || !fields.get(name).canConvertToLong()) {
      throw Problem.usage("'" + name + "' must be a whole number");
    }
    return fields.get(name).asLong();
  }

  /** Returns a number or a text as it is written; empty if it is not there or null. */
  Optional<String> written(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!fields.get(name).isNumber() && !fields.get(name).isTextual()) {
      throw Problem.usage("'" + name + "' must be a number or a text");
    }
    return Optional.of(fields.get(name).asText());
  }

  /** Tells whether a field is true; it is false if it is not there. */
  boolean flag(String name) {
    if (has(name) && !fields.get(name).isBoolean()) {
      throw Problem.usage("'" + name + "' must be true or false");
    }
    return has(name) && fields.get(name).asBoolean();
  }
}
