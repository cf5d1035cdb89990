package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The schemas of the description, read as OpenAPI 3.0 reads them. */
final class Forms {
  private static final String HOME = "https://wavewright.test/github-api.json";
  private static final int SHOWN = 8;

  /** Words of a whole description, which are none of a schema. */
  private static final List<Keyword> OF_DESCRIPTIONS =
      Stream.of("openapi", "info", "paths", "components", "x-multi-segment")
          .<Keyword>map(NonValidationKeyword::new)
          .toList();

  private final ObjectNode description;
  private final SchemaRegistry registry;
  private final IdentityHashMap<JsonNode, Schema> schemas = new IdentityHashMap<>();

  /** Takes the description over and completes it; nobody changes it afterwards. */
  Forms(ObjectNode description) {
    nullIsAMemberWhereItIsAllowed(description);
    // It only says which of the choices to try first; the validator would look for it elsewhere.
    description
        .findParents("discriminator")
        .forEach(one -> ((ObjectNode) one).remove("discriminator"));
    this.description = description;
    String text = description.toString();
    this.registry =
        SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getOpenApi30()).keywords(OF_DESCRIPTIONS).build(),
            builder -> builder.schemas(Map.of(HOME, text)));
  }

  /** Says what of a value is not as a schema of the description wants it. */
  synchronized List<String> judge(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::compiled).validate(value).stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .distinct()
        .limit(SHOWN)
        .toList();
  }

  /** The fields that a schema names at its top; empty where it leaves them open. */
  Set<String> fields(JsonNode schema) {
    JsonNode resolved = resolved(schema);
    Set<String> fields = new TreeSet<>();
    resolved.path("properties").fieldNames().forEachRemaining(fields::add);
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      for (JsonNode one : resolved.path(choice)) {
        fields.addAll(fields(one));
      }
    }
    return resolved.path("additionalProperties").asBoolean() ? Set.of() : fields;
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isTextual() ? description.at(reference.textValue().substring(1)) : node;
  }

  private Schema compiled(JsonNode schema) {
    JsonNode reference = schema.path("$ref");
    if (reference.isTextual()) {
      return registry.getSchema(SchemaLocation.of(HOME + reference.textValue()));
    }
    return registry.getSchema(
        SchemaLocation.of(HOME + "/unnamed/" + schemas.size()), absolute(schema));
  }

  /** A copy whose references also hold outside the description. */
  private static JsonNode absolute(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    List<JsonNode> open = new ArrayList<>(List.of(copy));
    while (!open.isEmpty()) {
      JsonNode node = open.removeLast();
      node.forEach(open::add);
      if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
        object.put("$ref", HOME + object.path("$ref").textValue());
      }
    }
    return copy;
  }

  /**
   * OpenAPI 3.0 lets {@code nullable} add null to a type, but not to an enum; GitHub means both.
   */
  private static void nullIsAMemberWhereItIsAllowed(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("nullable").asBoolean()
        && object.path("enum") instanceof ArrayNode members) {
      boolean there = false;
      for (JsonNode member : members) {
        there |= member.isNull();
      }
      if (!there) {
        members.addNull();
      }
    }
    node.forEach(Forms::nullIsAMemberWhereItIsAllowed);
  }
}
