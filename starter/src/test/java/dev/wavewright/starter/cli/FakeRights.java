package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.wavewright.activities.git.GitHttpServer;
import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeGitHub.Request;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.activities.tracker.github.judge.GitHubContract;
import dev.wavewright.starter.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub that knows what a token may do and which rules a branch has, with git at the same
 * address. Each exchange with the interface is judged by GitHub's own description. It begins with
 * one private repository, {@code acme/api}, without rules, and a fine-grained token that may do
 * all.
 */
final class FakeRights implements AutoCloseable {
  static final String TOKEN = FakeGitHub.TOKEN;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final FakeGitHub gitHub = FakeGitHub.start();
  final ContractListener judge = ContractListener.on(gitHub);
  final GitHttpServer git;
  private final GitHubContract contract = GitHubContract.load();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, ArrayNode> rules = new TreeMap<>();
  private final Map<String, ObjectNode> protections = new TreeMap<>();

  /** Scopes of a classic token; null for a fine-grained one. */
  @Nullable String scopes;

  /** Role of the token's user: pull, triage, push, maintain or admin. */
  String role = "admin";

  boolean isPrivate = true;
  boolean archived;
  boolean mayPush = true;

  /** Repositories to which the token may not push, though it may to others. */
  final Set<String> closed = new TreeSet<>();

  /** Whether the token is told how a branch is protected. */
  boolean administers = true;

  FakeRights(Path folder) throws IOException {
    git = new GitHttpServer(Files.createDirectories(folder.resolve("served")), TOKEN);
    git.filter(this::answers);
    answerFor("api");
  }

  private void answerFor(String name) {
    String path = "/repos/acme/" + name;
    gitHub.repository("acme/" + name).issue("Do it", "text");
    gitHub.route("GET", path, request -> repository(name));
    gitHub.route("GET", path + "/pulls", request -> Reply.of(200, List.of()));
    gitHub.route("GET", path + "/rules/branches/([^/]+)", this::rules);
    gitHub.route("GET", path + "/branches/([^/]+)/protection", this::protection);
    gitHub.route("GET", path + "/branches/([^/]+)", this::branch);
  }

  /** Adds a repository of acme with an issue, and a first commit on its base alone. */
  Path add(Path work, String name) throws IOException, InterruptedException {
    answerFor(name);
    Path bare = git.makeRepository("acme/" + name + ".git");
    git(work, "push", "-q", bare.toString(), "main");
    return bare;
  }

  String origin() {
    return git.origin();
  }

  /** Gives the repository a first commit, on its base and on its integration branch. */
  void pushFirst(Path work) throws IOException, InterruptedException {
    Path bare = git.makeRepository("acme/api.git");
    Files.createDirectories(work);
    git(work, "init", "-q", "-b", "main");
    git(work, "commit", "-q", "--allow-empty", "-m", "first");
    git(work, "push", "-q", bare.toString(), "main", "main:agent/main");
  }

  private static void git(Path folder, String... arguments) throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@localhost"));
    command.addAll(List.of(arguments));
    ChildProcess.Ended ended = ChildProcess.run(folder, Map.of(), Duration.ofMinutes(5), command);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  /** Adds a rule of a ruleset to a branch. */
  void rule(String branch, String type) {
    rules
        .computeIfAbsent(branch, absent -> JsonNodeFactory.instance.arrayNode())
        .addObject()
        .put("type", type)
        .put("ruleset_source_type", "Repository")
        .put("ruleset_source", "acme/api")
        .put("ruleset_id", 7);
  }

  /** Protects a branch in the older way. */
  ObjectNode protect(String branch) {
    return protections.computeIfAbsent(branch, absent -> JsonNodeFactory.instance.objectNode());
  }

  private Reply repository(String name) {
    ObjectNode body = (ObjectNode) contract.example("/repos/{owner}/{repo}");
    body.put("name", name).put("full_name", "acme/" + name).put("private", isPrivate);
    body.put("archived", archived).putNull("language");
    body.remove(List.of("parent", "source", "template_repository"));
    ObjectNode permissions = body.putObject("permissions");
    List<String> levels = List.of("pull", "triage", "push", "maintain", "admin");
    levels.forEach(level -> permissions.put(level, levels.indexOf(level) <= levels.indexOf(role)));
    Reply reply = Reply.of(200, body);
    return scopes == null ? reply : reply.with("X-OAuth-Scopes", scopes);
  }

  private static String name(Request request) {
    return request.part(1).replace("%2F", "/");
  }

  private Reply rules(Request request) {
    return Reply.of(200, rules.getOrDefault(name(request), JsonNodeFactory.instance.arrayNode()));
  }

  private Reply protection(Request request) {
    if (!administers) {
      return Reply.error(403, "Resource not accessible by personal access token")
          .with("X-Accepted-GitHub-Permissions", "administration=read");
    }
    ObjectNode protection = protections.get(name(request));
    return protection == null
        ? Reply.error(404, "Branch not protected")
        : Reply.of(200, protection);
  }

  private Reply branch(Request request) {
    JsonNode body = contract.example("/repos/{owner}/{repo}/branches/{branch}");
    String name = name(request);
    ((ObjectNode) body).put("name", name).put("protected", protections.containsKey(name));
    return Reply.of(200, body);
  }

  /** What is no question of git goes on to the interface. */
  private boolean answers(HttpExchange exchange) throws IOException, InterruptedException {
    URI asked = exchange.getRequestURI();
    if (asked.getPath().contains(".git/")) {
      boolean open = mayPush && closed.stream().noneMatch(each -> isOf(asked, each));
      return !open
          && asked.toString().contains("git-receive-pack")
          && exchange.getRequestHeaders().getFirst("Authorization") != null
          && GitHttpServer.answer(exchange, 403, "Write access to repository not granted.\n");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gitHub.api() + asked)).timeout(PATIENCE);
    for (String name : List.of("Authorization", "Accept", "X-GitHub-Api-Version", "User-Agent")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    HttpResponse<byte[]> reply =
        client.send(
            request
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    reply
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!List.of("content-length", "date").contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().set(name, values.getFirst());
              }
            });
    exchange.sendResponseHeaders(
        reply.statusCode(), reply.body().length == 0 ? -1 : reply.body().length);
    exchange.getResponseBody().write(reply.body());
    return true;
  }

  private static boolean isOf(URI asked, String repository) {
    return asked.getPath().startsWith("/" + repository + ".git/");
  }

  @Override
  public void close() {
    client.shutdownNow();
    git.close();
    gitHub.close();
  }
}
