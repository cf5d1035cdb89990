package dev.wavewright.starter.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wavewright.starter.stack.GatewayToken;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackParts;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;

/** The gateway process: health, and one read-only status page. */
public final class Gateway implements AutoCloseable {
  private final HttpServer server;
  private final Admission admission;
  private final StatusPage page;

  Gateway(InetSocketAddress address, String token, StatusPage page) throws IOException {
    this.server = listen(address);
    this.admission = new Admission(token, InstantSource.system());
    this.page = page;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
  }

  /** Runs until ended by a signal; ends at once, with one line that says why, if it cannot. */
  public static void main(String[] arguments) {
    try {
      serve(System.getenv());
    } catch (BindException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    } catch (IOException | RuntimeException e) {
      System.err.println("error: " + e);
      System.exit(1);
    }
  }

  private static void serve(Map<String, String> environment) throws IOException {
    int port = Integer.parseInt(required(environment, StackCommands.GATEWAY_PORT));
    String bind = environment.getOrDefault(StackCommands.GATEWAY_BIND, "127.0.0.1");
    WorkflowServiceStubs service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(required(environment, StackCommands.TEMPORAL_ADDRESS))
                .build());
    WorkflowClient client =
        WorkflowClient.newInstance(
            service,
            WorkflowClientOptions.newBuilder()
                .setNamespace(environment.getOrDefault(StackCommands.NAMESPACE, Stack.NAMESPACE))
                .build());
    Gateway gateway =
        new Gateway(
            new InetSocketAddress(InetAddress.getByName(bind), port),
            GatewayToken.of(Path.of(required(environment, StackCommands.STATE_HOME))),
            new StatusPage(
                new TemporalFacts(client),
                Integer.parseInt(environment.getOrDefault(StackCommands.UI_PORT, "0"))));
    gateway.start();
    System.out.println("gateway on " + bind + ":" + port);
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 0);
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      BindException said =
          new BindException(
              why.contains("in use")
                  ? "port " + address.getPort() + " is taken"
                  : "cannot listen on " + address + ": " + why);
      said.initCause(e);
      throw said;
    }
  }

  private static String required(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(variable + " is not set");
    }
    return value;
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      route(exchange);
    } catch (RuntimeException e) {
      System.err.println("request failed: " + e);
      problem(exchange, 500, "Internal Server Error");
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals("/health") || path.equals("/actuator/health")) {
      exchange.getResponseHeaders().set(StackParts.PROCESS_HEADER, PROCESS);
      boolean up = page.answers();
      answer(exchange, up ? 200 : 503, "application/json", up ? UP : DOWN);
      return;
    }
    if (path.equals("/enter") && method.equals("GET")) {
      enter(exchange);
      return;
    }
    int refusal = admission.refusal(exchange);
    if (refusal != 0) {
      problem(exchange, refusal, words(refusal));
    } else if (path.equals("/entrances") && method.equals("POST")) {
      answer(exchange, 201, "text/plain", "/enter?code=" + admission.entrance());
    } else if (!path.equals("/")) {
      problem(exchange, 404, "Not Found");
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      problem(exchange, 405, "Method Not Allowed");
    } else {
      answer(exchange, 200, "text/html; charset=utf-8", page.render());
    }
  }

  private static final String PROCESS = Long.toString(ProcessHandle.current().pid());
  private static final String UP = "{\"status\":\"UP\"}";
  private static final String DOWN = "{\"status\":\"DOWN\"}";

  private void enter(HttpExchange exchange) throws IOException {
    int foreign = Admission.foreignName(exchange);
    if (foreign != 0) {
      problem(exchange, foreign, words(foreign));
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    String code = query != null && query.startsWith("code=") ? query.substring(5) : "";
    String cookie = admission.enter(code);
    if (cookie == null) {
      problem(exchange, 401, "This address was used or is too old; run: wavewright open");
      return;
    }
    exchange.getResponseHeaders().set("Set-Cookie", cookie);
    exchange.getResponseHeaders().set("Location", "/");
    exchange.sendResponseHeaders(303, -1);
  }

  private static String words(int status) {
    return switch (status) {
      case 401 -> "A token is needed; in a browser run: wavewright open";
      case 403 -> "Not from another site's page";
      default -> "Not under this name";
    };
  }

  private static void problem(HttpExchange exchange, int status, String title) throws IOException {
    answer(
        exchange,
        status,
        "application/problem+json",
        "{\"type\":\"about:blank\",\"status\":" + status + ",\"title\":\"" + title + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
