package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub in this process: it keeps state, pages with Link headers, answers in GitHub's full
 * shapes, and lets a test break any request. Reading is in {@link FakeIssues}; what writes adds its
 * own routes with {@link #route}.
 */
public final class FakeGitHub implements AutoCloseable {
  /** The one token it takes. */
  public static final String TOKEN = "canary-token-of-the-fake";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Route> routes = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final Map<String, FakeRepository> repositories = new LinkedHashMap<>();
  private final Set<String> tokens = new LinkedHashSet<>(Set.of(TOKEN));
  private Instant now = Instant.parse("2026-11-01T00:00:00Z");
  private long ids = 1000;

  private FakeGitHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    new FakeIssues(this).install();
    server.start();
  }

  /** Starts an empty GitHub on a free port of the loopback interface. */
  public static FakeGitHub start() {
    try {
      return new FakeGitHub();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hears every exchange, as it went over the wire. */
  @FunctionalInterface
  public interface Listener {
    void heard(
        String method,
        String path,
        Map<String, String> query,
        String requestBody,
        int status,
        String responseBody);
  }

  /** One request. */
  public record Request(
      String method, String path, Matcher parts, Map<String, String> query, String body) {
    /** Returns a part of the path, from 1. */
    public String part(int number) {
      return parts.group(number);
    }
  }

  /**
   * One answer.
   *
   * @param json null for none; a text is sent as it is, and nobody hears it
   * @param broken whether the body ends half-way
   */
  public record Reply(
      int status, Map<String, String> headers, @Nullable Object json, boolean broken) {
    public static Reply of(int status, @Nullable Object json) {
      return new Reply(status, Map.of(), json, false);
    }

    /** An error in GitHub's shape. */
    public static Reply error(int status, String message) {
      return of(status, error(message, status));
    }

    private static Map<String, Object> error(String message, int status) {
      return fields(
          "message",
          message,
          "documentation_url",
          "https://docs.github.com/rest",
          "status",
          Integer.toString(status));
    }

    public Reply with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, json, broken);
    }

    /** The hourly limit is used up. */
    public static Reply primaryLimit(Instant reset) {
      return error(403, "API rate limit exceeded for user ID 1.")
          .with("X-RateLimit-Limit", "5000")
          .with("X-RateLimit-Remaining", "0")
          .with("X-RateLimit-Resource", "core")
          .with("X-RateLimit-Reset", Long.toString(reset.getEpochSecond()));
    }

    /** A secondary limit that names a time. */
    public static Reply secondaryLimit(int status, int seconds) {
      return bareSecondaryLimit(status).with("Retry-After", Integer.toString(seconds));
    }

    /** A secondary limit that only its text tells. */
    public static Reply bareSecondaryLimit(int status) {
      return error(
          status,
          "You have exceeded a secondary rate limit. Please wait a few minutes before you try"
              + " again.");
    }

    /** What this reply would be, cut off. */
    public Reply cut() {
      return new Reply(status, headers, json, true);
    }
  }

  /** Answers requests of one form. */
  @FunctionalInterface
  public interface Handler {
    Reply answer(Request request);
  }

  private record Route(String method, Pattern path, Handler handler) {}

  private static final class Fault {
    private final Pattern requests;
    private final Handler handler;
    private int left;

    Fault(Pattern requests, int times, Handler handler) {
      this.requests = requests;
      this.left = times;
      this.handler = handler;
    }
  }

  /** Adds a route; one added later wins. The path is a regular expression. */
  public synchronized void route(String method, String path, Handler handler) {
    routes.addFirst(new Route(method, Pattern.compile(path), handler));
  }

  /**
   * Breaks the next requests.
   *
   * @param requests a regular expression found in {@code METHOD /path?query}
   */
  public void breaks(String requests, int times, Reply reply) {
    breaks(requests, times, request -> reply);
  }

  /** Breaks the next requests by what a handler says; it runs without any lock. */
  public synchronized void breaks(String requests, int times, Handler handler) {
    faults.add(new Fault(Pattern.compile(requests), times, handler));
  }

  /** Returns how many of the faults asked for did not happen. */
  public synchronized int faultsLeft() {
    return faults.stream().mapToInt(fault -> fault.left).sum();
  }

  /** Hears every exchange from now on. */
  public synchronized void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Returns every request as {@code METHOD /path?query}, in order of arrival. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Takes another token, or a new one in place of an old. */
  public synchronized void takesToken(String token) {
    tokens.add(token);
  }

  public synchronized void refusesToken(String token) {
    tokens.remove(token);
  }

  /** Returns the address of the interface. */
  public String api() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns a repository; it is made when it is not there. */
  public synchronized FakeRepository repository(String name) {
    return repositories.computeIfAbsent(name, each -> new FakeRepository(this, each));
  }

  synchronized @Nullable FakeRepository known(String name) {
    return repositories.get(name);
  }

  synchronized List<FakeRepository> all() {
    return List.copyOf(repositories.values());
  }

  synchronized long nextId() {
    return ++ids;
  }

  /** Returns a time later than every one before. */
  synchronized Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  /** Fields in order, from names and values. */
  public static Map<String, Object> fields(@Nullable Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int at = 0; at < namesAndValues.length; at += 2) {
      fields.put(String.valueOf(namesAndValues[at]), namesAndValues[at + 1]);
    }
    return fields;
  }

  /** Cuts a page out of a listing and says where the next is. */
  public Reply page(Request request, List<?> all) {
    return page(request, all, each -> each);
  }

  /** Cuts a page out of a listing, says where the next is, and writes what is on the page. */
  public <T> Reply page(Request request, List<T> all, Function<T, ?> json) {
    int size = Integer.parseInt(request.query().getOrDefault("per_page", "30"));
    int page = Integer.parseInt(request.query().getOrDefault("page", "1"));
    int from = Math.min((page - 1) * size, all.size());
    int to = Math.min(from + size, all.size());
    Reply reply = Reply.of(200, all.subList(from, to).stream().map(json).toList());
    if (to == all.size()) {
      return reply;
    }
    Map<String, String> next = new LinkedHashMap<>(request.query());
    next.put("page", Integer.toString(page + 1));
    String query =
        next.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return reply.with("Link", "<" + api() + request.path() + "?" + query + ">; rel=\"next\"");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    String query = exchange.getRequestURI().getRawQuery();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String line = method + " " + path + (query == null ? "" : "?" + query);
    Map<String, String> parameters = parameters(query);
    Handler handler;
    synchronized (this) {
      requests.add(line);
      handler = fault(line);
    }
    Reply reply =
        handler != null
            ? handler.answer(
                new Request(method, path, Pattern.compile("x").matcher("x"), parameters, body))
            : answer(exchange, method, path, parameters, body);
    send(exchange, reply, method, path, parameters, body);
  }

  private @Nullable Handler fault(String line) {
    for (Fault fault : faults) {
      if (fault.left > 0 && fault.requests.matcher(line).find()) {
        fault.left--;
        return fault.handler;
      }
    }
    return null;
  }

  private synchronized Reply answer(
      HttpExchange exchange, String method, String path, Map<String, String> query, String body) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null || !tokens.contains(authorization.replaceFirst("^Bearer ", ""))) {
      return Reply.error(401, "Bad credentials");
    }
    if (!"2022-11-28".equals(exchange.getRequestHeaders().getFirst("X-GitHub-Api-Version"))) {
      return Reply.error(400, "The version is not pinned");
    }
    for (Route route : routes) {
      Matcher parts = route.path().matcher(path);
      if (route.method().equals(method) && parts.matches()) {
        return route.handler().answer(new Request(method, path, parts, query, body));
      }
    }
    return Reply.error(404, "Not Found");
  }

  private void send(
      HttpExchange exchange,
      Reply reply,
      String method,
      String path,
      Map<String, String> query,
      String requestBody)
      throws IOException {
    String text = json(reply.json());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    List<Listener> hearing;
    synchronized (this) {
      hearing = List.copyOf(listeners);
    }
    // What a test wrote by hand, or cut, is no answer of GitHub's form.
    if (!reply.broken() && !(reply.json() instanceof String)) {
      hearing.forEach(each -> each.heard(method, path, query, requestBody, reply.status(), text));
    }
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes, 0, reply.broken() ? bytes.length / 2 : bytes.length);
      // Without it a broken exchange sends nothing at all, and the client asks once more.
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  private static String json(@Nullable Object value) {
    try {
      return value == null
          ? ""
          : value instanceof String raw ? raw : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] sides = pair.split("=", 2);
      parameters.put(
          URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
          sides.length == 1 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
