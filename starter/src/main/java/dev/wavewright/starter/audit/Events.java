package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads single events and the JSON they carry. */
final class Events {
  private static final DataConverter CONVERTER = DefaultDataConverter.newDefaultInstance();

  private Events() {}

  static Instant at(HistoryEvent event) {
    Timestamp time = event.getEventTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Returns the argument at {@code index}; a missing node if there is none. */
  static JsonNode argument(Payloads payloads, int index) {
    if (payloads.getPayloadsCount() <= index) {
      return MissingNode.getInstance();
    }
    JsonNode node =
        CONVERTER.fromPayload(payloads.getPayloads(index), JsonNode.class, JsonNode.class);
    return node == null ? MissingNode.getInstance() : node;
  }

  /** Returns a text field; empty when it is absent, null or no text. */
  static String text(JsonNode node, String field) {
    return text(node.path(field));
  }

  static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(text(each)));
    return texts;
  }
}
