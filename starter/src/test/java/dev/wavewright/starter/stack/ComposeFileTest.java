package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestStack.USUAL_PORTS)
class ComposeFileTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(WAVEWRIGHT_[A-Z_]+)(:?)");

  @TempDir Path root;

  @Test
  @DisplayName("docker-compose.yml is valid under the official schema, which refuses a broken one")
  void schema() throws Exception {
    ComposeFile compose = ComposeFile.read();
    try (InputStream stream =
        ComposeFileTest.class.getResourceAsStream("/compose-spec/compose-spec.json")) {
      JsonNode schema = new com.fasterxml.jackson.databind.ObjectMapper().readTree(stream);
      // The file's own id is relative, which this validator refuses; nothing refers to it.
      ((com.fasterxml.jackson.databind.node.ObjectNode) schema).remove("$id");
      var validator =
          SchemaRegistry.withDefaultDialect(
                  SpecificationVersion.fromSchemaNode(schema).orElse(SpecificationVersion.DRAFT_7))
              .getSchema(schema);
      assertThat(validator.validate(compose.root())).isEmpty();

      JsonNode broken = compose.root().deepCopy();
      ((com.fasterxml.jackson.databind.node.ObjectNode) broken.at("/services/worker"))
          .put("healthchek", "typo");
      assertThat(validator.validate(broken)).isNotEmpty();
    }
  }

  @Test
  @DisplayName("images are pinned, ports are on loopback, and every server has a health check")
  void pinnedAndLocal() throws Exception {
    ComposeFile compose = ComposeFile.read();
    for (Map.Entry<String, JsonNode> service : compose.root().path("services").properties()) {
      assertThat(service.getValue().path("image").asText())
          .as(service.getKey())
          .matches("[a-z/-]+:[0-9][0-9A-Za-z._-]*");
      if (!service.getKey().equals("prepare")) {
        assertThat(service.getValue().has("healthcheck")).as(service.getKey()).isTrue();
      }
    }
    assertThat(compose.ports()).hasSize(3).allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(compose.service("temporal").path("image").asText())
        .endsWith(":" + realTemporal().serverVersion());
  }

  @Test
  @DisplayName("commands, variables, ports and server settings are those of the native processes")
  void nativeProcesses() throws Exception {
    ComposeFile compose = ComposeFile.read();
    try (TestStack stack = new TestStack(root).withTemporal()) {
      StackRecord record = stack.start().record();
      for (String part : List.of("worker", "gateway")) {
        long pid = record.process(part).orElseThrow().pid();
        assertThat(compose.command(part))
            .as("command of " + part)
            .isEqualTo(inContainer(withoutArchive(commandLine(pid)), stack));
        TreeSet<String> variables = new TreeSet<>(compose.variables(part).keySet());
        variables.remove(StackCommands.GATEWAY_BIND);
        assertThat(variables)
            .as("variables of " + part)
            .isEqualTo(new TreeSet<>(ownVariables(pid).keySet()));
      }
      assertThat(dynamicConfigurationOfCompose())
          .isEqualTo(
              dynamicConfiguration(commandLine(record.process("temporal").orElseThrow().pid())));
      assertThat(compose.variables("worker"))
          .containsEntry(StackCommands.NAMESPACE, Stack.NAMESPACE);
    }
    assertThat(published(compose, "temporal")).isEqualTo(Ports.TEMPORAL);
    assertThat(published(compose, "temporal-ui")).isEqualTo(Ports.TEMPORAL_UI);
    assertThat(published(compose, "gateway")).isEqualTo(Ports.GATEWAY);
    assertThat(compose.variables("gateway"))
        .containsEntry(StackCommands.GATEWAY_PORT, Integer.toString(Ports.GATEWAY))
        .containsEntry(StackCommands.UI_PORT, Integer.toString(Ports.TEMPORAL_UI));
    assertThat(compose.command("prepare")).endsWith(PrepareTemporal.class.getName());
  }

  @Test
  @DisplayName("every variable that the worker's configuration cannot do without is given")
  void workerConfiguration() throws Exception {
    Path file = ComposeFile.repository().resolve("worker/src/main/resources/application.yml");
    List<String> needed = new ArrayList<>();
    if (Files.exists(file)) {
      var matcher = PLACEHOLDER.matcher(Files.readString(file));
      while (matcher.find()) {
        needed.add(matcher.group(1));
      }
      assertThat(needed).isNotEmpty();
    }
    assertThat(ComposeFile.read().variables("worker").keySet()).containsAll(needed);
  }

  private static int published(ComposeFile compose, String service) {
    String port = compose.service(service).path("ports").path(0).asText();
    return Integer.parseInt(port.split(":", -1)[1]);
  }

  private TemporalBinary realTemporal() throws IOException {
    TestStack stack = new TestStack(root).withTemporal();
    return TemporalBinary.provide(stack.environment, stack.folders, line -> {});
  }

  /** A container begins anew each time, and has no archive of an earlier end. */
  private static List<String> withoutArchive(List<String> command) {
    return command.stream()
        .filter(
            option ->
                !option.contains("SharedArchive")
                    && !option.startsWith("-Xlog:")
                    && !option.equals("-XX:-PrintWarnings"))
        .toList();
  }

  private static List<String> commandLine(long pid) throws IOException {
    String text =
        new String(
            Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")),
            StandardCharsets.UTF_8);
    return List.of(text.split("\0", 0));
  }

  private static Map<String, String> ownVariables(long pid) throws IOException {
    String text =
        new String(
            Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ")),
            StandardCharsets.UTF_8);
    Map<String, String> variables = new TreeMap<>();
    for (String entry : text.split("\0", 0)) {
      if (entry.startsWith("WAVEWRIGHT_")) {
        variables.put(
            entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
      }
    }
    return variables;
  }

  /** Replaces what differs by place only: the executable, the class path, the home. */
  private static List<String> inContainer(List<String> command, TestStack stack) {
    return command.stream()
        .map(word -> word.equals(stack.commands.java().toString()) ? "java" : word)
        .map(
            word ->
                word.equals(stack.commands.classPath())
                    ? "/opt/wavewright/starter/target/wavewright-starter.jar"
                    : word)
        .map(word -> word.replace(stack.commands.home().toString(), "/opt/wavewright"))
        .toList();
  }

  private static Map<String, String> dynamicConfiguration(List<String> command) {
    Map<String, String> settings = new TreeMap<>();
    for (int i = 0; i + 1 < command.size(); i++) {
      if (command.get(i).equals("--dynamic-config-value")) {
        String[] setting = command.get(i + 1).split("=", 2);
        settings.put(setting[0], setting[1]);
      }
    }
    return settings;
  }

  private static Map<String, String> dynamicConfigurationOfCompose() throws IOException {
    JsonNode file = ComposeFile.yaml(ComposeFile.repository().resolve("deploy/dynamicconfig.yaml"));
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : file.properties()) {
      settings.put(entry.getKey(), entry.getValue().path(0).path("value").asText());
    }
    return settings;
  }
}
