package dev.wavewright.starter.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.wavewright.starter.gate.Refusal;
import dev.wavewright.starter.gateway.Route.Access;
import dev.wavewright.starter.stack.StackParts;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of routes, and who is let through to each. */
final class Routes {
  private static final String PROCESS = Long.toString(ProcessHandle.current().pid());

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final String OPEN_API = resource("openapi.json");

  private final Admission admission;
  private final StatusPage page;
  private final EventHub hub;
  private final List<Route> table;

  Routes(Admission admission, StatusPage page, Readings readings, Changes changes, EventHub hub) {
    this.admission = admission;
    this.page = page;
    this.hub = hub;
    this.table =
        List.of(
            Route.get("/health", Access.ANYBODY, this::health),
            Route.get("/actuator/health", Access.ANYBODY, this::health),
            Route.get("/enter", Access.OWN_NAME, this::enter),
            Route.post("/entrances", this::entrance),
            Route.get("/", Access.READER, this::page),
            Route.get("/openapi.json", Access.READER, this::description),
            Route.get("/api/v1/capacity", Access.READER, readings::capacity),
            Route.get("/api/v1/queue", Access.READER, readings::queue),
            Route.get("/api/v1/usage", Access.READER, readings::usage),
            Route.get("/api/v1/budget", Access.READER, readings::budget),
            Route.get("/api/v1/events", Access.READER, this::events),
            Route.post("/api/v1/queue/{ticket}/cancel", changes::cancel),
            Route.post("/api/v1/queue/{ticket}/move", changes::move),
            Route.post("/api/v1/queue/{ticket}/extend", changes::extend),
            Route.post("/api/v1/capacity", changes::steerAll),
            Route.post("/api/v1/capacity/{pool}", changes::steer),
            Route.post("/api/v1/usage/{account}", changes::report));
  }

  /** Answers a request, by a problem document if need be. */
  Answer answer(HttpExchange exchange) throws InterruptedException {
    try {
      return routed(exchange);
    } catch (Problem problem) {
      return Answer.of(problem, Map.of());
    } catch (Refusal refusal) {
      return Answer.of(Problem.of(refusal), Map.of());
    } catch (WorkflowException | StatusRuntimeException e) {
      Problem away =
          new Problem(
              503,
              "unreachable",
              "Temporal or its worker gives no answer; next: wavewright status");
      return Answer.of(away, Map.of("Retry-After", "5"));
    }
  }

  private Answer routed(HttpExchange exchange) throws InterruptedException {
    String path = exchange.getRequestURI().getRawPath();
    List<Route> here = table.stream().filter(route -> route.match(path).isPresent()).toList();
    Optional<Route> found =
        here.stream().filter(route -> route.takes(exchange.getRequestMethod())).findFirst();
    Access needed =
        found.or(() -> here.stream().findFirst()).map(Route::access).orElse(Access.READER);
    Optional<Problem> refusal = admission.refusal(exchange, needed);
    if (refusal.isPresent()) {
      Problem problem = refusal.get();
      return Answer.of(
          problem, problem.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.of());
    }
    if (here.isEmpty()) {
      throw new Problem(
          404,
          "no-such-route",
          "there is nothing here; there are: "
              + table.stream().map(Route::path).distinct().collect(Collectors.joining(", ")));
    }
    if (found.isEmpty()) {
      String allowed = here.stream().map(Route::allows).collect(Collectors.joining(", "));
      Problem problem = new Problem(405, "method", "this route takes " + allowed);
      return Answer.of(problem, Map.of("Allow", allowed));
    }
    Route route = found.get();
    return route.handler().answer(new Call(exchange, route.match(path).orElseThrow()));
  }

  private Answer health(Call call) {
    boolean up = page.answers();
    return new Answer(
        up ? 200 : 503,
        "application/json",
        up ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}",
        Map.of(StackParts.PROCESS_HEADER, PROCESS));
  }

  private Answer enter(Call call) {
    String query = call.exchange().getRequestURI().getQuery();
    String code = query != null && query.startsWith("code=") ? query.substring(5) : "";
    String cookie = admission.enter(code);
    if (cookie == null) {
      throw new Problem(
          401, "entrance", "this address was used or is too old; next: wavewright open");
    }
    return Answer.redirect("/", cookie);
  }

  private Answer entrance(Call call) {
    return Answer.of(201, "text/plain", "/enter?code=" + admission.entrance());
  }

  /** {@code GET /api/v1/events}: what changes, as server-sent events. */
  private Answer events(Call call) {
    Call.Parameters unused = call.query();
    String lastId = call.exchange().getRequestHeaders().getFirst("Last-Event-ID");
    hub.requireRoom();
    return Answer.events(
        out -> {
          EventReader reader = hub.listen(lastId == null ? "" : lastId);
          try {
            reader.write(out, HEARTBEAT);
          } finally {
            hub.leave(reader);
          }
        });
  }

  /** {@code GET /openapi.json}: every route. */
  private Answer description(Call call) {
    return Answer.json(200, OPEN_API);
  }

  private static String resource(String name) {
    try (InputStream in = Routes.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer page(Call call) {
    return Answer.of(200, "text/html; charset=utf-8", page.render());
  }
}
