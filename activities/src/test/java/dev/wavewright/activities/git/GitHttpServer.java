package dev.wavewright.activities.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A real smart-HTTP server of git on loopback: {@code git http-backend} over a folder of bare
 * repositories, which lets in whoever shows one of its passwords.
 */
public final class GitHttpServer implements AutoCloseable {
  /** May answer a request in the server's place; returns whether it did. */
  @FunctionalInterface
  public interface Filter {
    boolean answers(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** What was asked, with the whole Authorization header, empty for none. */
  public record Asked(String method, String path, String authorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path repositories;
  private final List<String> passwords = new CopyOnWriteArrayList<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Filter filter = exchange -> false;

  /**
   * Starts a server.
   *
   * @param repositories folder of bare repositories
   * @param passwords that let in; none lets everybody in
   */
  public GitHttpServer(Path repositories, String... passwords) throws IOException {
    this.repositories = repositories;
    this.passwords.addAll(List.of(passwords));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Returns scheme, host and port. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the url of a repository, by its path below the folder. */
  public String url(String repository) {
    return origin() + "/" + repository;
  }

  /** Sets what may answer before git does. */
  public void filter(Filter answering) {
    filter = answering;
  }

  /** Returns everything that was asked until now. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Answers with a status and a line of text. */
  public static boolean answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    return true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String authorization =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
    asked.add(
        new Asked(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), authorization));
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (filter.answers(exchange)) {
        return;
      }
      if (!passwords.isEmpty() && !passwords.contains(password(authorization))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        boolean unused = answer(exchange, 401, "");
        return;
      }
      serve(exchange, body);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable String password(String authorization) {
    if (!authorization.startsWith("Basic ")) {
      return null;
    }
    String pair = new String(Base64.getDecoder().decode(authorization.substring(6)), UTF_8);
    return pair.substring(pair.indexOf(':') + 1);
  }

  /** Runs git's own CGI program. */
  private void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "http.receivepack");
    environment.put("GIT_CONFIG_VALUE_0", "true");
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("GIT_PROJECT_ROOT", repositories.toString());
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put("REMOTE_USER", "somebody");
    environment.put("REMOTE_ADDR", "127.0.0.1");
    put(environment, "QUERY_STRING", exchange.getRequestURI().getRawQuery());
    put(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
    put(
        environment,
        "HTTP_CONTENT_ENCODING",
        exchange.getRequestHeaders().getFirst("Content-Encoding"));
    put(environment, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
    environment.put("CONTENT_LENGTH", Integer.toString(body.length));
    Process process = builder.start();
    threads.execute(() -> feed(process, body));
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    reply(exchange, output);
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }

  private static void feed(Process process, byte[] body) {
    try (var input = process.getOutputStream()) {
      input.write(body);
    } catch (IOException endedBefore) {
      // It answers without having read all.
    }
  }

  private static void reply(HttpExchange exchange, byte[] output) throws IOException {
    InputStream rest = new ByteArrayInputStream(output);
    int status = 200;
    for (String line = line(rest); !line.isEmpty(); line = line(rest)) {
      String name = line.substring(0, line.indexOf(':'));
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (name.toLowerCase(Locale.ROOT).equals("status")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    byte[] body = rest.readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String line(InputStream from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = from.read(); next >= 0 && next != '\n'; next = from.read()) {
      line.append((char) next);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).strip();
  }

  /** Makes an empty bare repository below the folder. */
  public Path makeRepository(String name) {
    Path folder = repositories.resolve(name);
    try {
      Process git =
          new ProcessBuilder("git", "init", "--quiet", "--bare", "-b", "main", folder.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(git.getInputStream().readAllBytes(), UTF_8);
      if (git.waitFor() != 0) {
        throw new AssertionError(output);
      }
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      throw new AssertionError(interruption);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
