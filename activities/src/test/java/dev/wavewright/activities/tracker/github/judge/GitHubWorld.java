package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wavewright.activities.git.GitHttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A GitHub on loopback for whole waves: the stateful emulator {@code emulate} behind a proxy that
 * adds what it lacks, lets git in, keeps tokens and limits as GitHub does, and judges every
 * exchange by GitHub's own description.
 *
 * <p>Files in its folder: {@code exchanges.txt}, a line a request; {@code violations.txt}, a line a
 * violation. {@code POST /-/limit?kind=secondary&after=5&seconds=10} refuses for that long, five
 * requests from now; kinds are {@code secondary}, {@code bare} and {@code primary}.
 */
public final class GitHubWorld implements AutoCloseable {
  /** A token that may do everything. */
  static final String FULL = "world-token-that-may-do-everything";

  /** A token that may read only. */
  static final String READING = "world-token-that-may-only-read";

  /** A classic token with the scope {@code repo}. */
  static final String CLASSIC = "world-token-with-the-scope-repo";

  /** A classic token without a scope that lets it write. */
  static final String LACKING = "world-token-that-lacks-a-scope";

  private static final Set<String> TOKENS = Set.of(FULL, READING, CLASSIC, LACKING);

  private static final Set<String> OF_A_HOP =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "date");

  private final Path folder;
  private final Process emulator;
  private final URI emulated;
  private final GitHttpServer git;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final GitHubContract contract = GitHubContract.load();
  private final WorldAdditions additions;
  private final WorldLimits limits = new WorldLimits();

  private GitHubWorld(Path emulate, Path seed, Path repositories, Path folder)
      throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    this.git = new GitHttpServer(repositories, TOKENS.toArray(String[]::new));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      port = free.getLocalPort();
    }
    this.emulated = URI.create("http://localhost:" + port);
    ProcessBuilder start =
        new ProcessBuilder(
            List.of(
                "node",
                emulate.toString(),
                "start",
                "--service",
                "github",
                "--port",
                Integer.toString(port),
                "--seed",
                seed.toString()));
    start.environment().put("EMULATE_BASE_URL", url());
    start.redirectErrorStream(true);
    start.redirectOutput(folder.resolve("emulate.log").toFile());
    this.emulator = start.start();
    this.additions = new WorldAdditions(this::emulated);
    awaitEmulator();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Starts; prints the address, and runs until it is ended. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 4) {
      System.err.println("usage: GitHubWorld EMULATE-PROGRAM SEED-FILE REPOSITORIES FOLDER");
      System.exit(2);
    }
    GitHubWorld world =
        new GitHubWorld(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]));
    Runtime.getRuntime().addShutdownHook(new Thread(world::close));
    System.out.println(world.url());
    world.emulator.waitFor();
  }

  /** The address of the interface, which is that of the git server too. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    emulator.destroy();
    server.stop(0);
    git.close();
    threads.shutdownNow();
  }

  private void awaitEmulator() throws IOException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        emulated("GET", "/rate_limit", "");
        return;
      } catch (IOException notYet) {
        if (!emulator.isAlive() || tries > 600) {
          throw new IOException("emulate did not start: " + folder.resolve("emulate.log"), notYet);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private void serve(HttpExchange http) throws IOException {
    try (http) {
      byte[] body = http.getRequestBody().readAllBytes();
      String path = http.getRequestURI().getPath();
      if (path.startsWith("/-/limit")) {
        limits.ask(http.getRequestURI().getQuery());
        send(http, new Answer(204, Map.of(), new byte[0]));
      } else if (path.contains(".git/")) {
        send(http, gitAnswer(http, body));
      } else {
        answerInterface(http, body);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** An answer before it is sent; header names are in lower case. */
  static final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = Map.copyOf(headers);
      this.body = body.clone();
    }

    int status() {
      return status;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] body() {
      return body.clone();
    }

    static Answer json(int status, String json) {
      return new Answer(
          status,
          Map.of("content-type", "application/json; charset=utf-8"),
          json.getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal in GitHub's form. */
    static Answer refusal(int status, String message) {
      return json(
          status,
          "{\"message\":\"%s\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"%d\"}"
              .formatted(message, status));
    }

    Answer with(Map<String, String> more) {
      Map<String, String> all = new TreeMap<>(headers);
      all.putAll(more);
      return new Answer(status, all, body);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private Answer gitAnswer(HttpExchange http, byte[] body)
      throws IOException, InterruptedException {
    boolean pushes = http.getRequestURI().toString().contains("git-receive-pack");
    String shown = http.getRequestHeaders().getFirst("Authorization");
    boolean reads =
        shown != null
            && Stream.of(READING, LACKING).map(WorldLimits::basic).anyMatch(shown::endsWith);
    if (pushes && reads) {
      return Answer.refusal(403, "Permission to push denied");
    }
    URI target = URI.create(git.origin() + http.getRequestURI());
    return forward(target, http.getRequestMethod(), headers(http), body);
  }

  private void answerInterface(HttpExchange http, byte[] body)
      throws IOException, InterruptedException {
    String method = http.getRequestMethod();
    String target = http.getRequestURI().toString();
    Answer answer = judgedAnswer(http, method, target, body);
    Answer limited = answer.with(limits.headers());
    Map<String, List<String>> headers = new LinkedHashMap<>();
    limited.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    Exchange exchange =
        new Exchange(
            method,
            target,
            Map.copyOf(http.getRequestHeaders()),
            new String(body, StandardCharsets.UTF_8),
            limited.status(),
            headers,
            limited.text());
    note(exchange);
    send(http, limited);
  }

  private Answer judgedAnswer(HttpExchange http, String method, String target, byte[] body)
      throws IOException, InterruptedException {
    String shown = String.valueOf(http.getRequestHeaders().getFirst("Authorization"));
    String token = shown.replaceFirst("^(?i:bearer|token) ", "");
    if (!TOKENS.contains(token)) {
      return Answer.refusal(401, "Bad credentials");
    }
    if (limits.reached()) {
      return limits.refusal();
    }
    if (token.equals(READING) && !method.equals("GET")) {
      return Answer.refusal(403, "Resource not accessible by personal access token")
          .with(Map.of("x-accepted-github-permissions", "issues=write; pull_requests=write"));
    }
    if (token.equals(LACKING)) {
      return lacking(method, target).with(Map.of("x-oauth-scopes", "read:org"));
    }
    Answer answer = served(method, target, new String(body, StandardCharsets.UTF_8));
    return token.equals(CLASSIC) ? answer.with(Map.of("x-oauth-scopes", "repo")) : answer;
  }

  /** To a classic token without the scope GitHub hides what it would have to write to. */
  private Answer lacking(String method, String target) throws IOException, InterruptedException {
    if (!method.equals("GET")) {
      return Answer.refusal(404, "Not Found");
    }
    return target.contains("/collaborators")
        ? Answer.refusal(403, "Must have push access to view repository collaborators.")
        : served(method, target, "");
  }

  private Answer served(String method, String target, String body)
      throws IOException, InterruptedException {
    return additions
        .answer(method, target, body)
        .orElseGet(() -> emulatedQuietly(method, target, body));
  }

  private Answer emulatedQuietly(String method, String target, String body) {
    try {
      return additions.completed(target, emulated(method, target, body));
    } catch (IOException e) {
      return Answer.refusal(502, "The emulator does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.refusal(503, "The world ends");
    }
  }

  private Answer emulated(String method, String target, String body)
      throws IOException, InterruptedException {
    return forward(
        URI.create(emulated + target),
        method,
        Map.of(
            "authorization",
            List.of("Bearer " + FULL),
            "content-type",
            List.of("application/json")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer forward(URI target, String method, Map<String, List<String>> headers, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofMinutes(2))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, values) -> {
          if (!OF_A_HOP.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    Map<String, String> kept = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_A_HOP.contains(name) && !name.startsWith("x-ratelimit")) {
                kept.put(name, String.join(", ", values));
              }
            });
    return new Answer(response.statusCode(), kept, response.body());
  }

  private static Map<String, List<String>> headers(HttpExchange http) {
    return Map.copyOf(http.getRequestHeaders());
  }

  private static void send(HttpExchange http, Answer answer) throws IOException {
    answer.headers().forEach((name, value) -> http.getResponseHeaders().set(name, value));
    http.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    if (answer.body().length > 0) {
      http.getResponseBody().write(answer.body());
    }
  }

  private synchronized void note(Exchange exchange) throws IOException {
    append(
        "exchanges.txt",
        "%s %d %s %s"
            .formatted(Instant.now(), exchange.status(), exchange.method(), exchange.target()));
    for (String violation : contract.violations(exchange)) {
      append("violations.txt", violation);
    }
  }

  private void append(String file, String line) throws IOException {
    Files.writeString(
        folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Asks the emulator in the world's own name. */
  @FunctionalInterface
  interface Emulator {
    Answer ask(String method, String target, String body) throws IOException, InterruptedException;

    default JsonNode read(String target) throws IOException, InterruptedException {
      return Recording.read(ask("GET", target, "").text());
    }
  }
}
