package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.starter.config.ProjectConfiguration.ValueInForce;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.NoticeSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  private static final Path SCHEMA = Path.of("../docs/wavewright.schema.json");

  @TempDir Path folder;

  @Test
  @DisplayName("the shipped schema has exactly the keys the reader knows")
  void keys() throws IOException {
    JsonNode schema = schema();
    assertKeys(schema, KnownKeys.ROOT, false);
    assertKeys(schema.at("/properties/agents"), KnownKeys.AGENTS, true);
    assertKeys(definition(schema, "repository"), KnownKeys.REPOSITORY, false);
    assertKeys(definition(schema, "tracker"), KnownKeys.TRACKER, false);
    assertKeys(definition(schema, "agent"), KnownKeys.AGENT, false);
    assertKeys(definition(schema, "review"), KnownKeys.REVIEW, false);
    assertKeys(definition(schema, "capacity"), KnownKeys.CAPACITY, false);
    assertKeys(definition(schema, "usage"), KnownKeys.USAGE, false);
    assertKeys(
        definition(schema, "usage").at("/properties/steps/items"), KnownKeys.USAGE_STEP, false);
    assertKeys(definition(schema, "limits"), KnownKeys.LIMITS, false);
    JsonNode sink = schema.at("/properties/notify/items");
    assertKeys(sink, KnownKeys.NOTIFY, false);
    for (NoticeSink.Kind kind : NoticeSink.Kind.values()) {
      assertKeys(sink.at("/properties/" + kind.word()), KnownKeys.sink(kind), false);
    }
    assertThat(words(definition(schema, "events").at("/items/enum")))
        .containsExactlyInAnyOrderElementsOf(NotifyReader.EVENTS);
    for (String unit : List.of("budget-usd", "budget-tokens")) {
      assertKeys(definition(schema, "limits").at("/properties/" + unit), KnownKeys.BUDGET, false);
    }
    assertKeys(definition(schema, "prices").get("additionalProperties"), KnownKeys.PRICE, false);
  }

  @Test
  @DisplayName("the defaults the schema states are the ones in force")
  void defaults() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("wavewright.yml"), "repositories: [{url: api, check: [a]}]\n");
    Map<String, String> inForce = new HashMap<>();
    for (ValueInForce value : ConfigurationReader.read(file, Map.of()).values()) {
      inForce.put(value.key(), value.value());
    }
    JsonNode schema = schema();
    int compared = 0;
    for (String section : List.of("repository", "tracker", "capacity", "limits")) {
      String prefix = section.equals("repository") ? "repositories[0]" : section;
      for (Map.Entry<String, JsonNode> property :
          definition(schema, section).get("properties").properties()) {
        JsonNode stated = property.getValue().get("default");
        if (stated != null) {
          assertThat(inForce).containsEntry(prefix + "." + property.getKey(), stated.asText());
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(16);
    List<String> steps = new ArrayList<>();
    definition(schema, "usage")
        .at("/properties/steps/default")
        .forEach(
            step ->
                steps.add(
                    "{from: %s, cap: %s}".formatted(step.get("from"), step.get("cap").asInt())));
    assertThat(inForce).containsEntry("usage.steps", steps.toString());
    assertThat(inForce)
        .containsEntry(
            "usage.auto-resume",
            definition(schema, "usage").at("/properties/auto-resume/default").asText());
  }

  @Test
  @DisplayName("durations and agent backends of the schema are the reader's")
  void forms() throws IOException {
    JsonNode schema = schema();
    assertThat(definition(schema, "duration").get("pattern").asText()).isEqualTo(Durations.PATTERN);
    assertThat(words(definition(schema, "agent").at("/properties/backend/enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AgentBackend.values()).map(AgentBackend::word).toList());
  }

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(SCHEMA.toFile());
  }

  private static JsonNode definition(JsonNode schema, String name) {
    return schema.at("/$defs/" + name);
  }

  private static void assertKeys(JsonNode mapping, List<String> known, boolean others) {
    assertThat(mapping.get("properties").properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(known);
    assertThat(mapping.get("additionalProperties").isObject()).isEqualTo(others);
  }

  private static List<String> words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
