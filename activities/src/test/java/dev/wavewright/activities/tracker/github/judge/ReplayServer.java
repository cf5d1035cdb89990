package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers with what was recorded of one repository, byte for byte; links lead back here.
 *
 * <p>A list of issues is answered with the recorded page of the number asked for; one in another
 * order than the recorded is put together from the recorded elements. One issue is answered with
 * its element of a recorded list. What nobody recorded is empty where emptiness is an answer, and
 * otherwise 404.
 */
public final class ReplayServer implements AutoCloseable {
  private static final Pattern REPOSITORY =
      Pattern.compile("^(?:/repos/[^/]+/[^/]+|/repositories/\\d+)(?<rest>/.*)?$");
  private static final Pattern ONE_ISSUE = Pattern.compile("/issues/(\\d+)");
  private static final Pattern PAGE = Pattern.compile("(?:^|&)page=(\\d+)");
  private static final Pattern SIZE = Pattern.compile("(?:^|&)per_page=(\\d+)");
  private static final Pattern STATE = Pattern.compile("(?:^|&)state=(\\w+)");
  private static final Pattern SINCE = Pattern.compile("(?:^|&)since=([^&]+)");
  private static final String HOST = "https://api.github.com";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Recording recording;
  private final List<JsonNode> issues;
  private final List<Exchange> heard = new CopyOnWriteArrayList<>();

  private ReplayServer(HttpServer server, Recording recording) {
    this.server = server;
    this.recording = recording;
    this.issues = recording.issues();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Starts on a free port of the loopback interface. */
  public static ReplayServer of(Recording recording) {
    try {
      InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new ReplayServer(HttpServer.create(anywhere, 0), recording);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the interface, without a slash at its end. */
  public String api() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  /** What was asked and answered, in order. */
  public List<Exchange> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange http) throws IOException {
    try (http) {
      String request = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Exchange asked =
          new Exchange(
              http.getRequestMethod(),
              http.getRequestURI().toString(),
              Map.copyOf(http.getRequestHeaders()),
              request,
              0,
              Map.of(),
              "");
      Exchange answer = answer(asked);
      heard.add(
          new Exchange(
              asked.method(),
              asked.target(),
              asked.requestHeaders(),
              request,
              answer.status(),
              answer.headers(),
              answer.body()));
      answer
          .headers()
          .forEach((name, values) -> http.getResponseHeaders().put(name, here(name, values)));
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      http.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        http.getResponseBody().write(body);
      }
    }
  }

  private List<String> here(String name, List<String> values) {
    boolean leads = name.equals("link") || name.equals("location");
    return leads ? values.stream().map(value -> value.replace(HOST, api())).toList() : values;
  }

  private Exchange answer(Exchange asked) {
    if (rest(asked).equals("/issues") && asked.query().contains("sort=updated")) {
      return byChange(asked);
    }
    Optional<Exchange> recorded =
        recording.exchanges().stream().filter(one -> answers(one, asked)).findFirst();
    if (recorded.isPresent()) {
      return recorded.get();
    }
    Matcher issue = ONE_ISSUE.matcher(rest(asked));
    if (asked.method().equals("GET") && issue.matches()) {
      int number = Integer.parseInt(issue.group(1));
      for (JsonNode one : issues) {
        if (one.path("number").intValue() == number) {
          return json(200, one.toString());
        }
      }
    }
    String rest = rest(asked);
    if (asked.method().equals("GET")
        && (rest.equals("/milestones")
            || rest.equals("/labels")
            || rest.endsWith("/blocked_by")
            || rest.endsWith("/sub_issues")
            || rest.endsWith("/events"))) {
      return json(200, "[]");
    }
    return json(404, "{\"message\":\"Not Found\",\"status\":\"404\"}");
  }

  private static boolean answers(Exchange recorded, Exchange asked) {
    return recorded.method().equals(asked.method())
        && rest(recorded).equals(rest(asked))
        && page(recorded) == page(asked);
  }

  /**
   * The recorded elements in the order of their last change, upwards, as far as they are asked for.
   */
  private Exchange byChange(Exchange asked) {
    String state = found(STATE, asked, "open");
    String since = found(SINCE, asked, "");
    int size = Integer.parseInt(found(SIZE, asked, "30"));
    List<JsonNode> all =
        issues.stream()
            .filter(one -> state.equals("all") || one.path("state").asText().equals(state))
            .filter(one -> one.path("updated_at").asText().compareTo(since) >= 0)
            .sorted(Comparator.comparing(one -> one.path("updated_at").asText()))
            .toList();
    int page = page(asked);
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    all.stream().skip((page - 1L) * size).limit(size).forEach(kept::add);
    Exchange answer = json(200, kept.toString());
    if ((long) page * size >= all.size()) {
      return answer;
    }
    String next = asked.target().replaceAll("&page=\\d+", "") + "&page=" + (page + 1);
    Map<String, List<String>> headers =
        Map.of(
            "content-type",
            List.of("application/json; charset=utf-8"),
            "link",
            List.of("<" + HOST + next + ">; rel=\"next\""));
    return new Exchange("", "", Map.of(), "", 200, headers, answer.body());
  }

  private static String found(Pattern parameter, Exchange asked, String otherwise) {
    Matcher found = parameter.matcher(asked.query());
    return found.find() ? found.group(1) : otherwise;
  }

  private static Exchange json(int status, String body) {
    Map<String, List<String>> headers =
        Map.of("content-type", List.of("application/json; charset=utf-8"));
    return new Exchange("", "", Map.of(), "", status, headers, body);
  }

  private static String rest(Exchange exchange) {
    Matcher repository = REPOSITORY.matcher(exchange.path());
    return repository.matches() && repository.group("rest") != null
        ? repository.group("rest")
        : exchange.path().startsWith("/repo") ? "" : exchange.path();
  }

  private static int page(Exchange exchange) {
    return Integer.parseInt(found(PAGE, exchange, "1"));
  }
}
