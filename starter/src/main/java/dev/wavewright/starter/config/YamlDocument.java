package dev.wavewright.starter.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one YAML document into nodes that know their lines. */
final class YamlDocument {
  private static final int DEEPEST = 32;
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  private YamlDocument(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads {@code text}.
   *
   * @throws ConfigurationException if it is not one plain YAML document
   */
  static YamlNode read(String file, String text) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlDocument document = new YamlDocument(file, parser);
      YamlNode root = document.readRoot();
      if (!document.problems.isEmpty()) {
        throw new ConfigurationException(file, document.problems);
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String message = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw new ConfigurationException(
          file, List.of(new ConfigurationProblem(line, "not valid YAML: " + message)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private YamlNode readRoot() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new YamlNode.Empty(1);
    }
    YamlNode root = readValue(first, 0);
    if (parser.nextToken() != null) {
      problems.add(new ConfigurationProblem(line(), "a second document; only one is read"));
    }
    return root;
  }

  private YamlNode readValue(JsonToken token, int depth) throws IOException {
    int line = line();
    if (depth > DEEPEST) {
      throw new ConfigurationException(
          file,
          List.of(new ConfigurationProblem(line, "nested deeper than " + DEEPEST + " levels")));
    }
    if (parser.isCurrentAlias()) {
      problems.add(new ConfigurationProblem(line, "an alias (*name); write the value out"));
    }
    if (token == JsonToken.START_OBJECT) {
      return readMapping(line, depth);
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != null && next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        items.add(readValue(next, depth + 1));
      }
      return new YamlNode.Sequence(line, items);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new YamlNode.Empty(line);
    }
    String text = parser.getText();
    return text.isEmpty() ? new YamlNode.Empty(line) : new YamlNode.Scalar(line, text);
  }

  private YamlNode readMapping(int line, int depth) throws IOException {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (JsonToken next = parser.nextToken();
        next != null && next != JsonToken.END_OBJECT;
        next = parser.nextToken()) {
      String key = parser.currentName();
      int keyLine = line();
      JsonToken value = parser.nextToken();
      if (value == null) {
        break;
      }
      YamlNode.Entry entry = new YamlNode.Entry(keyLine, readValue(value, depth + 1));
      YamlNode.Entry earlier = entries.putIfAbsent(key, entry);
      if (earlier != null) {
        problems.add(
            new ConfigurationProblem(
                keyLine, "key '" + key + "' again; it already stands on line " + earlier.line()));
      }
    }
    return new YamlNode.Mapping(line, entries);
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }
}
