package dev.wavewright.starter.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wavewright.starter.gate.Books;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.Levers;
import dev.wavewright.starter.gate.Monitors;
import dev.wavewright.starter.gate.UsageReports;
import dev.wavewright.starter.stack.GatewayToken;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackCommands;
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
import java.util.Optional;
import java.util.concurrent.Executors;

/** The gateway process: health, the status page, and the routes of docs/http.md. */
public final class Gateway implements AutoCloseable {
  private final HttpServer server;
  private final Routes routes;
  private final EventHub events;

  /**
   * Makes the gateway of one stack; it answers from {@link #start} on.
   *
   * @param uiPort port of Temporal's Web UI on loopback; 0 writes no links
   */
  public Gateway(InetSocketAddress address, String token, WorkflowClient client, int uiPort)
      throws IOException {
    this(
        address,
        token,
        new StatusPage(new TemporalFacts(client), uiPort),
        client,
        new EventHub(
            new TemporalEyes(new Gate(client), new Monitors(client), InstantSource.system()),
            EventHub.Pace.USUAL,
            Thread.ofVirtual().factory()));
  }

  Gateway(
      InetSocketAddress address,
      String token,
      StatusPage page,
      WorkflowClient client,
      EventHub events)
      throws IOException {
    this.events = events;
    this.server = listen(address);
    Gate gate = new Gate(client);
    this.routes =
        new Routes(
            new Admission(token, InstantSource.system()),
            page,
            new Readings(gate, new Monitors(client), new Books(client)),
            new Changes(
                gate,
                new Levers(gate, Optional::empty),
                new UsageReports(client, Optional::empty),
                InstantSource.system()),
            events);
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
            client,
            Integer.parseInt(environment.getOrDefault(StackCommands.UI_PORT, "0")));
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

  public void start() {
    server.start();
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(HttpExchange exchange) throws InterruptedException {
    try {
      return routes.answer(exchange);
    } catch (RuntimeException e) {
      System.err.println("request failed: " + e);
      Problem problem = new Problem(500, "defect", "this is a defect of Wavewright");
      return Answer.of(problem, Map.of());
    }
  }

  private static void send(HttpExchange exchange, Answer answer)
      throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    if (!answer.type().isEmpty()) {
      headers.set("Content-Type", answer.type());
    }
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    answer.headers().forEach(headers::set);
    Answer.Stream stream = answer.stream();
    if (stream != null && !exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), 0);
      stream.write(exchange.getResponseBody());
      return;
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD") || bytes.length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
  }
}
