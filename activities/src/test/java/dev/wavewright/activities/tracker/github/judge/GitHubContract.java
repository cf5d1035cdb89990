package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges one exchange with GitHub by GitHub's own OpenAPI description: the call is known, its
 * parameters and body are of their types, the status is one that GitHub gives, and the answer is of
 * its form.
 *
 * <p>The description is silent on three things that GitHub says in prose, so they are stated here:
 * any call may be refused with one of {@link #GENERAL_REFUSALS} in the form of a basic error;
 * {@code Link} and {@code Location} name a repository by its number, as {@code
 * /repositories/1300192/…}; and a body's fields that the description does not name are refused,
 * because GitHub would drop them in silence.
 */
public final class GitHubContract {
  /** What GitHub may answer to any call: bad credentials, limits, and its own failures. */
  private static final Set<Integer> GENERAL_REFUSALS = Set.of(401, 403, 429, 500, 502, 503, 504);

  private static final Set<String> API_VERSIONS = Set.of("2022-11-28", "2026-03-10");
  private static final Pattern BY_NUMBER = Pattern.compile("^/repositories/\\d+(?=/|$)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode description;
  private final Forms forms;
  private final List<Route> routes;

  private GitHubContract(ObjectNode description) {
    this.forms = new Forms(description);
    this.description = description;
    this.routes = routes(description);
  }

  /** The part of the description that is kept beside this class. */
  public static GitHubContract load() {
    try (InputStream in = GitHubContract.class.getResourceAsStream("github-api.json")) {
      return new GitHubContract((ObjectNode) JSON.readTree(Objects.requireNonNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says everything that is wrong with an exchange, in the order it was found; empty is good. */
  public List<String> violations(Exchange exchange) {
    List<String> violations = new ArrayList<>();
    Optional<Route> found = route(exchange.path());
    if (found.isEmpty()) {
      return List.of("no such path: " + exchange.path());
    }
    Route route = found.get();
    JsonNode operation = route.item().path(exchange.method().toLowerCase(Locale.ROOT));
    if (operation.isMissingNode()) {
      return List.of("no " + exchange.method() + " at " + route.template());
    }
    judgeRequestHeaders(exchange, violations);
    judgePath(exchange, route, operation, violations);
    judgeQuery(exchange, operation, violations);
    judgeRequestBody(exchange, operation, violations);
    judgeAnswer(exchange, operation, violations);
    String where = exchange.method() + " " + exchange.target() + ": ";
    return violations.stream().map(where::concat).toList();
  }

  /** The template of an exchange's path, as {@code /repos/{owner}/{repo}}; empty if unknown. */
  public Optional<String> template(Exchange exchange) {
    return route(exchange.path()).map(Route::template);
  }

  /** GitHub's own example of what it answers with 200 to a GET of this template. */
  public JsonNode example(String template) {
    JsonNode content =
        description
            .path("paths")
            .path(template)
            .path("get")
            .path("responses")
            .path("200")
            .path("content")
            .path("application/json");
    return resolved(content.path("examples").elements().next()).path("value").deepCopy();
  }

  JsonNode description() {
    return description;
  }

  /** Follows a reference within the description, if it is one. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isTextual() ? description.at(reference.textValue().substring(1)) : node;
  }

  private void judgeRequestHeaders(Exchange exchange, List<String> violations) {
    Map<String, List<String>> headers = exchange.requestHeaders();
    if (headers.isEmpty()) {
      return; // nothing is known of them
    }
    if (!headers.containsKey("user-agent")) {
      violations.add("no User-Agent: GitHub refuses such a request");
    }
    for (String version : headers.getOrDefault("x-github-api-version", List.of("none"))) {
      if (!API_VERSIONS.contains(version)) {
        violations.add("X-GitHub-Api-Version is " + version);
      }
    }
  }

  private void judgePath(
      Exchange exchange, Route route, JsonNode operation, List<String> violations) {
    Map<String, String> given = route.values(byName(exchange.path())).orElseThrow();
    for (JsonNode one : operation.path("parameters")) {
      JsonNode parameter = resolved(one);
      if (parameter.path("in").asText().equals("path")) {
        String name = parameter.path("name").asText();
        judgeValue("path parameter " + name, given.get(name), parameter, violations);
      }
    }
  }

  private void judgeQuery(Exchange exchange, JsonNode operation, List<String> violations) {
    Map<String, String> given = query(exchange.query());
    Set<String> known = new TreeSet<>();
    for (JsonNode one : operation.path("parameters")) {
      JsonNode parameter = resolved(one);
      String name = parameter.path("name").asText();
      if (!parameter.path("in").asText().equals("query")) {
        continue;
      }
      known.add(name);
      if (given.containsKey(name)) {
        judgeValue("query parameter " + name, given.get(name), parameter, violations);
      } else if (parameter.path("required").asBoolean()) {
        violations.add("query parameter " + name + " is missing");
      }
    }
    for (String name : new TreeSet<>(given.keySet())) {
      if (!known.contains(name)) {
        violations.add("query parameter " + name + " is unknown");
      }
    }
  }

  private void judgeValue(
      String what, @Nullable String text, JsonNode parameter, List<String> violations) {
    if (text == null) {
      violations.add(what + " is missing");
      return;
    }
    JsonNode schema = resolved(parameter.path("schema"));
    for (String wrong : forms.judge(schema, typed(text, schema))) {
      violations.add(what + " is '" + text + "': " + wrong);
    }
  }

  private void judgeRequestBody(Exchange exchange, JsonNode operation, List<String> violations) {
    JsonNode form = resolved(operation.path("requestBody"));
    if (exchange.requestBody().isEmpty()) {
      if (form.path("required").asBoolean()) {
        violations.add("the request has no body");
      }
      return;
    }
    JsonNode schema = form.path("content").path("application/json").path("schema");
    if (schema.isMissingNode()) {
      violations.add("the request has a body, and the call takes none");
      return;
    }
    JsonNode body = parsed(exchange.requestBody(), "the request's body", violations);
    if (body.isMissingNode()) {
      return;
    }
    for (String wrong : forms.judge(schema, body)) {
      violations.add("the request's body: " + wrong);
    }
    Set<String> fields = forms.fields(schema);
    body.fieldNames()
        .forEachRemaining(
            field -> {
              if (!fields.isEmpty() && !fields.contains(field)) {
                violations.add("the request's body: GitHub knows no field " + field);
              }
            });
  }

  private void judgeAnswer(Exchange exchange, JsonNode operation, List<String> violations) {
    String status = Integer.toString(exchange.status());
    JsonNode answer = resolved(operation.path("responses").path(status));
    if (answer.isMissingNode()) {
      if (!GENERAL_REFUSALS.contains(exchange.status())) {
        violations.add("GitHub does not answer this with " + status);
        return;
      }
      if (exchange.body().stripLeading().startsWith("{")) {
        judgeAnswerBody(exchange, description.at("/components/schemas/basic-error"), violations);
      }
      return;
    }
    judgeAnswerHeaders(exchange, answer, violations);
    JsonNode content = answer.path("content");
    if (content.isEmpty()) {
      if (!exchange.body().isEmpty()) {
        violations.add("the answer " + status + " has a body");
      }
      return;
    }
    judgeAnswerBody(exchange, content.elements().next().path("schema"), violations);
  }

  private void judgeAnswerBody(Exchange exchange, JsonNode schema, List<String> violations) {
    JsonNode body = parsed(exchange.body(), "the answer", violations);
    if (body.isMissingNode()) {
      return;
    }
    for (String wrong : forms.judge(schema, body)) {
      violations.add("the answer " + exchange.status() + ": " + wrong);
    }
    if (exchange.status() >= 400 && !body.path("message").isTextual()) {
      violations.add("the answer " + exchange.status() + ": a refusal has a message");
    }
  }

  private void judgeAnswerHeaders(Exchange exchange, JsonNode answer, List<String> violations) {
    List<String> types = exchange.headers().getOrDefault("content-type", List.of());
    if (!answer.path("content").isEmpty()
        && types.stream().anyMatch(type -> !type.startsWith("application/json"))) {
      violations.add("the answer is " + types + ", not application/json");
    }
    answer
        .path("headers")
        .properties()
        .forEach(
            header -> {
              List<String> values =
                  exchange
                      .headers()
                      .getOrDefault(header.getKey().toLowerCase(Locale.ROOT), List.of());
              for (String value : values) {
                judgeValue(
                    "the answer's " + header.getKey(),
                    value,
                    resolved(header.getValue()),
                    violations);
              }
            });
    if (exchange.status() == 301
        && !exchange.headers().isEmpty()
        && !exchange.headers().containsKey("location")) {
      violations.add("the answer 301 says no Location");
    }
  }

  private static JsonNode parsed(String text, String what, List<String> violations) {
    try {
      JsonNode read = JSON.readTree(text);
      if (!read.isMissingNode()) {
        return read;
      }
      violations.add(what + " is empty");
    } catch (JsonProcessingException e) {
      violations.add(what + " is not JSON: " + e.getOriginalMessage());
    }
    return MissingNode.getInstance();
  }

  /** A text of a path or a query as the type it is to be; a text that is not of it stays a text. */
  private static JsonNode typed(String text, JsonNode schema) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (schema.path("type").asText()) {
      case "integer" ->
          text.matches("-?\\d{1,18}")
              ? nodes.numberNode(Long.parseLong(text))
              : nodes.textNode(text);
      case "boolean" ->
          text.matches("true|false")
              ? nodes.booleanNode(Boolean.parseBoolean(text))
              : nodes.textNode(text);
      default -> nodes.textNode(text);
    };
  }

  private static Map<String, String> query(String query) {
    Map<String, String> given = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        given.put(decoded(name), decoded(value));
      }
    }
    return given;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Optional<Route> route(String path) {
    String named = byName(path);
    return routes.stream().filter(route -> route.values(named).isPresent()).findFirst();
  }

  private static String byName(String path) {
    return BY_NUMBER.matcher(path).replaceFirst("/repos/by/number");
  }

  private List<Route> routes(JsonNode from) {
    List<Route> found = new ArrayList<>();
    from.path("paths")
        .properties()
        .forEach(path -> found.add(Route.of(path.getKey(), path.getValue(), this::resolved)));
    found.sort(Route.NARROWEST_FIRST);
    return List.copyOf(found);
  }
}
