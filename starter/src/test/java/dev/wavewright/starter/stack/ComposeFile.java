package dev.wavewright.starter.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The repository's docker-compose.yml, its anchors and merges resolved. */
record ComposeFile(JsonNode root) {
  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("docker-compose.yml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("run from inside the checkout");
    }
    return folder;
  }

  static ComposeFile read() throws IOException {
    return new ComposeFile(yaml(repository().resolve("docker-compose.yml")));
  }

  static JsonNode yaml(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return new ObjectMapper().valueToTree(loaded);
    }
  }

  JsonNode service(String name) {
    JsonNode service = root.path("services").path(name);
    if (service.isMissingNode()) {
      throw new AssertionError("no service " + name);
    }
    return service;
  }

  List<String> command(String service) {
    List<String> words = new ArrayList<>();
    service(service).path("command").forEach(word -> words.add(word.asText()));
    return words;
  }

  /** Returns Wavewright's own variables of a service. */
  Map<String, String> variables(String service) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : service(service).path("environment").properties()) {
      if (entry.getKey().startsWith("WAVEWRIGHT_")) {
        variables.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return variables;
  }

  List<String> ports() {
    List<String> ports = new ArrayList<>();
    for (JsonNode service : root.path("services")) {
      service.path("ports").forEach(port -> ports.add(port.asText()));
    }
    return ports;
  }
}
