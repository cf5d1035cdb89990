package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.gate.Json;
import dev.wavewright.starter.gateway.Gateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same by HTTP as on the command line. */
class HttpTest extends OnFakeStack {
  private static final String TOKEN = "0123456789abcdef";

  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;

  @BeforeEach
  void open() throws IOException {
    gateway =
        new Gateway(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN, client, 0);
    gateway.start();
  }

  @AfterEach
  void close() {
    gateway.close();
    http.close();
  }

  @Test
  @DisplayName("capacity, queue and usage answer byte for byte as the commands do with --json")
  void sameData() throws Exception {
    ask("acme/api#7");
    ask("acme/api#8");
    run("usage", "report", "--account", "scripted", "--meter", "five-hour", "--used", "70");
    run("capacity", "step-down", "--reason", "so");
    assertThat(get("/api/v1/queue").body()).isEqualTo(printed("queue", "--json"));
    assertThat(get("/api/v1/usage").body()).isEqualTo(printed("usage", "--json"));
    assertThat(get("/api/v1/usage?account=scripted").body())
        .isEqualTo(printed("usage", "--account", "scripted", "--json"));
    assertThat(get("/api/v1/capacity?repository=acme/api&agent=scripted").body())
        .isEqualTo(printed("capacity", "--json"));
    assertThat(get("/api/v1/capacity?pool=host:h1&repository=acme%2Fapi&agent=scripted").body())
        .isEqualTo(printed("capacity", "--pool", "host:h1", "--json"));
  }

  private String printed(String... arguments) {
    return run(arguments).output().strip();
  }

  @Test
  @DisplayName(
      "CAP-8: an agent can ask before it delegates: yes, or no with the place it would have")
  void delegate() throws Exception {
    JsonNode yes = data(get("/api/v1/capacity?repository=acme/api&agent=scripted"));
    assertThat(yes.get("delegate").asText()).isEqualTo("yes");
    assertThat(yes.get("position").asInt()).isZero();
    assertThat(yes.has("expectedStart")).isTrue();
    assertThat(yes.get("needs").toString())
        .isEqualTo(
            "[\"project:shop\",\"repository:acme/api\",\"account:scripted\",\"agent:scripted\"]");
    ask("acme/api#7");
    JsonNode no = data(get("/api/v1/capacity?repository=acme/api"));
    assertThat(no.get("delegate").asText()).isEqualTo("no");
    assertThat(no.get("position").asInt()).isEqualTo(2);
    assertThat(no.get("reason").asText()).startsWith("behind acme/api#7/1");
    assertThat(data(get("/api/v1/capacity?priority=1")).get("position").asInt()).isZero();
    assertThat(run("capacity", "--repo", "api").output())
        .contains("for a new task: delegate: no (it waits: no place is free")
        .contains("position 2: behind acme/api#7/1");
    assertThat(run("capacity", "--repo", "apu").exitCode()).isEqualTo(2);
    assertThat(run("task", "Do it", "--dry-run", "--json").data().get("position").asInt())
        .isEqualTo(2);
  }

  @Test
  @DisplayName("what cannot be meant is refused by a problem document that names the fix")
  void refused() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("/api/v1/capacity?repositry=acme/api", "did you mean 'repository'?"),
            List.of("/api/v1/capacity?repository=acme", "repository: "),
            List.of("/api/v1/capacity?priority=7", "priority: "),
            List.of("/api/v1/capacity?priority=low", "priority 'low' is no number"),
            List.of("/api/v1/capacity?pool=nonsense", "a pool name"),
            List.of("/api/v1/capacity?agent=a%20b", "a pool name"),
            List.of("/api/v1/capacity?agent=a&agent=b", "stands twice"),
            List.of("/api/v1/queue?x=1", "there is none"),
            List.of("/api/v1/usage?account=%20", "names no account"))) {
      HttpResponse<String> answer = get(wrong.get(0));
      assertThat(answer.statusCode()).as(wrong.get(0)).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      JsonNode problem = Json.parse(answer.body());
      assertThat(problem.get("status").asInt()).isEqualTo(400);
      assertThat(problem.get("title").asText()).isEqualTo("Bad Request");
      assertThat(problem.get("detail").asText()).contains(wrong.get(1));
    }
    assertThat(get("/api/v1/capacities").statusCode()).isEqualTo(404);
    HttpResponse<String> deleted = send(request("/api/v1/queue").DELETE());
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("Allow")).hasValue("GET");
  }

  private static JsonNode data(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body()).get("data");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
