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
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same by HTTP as on the command line. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
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
    assertThat(no.get("expectedStart").toString())
        .isEqualTo("{\"earliest\":\"2026-11-21T09:12:00Z\",\"latest\":\"2026-11-21T09:18:00Z\"}");
    assertThat(no.get("reason").asText()).startsWith("behind acme/api#7/1");
    assertThat(data(get("/api/v1/capacity?priority=1")).get("position").asInt()).isZero();
    assertThat(run("capacity", "--repo", "api").output())
        .contains("for a new task: delegate: no (it waits: no place is free")
        .contains("position 2, expected start in ")
        .contains(": behind acme/api#7/1");
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
    assertThat(deleted.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  @DisplayName("CAP-6: the queue is changed by HTTP as by its commands, and says the same words")
  void queue() throws Exception {
    List.of("acme/api#1", "acme/api#2", "acme/api#3").forEach(this::ask);
    JsonNode front = changed("/api/v1/queue/acme%2Fapi%233%2F1/move", "{\"front\": true}");
    assertThat(front.get("schema").asText()).isEqualTo("wavewright/queue-move/v1");
    assertThat(front.get("note").asText()).isEqualTo("moved acme/api#3/1, now at position 1");
    assertThat(front.at("/data/waiting/0/placedBy").asText()).isEqualTo("http");
    JsonNode after =
        changed(
            "/api/v1/queue/acme/api%231/1/move", "{\"after\": \"acme/api#2/1\", \"by\": \"ann\"}");
    assertThat(after.at("/data/waiting/2/placedBy").asText()).isEqualTo("ann");
    assertThat(after.get("data")).isEqualTo(Json.parse(printed("queue", "--json")).get("data"));
    assertThat(changed("/api/v1/queue/acme/api%232/1/move", "{\"priority\": 0}").toString())
        .contains("\"priority\":0");

    String extend = "/api/v1/queue/acme/api%232/1/extend";
    assertThat(changed(extend, "{\"for\": \"2h\"}").get("note").asText())
        .isEqualTo("extended acme/api#2/1: it expires at 2026-11-22T11:00:00Z");
    String until = "{\"until\": \"2026-11-22T12:00:00Z\"}";
    assertThat(changed(extend, until).get("note").asText())
        .isEqualTo("extended acme/api#2/1: it expires at 2026-11-22T12:00:00Z");
    assertThat(changed(extend, until).get("note").asText())
        .isEqualTo("acme/api#2/1 may wait until 2026-11-22T12:00:00Z already");

    assertThat(changed("/api/v1/queue/acme/api%232/1/cancel", "").get("note").asText())
        .isEqualTo("cancelled acme/api#2/1");
    refused(404, "/api/v1/queue/acme/api%232/1/cancel", "", "neither waits nor holds anything");
    refused(
        409,
        "/api/v1/queue/acme/api%231/1/move",
        "{\"before\": \"acme/api#2/1\"}",
        "ticket acme/api#2/1 neither waits nor holds anything; next: wavewright queue");
    ask("acme/api#9");
    refused(409, "/api/v1/queue/acme/api%239/1/extend", "{\"for\":\"2h\"}", "has no deadline");
    refused(400, "/api/v1/queue/acme/api%231/1/move", "{}", "nothing to change");
    refused(400, extend, "{\"for\": \"soon\"}", "'soon' is no duration");
    refused(
        400,
        "/api/v1/queue/acme/api%231/1/move",
        "{\"front\": true, \"rank\": 1}",
        "two places cannot both hold");
  }

  @Test
  @DisplayName("the levers are pulled by HTTP as by their commands, and refuse the same")
  void levers() throws Exception {
    JsonNode down =
        changed(
            "/api/v1/capacity/project:shop", "{\"action\": \"step-down\", \"reason\": \"quota\"}");
    assertThat(down.get("schema").asText()).isEqualTo("wavewright/capacity-step-down/v1");
    assertThat(down.get("note").asText()).isEqualTo("step-down is in force");
    assertThat(down.at("/data/pools").toString())
        .contains("\"effective\":2", "\"loweredBy\":\"http\"", "\"reason\":\"quota\"");
    assertThat(
            changed(
                    "/api/v1/capacity/repository:acme%2Fapi",
                    "{\"action\": \"pause\", \"by\": \"ann\"}", 404)
                .get("detail")
                .asText())
        .contains("there is no pool 'repository:acme/api'", "wavewright capacity show --all");
    JsonNode set =
        changed(
            "/api/v1/capacity/project:shop",
            "{\"action\": \"set\", \"cap\": 1, \"for\": \"PT2H\"}");
    assertThat(set.at("/data/pools/0/until").asText()).startsWith("20");
    changed("/api/v1/capacity/project:shop", "{\"action\": \"release\"}");
    assertThat(
            changed("/api/v1/capacity/project:shop", "{\"action\": \"step-up\"}")
                .get("note")
                .asText())
        .isEqualTo("project:shop is already at its configured cap 3");
    assertThat(changed("/api/v1/capacity", "{\"action\": \"pause\"}").at("/data/paused"))
        .isEqualTo(Json.parse("true"));
    assertThat(changed("/api/v1/capacity", "{\"action\": \"resume\"}").at("/data/delegate"))
        .isEqualTo(Json.parse("\"yes\""));
    refused(400, "/api/v1/capacity", "{\"action\": \"step-up\"}", "step-up needs a pool");
    String shop = "/api/v1/capacity/project:shop";
    refused(400, shop, "{\"action\": \"stepdown\"}", "did you mean 'step-down'?");
    refused(400, shop, "{\"action\": \"limit\"}", "there is no action 'limit' here");
    refused(400, shop, "{\"action\": \"set\"}", "'cap' is missing");
    refused(400, shop, "{\"action\": \"set\", \"cap\": 1.5}", "'cap' must be a whole number");
    refused(400, shop, "{\"action\": \"pause\", \"cap\": 1}", "belong to the action set only");
    run("worker", "lost", "h1", "--yes");
    refused(
        409,
        "/api/v1/capacity/host:h1",
        "{\"action\": \"set\", \"cap\": 1}",
        "declared lost: no session can start there");
  }

  @Test
  @DisplayName("a reading is taken by HTTP, and answered when its limit is in force")
  void usage() throws Exception {
    run("usage", "report", "--account", "scripted", "--meter", "five-hour", "--used", "10");
    JsonNode told =
        changed(
            "/api/v1/usage/scripted",
            "{\"meter\": \"five-hour\", \"used\": 70, \"source\": \"meter reader\"}");
    assertThat(told.get("note").asText()).isEqualTo("five-hour at 70 %: at most 2 in flight");
    assertThat(told.at("/data/accounts/0/inForce").asInt()).isEqualTo(2);
    assertThat(told.at("/data/accounts/0/meters/0/source").asText()).isEqualTo("meter reader");
    refused(404, "/api/v1/usage/scriptd", "{\"meter\": \"m\", \"used\": 1}", "no pool");
    refused(400, "/api/v1/usage/scripted", "{\"meter\": \"m\"}", "'used' is missing");
    refused(
        400,
        "/api/v1/usage/scripted",
        "{\"meter\": \"m\", \"used\": \"most\"}",
        "write 70 or 'unknown'");
    refused(
        400,
        "/api/v1/usage/scripted",
        "{\"meter\": \"m\", \"used\": 1, \"resets-at\": \"x\"}",
        "did you mean 'resetsAt'?");
  }

  @Test
  @DisplayName("a body that cannot be taken changes nothing: 413, 415, or what is wrong with it")
  void bodies() throws Exception {
    String shop = "/api/v1/capacity/project:shop";
    HttpResponse<String> form =
        send(
            request(shop)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("action=pause")));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(form.body()).contains("Content-Type: application/json");
    String large = "{\"reason\": \"" + "x".repeat(300_000) + "\"}";
    refused(413, shop, large, "at most 65536 bytes");
    refused(400, shop, "{", "the body is no JSON");
    refused(400, shop, "[]", "no JSON object");
    refused(400, shop, "{\"action\": \"pause\", \"action\": \"set\"}", "uplicate field");
    refused(400, shop, "{\"action\": \"pause\"} x", "the body is no JSON");
    refused(400, shop, "{\"action\": \"pause\", \"reson\": \"\"}", "did you mean 'reason'?");
    refused(400, shop, "{\"action\": 7}", "'action' must be a text");
    refused(400, shop, "{\"action\": \"pause\", \"by\": \" \"}", "'by' has 1 to 60 characters");
    assertThat(get("/api/v1/capacity").body()).doesNotContain("paused:").contains("\"yes\"");
  }

  @Test
  @DisplayName("what changes is told as events: a snapshot, then who waits, ends, and a pause")
  void events() throws Exception {
    HttpResponse<Stream<String>> events =
        http.send(request("/api/v1/events").GET().build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (Stream<String> body = events.body()) {
      Iterator<String> lines = body.iterator();
      assertThat(event(lines, "snapshot").get("queue"))
          .isEqualTo(Json.parse(printed("queue", "--json")).get("data"));
      ask("acme/api#7");
      assertThat(event(lines, "queued").get("ticket").asText()).isEqualTo("acme/api#7/1");
      changed("/api/v1/queue/acme/api%237/1/cancel", "");
      assertThat(event(lines, "ended").get("key").asText()).isEqualTo("acme/api#7");
      run("capacity", "step-down", "--reason", "quota");
      JsonNode cap = event(lines, "cap-changed");
      assertThat(cap.get("pool").asText()).isEqualTo("project:shop");
      assertThat(cap.get("before").asInt()).isEqualTo(3);
      assertThat(cap.get("cap").asInt()).isEqualTo(2);
      assertThat(cap.get("reason").asText()).isEqualTo("quota");
      run("usage", "report", "--account", "scripted", "--meter", "five-hour", "--used", "70");
      assertThat(event(lines, "usage").get("text").asText()).startsWith("five-hour at 70 %");
    }
  }

  private static JsonNode event(Iterator<String> lines, String name) {
    while (!lines.next().equals("event: " + name)) {
      // Comments, and what else there is to tell.
    }
    while (true) {
      String line = lines.next();
      if (line.startsWith("data: ")) {
        return Json.parse(line.substring("data: ".length()));
      }
    }
  }

  private JsonNode changed(String path, String body) throws Exception {
    return changed(path, body, 200);
  }

  private JsonNode changed(String path, String body, int status) throws Exception {
    HttpRequest.Builder request = request(path);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json; charset=utf-8");
    }
    HttpResponse<String> answer = send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parse(answer.body());
  }

  private void refused(int status, String path, String body, String why) throws Exception {
    assertThat(changed(path, body, status).get("detail").asText()).contains(why);
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
