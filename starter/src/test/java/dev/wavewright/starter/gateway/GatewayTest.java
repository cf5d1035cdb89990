package dev.wavewright.starter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.WaveStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String TOKEN = "0123456789abcdef";

  private final WorkflowServiceStubs nobody =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway =
        new Gateway(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TOKEN,
            new StatusPage(new OneWaiting(), 8233),
            WorkflowClient.newInstance(nobody),
            new EventHub(
                () -> {
                  throw new IllegalStateException("nobody answers");
                },
                EventHub.Pace.USUAL,
                Thread.ofVirtual().factory()));
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    nobody.shutdownNow();
  }

  @Test
  @DisplayName("S5: health alone is open; the page needs the token")
  void token() throws IOException {
    assertThat(ask("GET /health", host())).startsWith("HTTP/1.1 200");
    assertThat(ask("GET /", host())).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /", host(), "Authorization: Bearer wrong")).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /", host(), bearer())).startsWith("HTTP/1.1 200");
    assertThat(ask("POST /entrances", host())).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /secret", host(), bearer())).startsWith("HTTP/1.1 404");
    assertThat(ask("POST /", host(), bearer())).startsWith("HTTP/1.1 405");
  }

  @Test
  @DisplayName("S5: another name in Host or another site in Origin is turned away, token or not")
  void names() throws IOException {
    assertThat(ask("GET /", "Host: evil.example", bearer())).startsWith("HTTP/1.1 421");
    assertThat(ask("GET /", host(), "Origin: http://evil.example", bearer()))
        .startsWith("HTTP/1.1 403");
    assertThat(ask("GET /", host(), "Origin: null", bearer())).startsWith("HTTP/1.1 403");
    assertThat(ask("GET /", host(), "Origin: http://127.0.0.1:" + gateway.port(), bearer()))
        .startsWith("HTTP/1.1 200");
    assertThat(ask("GET /enter?code=x", "Host: evil.example")).startsWith("HTTP/1.1 421");
  }

  @Test
  @DisplayName("S5: a one-time address lets one browser in, once, by a cookie scripts cannot read")
  void entrance() throws IOException {
    String made = ask("POST /entrances", host(), bearer());
    String path = made.substring(made.indexOf("/enter?code=")).strip();

    String entered = ask("GET " + path, host());
    assertThat(entered).startsWith("HTTP/1.1 303").contains("HttpOnly; SameSite=Strict");
    String cookie =
        entered
            .lines()
            .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("set-cookie:"))
            .map(line -> line.substring("set-cookie:".length(), line.indexOf(';')).strip())
            .findFirst()
            .orElseThrow();
    assertThat(ask("GET /", host(), "Cookie: other=1; " + cookie)).startsWith("HTTP/1.1 200");
    assertThat(ask("GET /", host(), "Cookie: wavewright=guess")).startsWith("HTTP/1.1 401");
    assertThat(ask("GET " + path, host())).startsWith("HTTP/1.1 401");
    assertThat(ask("POST /api/v1/capacity", host(), "Cookie: " + cookie))
        .as("a page must not change by a browser's cookie")
        .startsWith("HTTP/1.1 401")
        .contains("a cookie is none");
    assertThat(ask("POST /entrances", host(), "Cookie: " + cookie)).startsWith("HTTP/1.1 401");
  }

  @Test
  @DisplayName("S5: the rules of token, Host and Origin hold for every route but health")
  void everyRoute() throws IOException {
    for (String route :
        List.of(
            "GET /api/v1/capacity",
            "GET /api/v1/queue",
            "GET /api/v1/budget",
            "GET /api/v1/usage",
            "GET /api/v1/events",
            "POST /api/v1/queue/a/cancel",
            "POST /api/v1/queue/a/move",
            "POST /api/v1/queue/a/extend",
            "POST /api/v1/capacity",
            "POST /api/v1/capacity/project:shop",
            "POST /api/v1/usage/main",
            "POST /entrances",
            "DELETE /api/v1/queue",
            "GET /",
            "GET /openapi.json",
            "GET /none")) {
      assertThat(ask(route, host())).as(route).startsWith("HTTP/1.1 401");
      assertThat(ask(route, "Host: evil.example", bearer())).startsWith("HTTP/1.1 421");
      assertThat(ask(route, host(), bearer(), "Origin: http://127.0.0.1:1"))
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  @DisplayName("the page names who waits and why, and a title cannot write into it")
  void page() throws IOException {
    String page = ask("GET /", host(), bearer());
    assertThat(page)
        .contains("acme/api#7", "pool repository:acme/api is full", "&lt;script&gt;")
        .contains("http://127.0.0.1:8233/namespaces/wavewright/workflows/issue%2Facme%2Fapi%2F7")
        .doesNotContain("<script>")
        .doesNotContain("\u202e");
  }

  @Test
  @DisplayName("the page lists what waits for a person, with the way out, and the waves that ended")
  void parkedAndEnded() throws IOException {
    String page = ask("GET /", host(), bearer());
    assertThat(page)
        .contains("Waiting for a person (1)", "check-failed: make check ended with 2")
        .contains("wavewright issue logs &#39;acme/lib#3&#39;", "refs/wavewright/rescue/lib-3/1")
        .contains("&lt;b&gt;Stuck")
        .contains("wave/shop/m1", "1 done", "1970-01-01T00:01:00Z")
        .contains("wave/shop/m0", "ended without a result");
  }

  private String host() {
    return "Host: 127.0.0.1:" + gateway.port();
  }

  private static String bearer() {
    return "Authorization: Bearer " + TOKEN;
  }

  /** Speaks HTTP by hand: a client of the JDK would not send a foreign Host. */
  private String ask(String request, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      String text =
          request
              + " HTTP/1.1\r\n"
              + String.join("\r\n", headers)
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .collect(Collectors.joining("\n"));
    }
  }

  private static final IssueKey LIB = new IssueKey("acme/lib#3");
  private static final IssueStatus PARKED =
      new IssueStatus(
          LIB,
          "<b>Stuck</b>",
          new RepositoryName("acme/lib"),
          Phase.PARKED,
          WaitReason.CHECK_FAILED,
          "make check ended with 2",
          "wavewright issue logs 'acme/lib#3', then: wavewright issue retry 'acme/lib#3'",
          1,
          3,
          0,
          0,
          null,
          null,
          "scripted",
          null,
          2,
          "",
          "refs/wavewright/rescue/lib-3/1",
          null,
          new IssueStatus.Times(null, null, null),
          null);
  private static final WaveStatus ENDED =
      new WaveStatus(
          new WaveId("shop", "m1"),
          WaveStatus.WavePhase.ENDED,
          Instant.EPOCH,
          Instant.EPOCH,
          List.of(
              new WaveStatus.IssueLine(
                  LIB,
                  "",
                  new RepositoryName("acme/lib"),
                  Phase.DONE,
                  null,
                  "",
                  List.of(),
                  1,
                  true,
                  null)));

  private static final class OneWaiting implements Facts {
    @Override
    public boolean answers() {
      return true;
    }

    @Override
    public Optional<CapacityView> gate() {
      return Optional.of(
          new CapacityView(
              List.of(),
              List.of(
                  new CapacityView.Waiting(
                      new Ticket("issue/acme/api/7#1"),
                      new IssueKey("acme/api#7"),
                      "issue/acme/api/7",
                      1,
                      Priority.DEFAULT,
                      0,
                      dev.wavewright.workflows.model.WaitReason.POOL_FULL,
                      new dev.wavewright.workflows.model.PoolName("repository:acme/api"),
                      "pool repository:acme/api is full",
                      Instant.EPOCH,
                      null,
                      "<script>alert(1)</script>\u202e",
                      java.time.Duration.ofMinutes(14),
                      null,
                      null)),
              List.of(),
              false));
    }

    @Override
    public List<WaveStatus> waves() {
      return List.of();
    }

    @Override
    public List<EndedWave> endedWaves() {
      return List.of(
          new EndedWave("wave/shop/m1", Instant.EPOCH, Instant.EPOCH.plusSeconds(60), ENDED),
          new EndedWave("wave/shop/m0", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), null));
    }

    @Override
    public List<IssueStatus> parked() {
      return List.of(PARKED);
    }
  }
}
