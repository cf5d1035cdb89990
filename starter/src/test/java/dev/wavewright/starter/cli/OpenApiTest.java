package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.wavewright.starter.gate.Json;
import dev.wavewright.starter.gateway.Gateway;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.budget.BudgetState;
import dev.wavewright.workflows.budget.BudgetWorkflow;
import dev.wavewright.workflows.budget.SpendReport;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaveId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds what {@code /openapi.json} says against what the routes do. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OpenApiTest extends OnFakeStack {
  private static final String TOKEN = "0123456789abcdef";
  private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+\\}");

  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;
  private JsonNode description;

  @BeforeEach
  void open() throws Exception {
    gateway =
        new Gateway(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN, client, 0);
    gateway.start();
    description = Json.parse(ask("GET", "/openapi.json", "").body());
  }

  @AfterEach
  void close() {
    gateway.close();
    http.close();
  }

  @Test
  @DisplayName("the description names every route with its methods, and no other")
  void routes() throws Exception {
    Map<String, JsonNode> paths = fields(description.get("paths"));
    String none = Json.parse(ask("GET", "/none", "").body()).get("detail").asText();
    assertThat(Set.of(none.substring(none.indexOf("there are: ") + 11).split(", ", -1)))
        .isEqualTo(paths.keySet());
    for (Map.Entry<String, JsonNode> path : paths.entrySet()) {
      HttpResponse<String> refused = ask("PATCH", real(path.getKey()), "");
      assertThat(refused.statusCode()).as(path.getKey()).isEqualTo(405);
      Set<String> allowed = new TreeSet<>();
      for (String method : refused.headers().firstValue("Allow").orElseThrow().split(", ", -1)) {
        if (!method.equals("HEAD")) {
          allowed.add(method.toLowerCase(Locale.ROOT));
        }
      }
      assertThat(fields(path.getValue()).keySet()).as(path.getKey()).isEqualTo(allowed);
    }
  }

  @Test
  @DisplayName("the description names every field and parameter that a route takes, and no other")
  void inputs() throws Exception {
    int bodies = 0;
    for (Map.Entry<String, JsonNode> path : fields(description.get("paths")).entrySet()) {
      if (!path.getKey().startsWith("/api/v1/")) {
        continue;
      }
      JsonNode get = path.getValue().get("get");
      if (get != null) {
        Set<String> described = new TreeSet<>();
        get.path("parameters")
            .forEach(
                each -> {
                  if (each.get("in").asText().equals("query")) {
                    described.add(each.get("name").asText());
                  }
                });
        assertThat(known(ask("GET", real(path.getKey()) + "?zz=1", "")))
            .as(path.getKey())
            .isEqualTo(described);
      }
      JsonNode post = path.getValue().get("post");
      if (post != null) {
        bodies++;
        String schema =
            post.at("/requestBody/content").get("application/json").at("/schema/$ref").asText();
        assertThat(known(ask("POST", real(path.getKey()), "{\"zz\": 1}")))
            .as(path.getKey())
            .isEqualTo(fields(description.at(schema.substring(1)).get("properties")).keySet());
      }
    }
    assertThat(bodies).isEqualTo(6);
  }

  /** Has the book of the project count a run of half a dollar. */
  private void spend(String key) {
    BudgetWorkflow book =
        client.newWorkflowStub(
            BudgetWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(BudgetWorkflow.id("shop"))
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    WorkflowClient.start(book::run, BudgetState.initial("shop"));
    Spend spent = new Spend(10, 500_000, 0);
    BudgetSettings budgets =
        new BudgetSettings(null, new Budget(1_000_000L, 5L), null, null, List.of());
    WaveId wave = new WaveId("shop", "w1");
    book.spent(new SpendReport("s/1", new IssueKey(key), wave, spent, budgets));
  }

  private static Set<String> known(HttpResponse<String> refused) {
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    String detail = Json.parse(refused.body()).get("detail").asText();
    if (detail.endsWith("there is none")) {
      return Set.of();
    }
    return new TreeSet<>(
        List.of(detail.substring(detail.indexOf("there are: ") + 11).split(", ", -1)));
  }

  @Test
  @DisplayName("what the routes answer is as described: every field, and none besides")
  void answers() throws Exception {
    ask("acme/api#1");
    ask("acme/api#2");
    check(
        "POST",
        "/api/v1/usage/{account}",
        "/api/v1/usage/scripted",
        404,
        "{\"meter\":\"m\",\"used\":1}");
    run("usage", "report", "--account", "scripted", "--meter", "five-hour", "--used", "10");
    String steer = "/api/v1/capacity/{pool}";
    String shop = "/api/v1/capacity/project:shop";
    check("GET", "/health", "/health", 200, "");
    check(
        "POST",
        "/api/v1/usage/{account}",
        "/api/v1/usage/scripted",
        200,
        "{\"meter\":\"five-hour\",\"used\":70.5,\"window\":\"5h\"}");
    check("POST", steer, shop, 200, "{\"action\":\"set\",\"cap\":1,\"for\":\"2h\"}");
    check("POST", steer, shop, 400, "{\"action\":\"set\"}");
    check("POST", "/api/v1/capacity", "/api/v1/capacity", 200, "{\"action\":\"pause\"}");
    check("POST", "/api/v1/capacity", "/api/v1/capacity", 200, "{\"action\":\"resume\"}");
    String ticket = "/api/v1/queue/acme/api%232/1/";
    String queue = "/api/v1/queue/{ticket}/";
    check("POST", queue + "move", ticket + "move", 200, "{\"front\":true}");
    check("POST", queue + "extend", ticket + "extend", 200, "{\"for\":\"2h\"}");
    check("GET", "/api/v1/queue", "/api/v1/queue", 200, "");
    check("GET", "/api/v1/capacity", "/api/v1/capacity", 200, "");
    check("GET", "/api/v1/usage", "/api/v1/usage", 200, "");
    spend("acme/api#1");
    check("GET", "/api/v1/budget", "/api/v1/budget", 200, "");
    assertThat(ask("GET", "/api/v1/budget", "").body()).contains("\"usd\":0.5");
    check("POST", queue + "cancel", ticket + "cancel", 200, "");
    check("POST", queue + "cancel", ticket + "cancel", 404, "");
    check("GET", "/api/v1/queue", "/api/v1/queue?x=1", 400, "");
    HttpResponse<Stream<String>> events =
        http.send(request("/api/v1/events").GET().build(), HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      String snapshot =
          lines.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow().substring(6);
      checkSchema("#/components/schemas/Snapshot", Json.parse(snapshot));
    }
  }

  private void check(String method, String path, String real, int status, String body)
      throws Exception {
    HttpResponse<String> answer = ask(method, real, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode responses =
        description.get("paths").get(path).get(method.toLowerCase(Locale.ROOT)).get("responses");
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    JsonNode response = responses.get(Integer.toString(status));
    if (response == null) {
      response = description.at(responses.at("/default/$ref").asText().substring(1));
    }
    JsonNode schema = response.get("content").get(type).get("schema");
    ObjectNode whole = schema.deepCopy();
    whole.set("components", description.get("components"));
    validate(whole, Json.parse(answer.body()));
  }

  private void checkSchema(String reference, JsonNode value) {
    ObjectNode whole = description.deepCopy();
    whole.put("$ref", reference);
    validate(whole, value);
  }

  /** A field that is not described is one too many, although programs must bear it. */
  private static void validate(ObjectNode schema, JsonNode value) {
    close(schema);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(value))
        .as(value.toString())
        .isEmpty();
    assertThat(value.isObject() && !value.isEmpty()).isTrue();
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && schema.path("type").asText().equals("object")
        && schema.has("properties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApiTest::close);
  }

  /** Puts something for the names in a path. */
  private static String real(String path) {
    return VARIABLE.matcher(path).replaceAll((MatchResult name) -> "a%231");
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new TreeMap<>();
    object.fieldNames().forEachRemaining(name -> fields.put(name, object.get(name)));
    return fields;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request.method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
