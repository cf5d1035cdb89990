package dev.wavewright.activities.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.GitLogin;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitOverHttpTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Long and of no known form, as tokens may become. */
  private static final String TOKEN = "canary_" + "Zx9-._~".repeat(40) + "=end";

  private static final SecretText SECRET = SecretText.of(TOKEN).orElseThrow();
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(ISO_8859_1));

  @TempDir Path root;

  private final Redactor redactor = new Redactor();
  private Path served;
  private GitHttpServer server;
  private Path person;

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectories(root.resolve("served"));
    server = new GitHttpServer(served, TOKEN);
    Path bare = server.makeRepository("acme/api.git");
    person = root.resolve("person");
    Playground.folder(person);
    Playground.naive(person, "init", "-q", "-b", "main");
    Playground.write(person, "README.md", "line 1\n");
    CommitId unused = Playground.commit(person, "first");
    Playground.naive(person, "push", "-q", bare.toString(), "main");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private Hubs hubs(Credentials credentials) {
    return new Hubs(GitCommand.find().redacting(redactor)).with(credentials);
  }

  private Credentials token() {
    return url ->
        Optional.of(server.origin())
            .filter(origin -> Optional.of(origin).equals(GitLogin.originOf(url)))
            .map(origin -> new Credential(new GitLogin(origin), SECRET, "the variable TOKEN"));
  }

  private RepositorySettings settings() {
    return Playground.settings(server.url("acme/api.git"), "main", "agent/main");
  }

  private Path state() {
    return root.resolve("state");
  }

  private CommitId land(Hub hub) {
    Path folder = state().resolve("sessions").resolve("s1");
    Session session = hub.createSession(new SessionId("s1"), folder, hub.integrationTip());
    Path unused = Playground.write(session.worktree(), "new.txt", "new\n");
    return Playground.landAll(hub, session, 1);
  }

  private static void assertNowhere(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, ISO_8859_1);
        assertThat(content)
            .as(file.toString())
            .doesNotContain(TOKEN, TOKEN.substring(0, 20), BASIC);
      }
    }
  }

  @Test
  @DisplayName("S2: a hub is fetched and landed over HTTP with the token, which is written nowhere")
  void lands() throws IOException {
    Hub hub = hubs(token()).open(state(), settings()).hub();
    CommitId landed = land(hub);
    assertThat(Playground.naive(served.resolve("acme/api.git"), "rev-parse", "agent/main"))
        .isEqualTo(landed.value());
    assertThat(server.asked()).anyMatch(asked -> asked.authorization().equals(BASIC));
    assertThat(server.asked())
        .allMatch(asked -> List.of("", BASIC).contains(asked.authorization()));
    assertNowhere(root);
  }

  @Test
  @DisplayName("S2: while a push is slow, no process list shows the token")
  void slowPush() throws Exception {
    Hub hub = hubs(token()).open(state(), settings()).hub();
    CountDownLatch pushed = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    server.filter(
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/git-receive-pack")) {
            pushed.countDown();
            assertThat(mayGoOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
          }
          return false;
        });
    AtomicReference<CommitId> landed = new AtomicReference<>();
    Thread landing = Thread.ofVirtual().start(() -> landed.set(land(hub)));
    assertThat(pushed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    List<String> lines = commandLines();
    mayGoOn.countDown();
    assertThat(landing.join(PATIENCE)).isTrue();
    assertThat(landed.get()).isNotNull();
    assertThat(lines).anyMatch(line -> line.contains("push") && line.contains(server.origin()));
    assertThat(lines)
        .noneMatch(line -> line.contains(TOKEN.substring(0, 20)) || line.contains(BASIC));
  }

  private static List<String> commandLines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        try {
          lines.add(Files.readString(process.resolve("cmdline"), ISO_8859_1).replace('\0', ' '));
        } catch (IOException gone) {
          // Not a process, or one that ended meanwhile.
        }
      }
    }
    return lines;
  }

  @Test
  @DisplayName(
      "S2: a server that sends git on to another host does not make it show the token there")
  void redirected() throws Exception {
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    try (GitHttpServer other = new GitHttpServer(elsewhere, "nobody-knows-this")) {
      Path unused = other.makeRepository("acme/api.git");
      server.filter(
          exchange -> {
            exchange
                .getResponseHeaders()
                .set("Location", other.origin() + exchange.getRequestURI());
            return GitHttpServer.answer(exchange, 301, "");
          });
      assertThatThrownBy(() -> hubs(token()).open(state(), settings()))
          .isInstanceOfSatisfying(
              GitProblem.class,
              problem -> assertThat(problem.kind()).isEqualTo(GitProblem.Kind.CREDENTIALS));
      assertThat(other.asked()).isNotEmpty().allMatch(asked -> asked.authorization().isEmpty());
    }
  }

  @Test
  @DisplayName(
      "S2: a server that asks for the token first and then sends git on gets nothing there")
  void redirectedAfterAsking() throws Exception {
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    try (GitHttpServer other = new GitHttpServer(elsewhere, "nobody-knows-this")) {
      Path unused = other.makeRepository("acme/api.git");
      server.filter(
          exchange -> {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
              return false;
            }
            exchange
                .getResponseHeaders()
                .set("Location", other.origin() + exchange.getRequestURI());
            return GitHttpServer.answer(exchange, 302, "");
          });
      assertThatThrownBy(() -> hubs(token()).open(state(), settings()))
          .isInstanceOf(GitProblem.class);
      assertThat(server.asked()).anyMatch(asked -> asked.authorization().equals(BASIC));
      assertThat(other.asked()).isNotEmpty().allMatch(asked -> asked.authorization().isEmpty());
    }
  }

  @Test
  @DisplayName("a repository that moved on its own server is found with the token")
  void renamed() {
    Playground.naive(root, "-C", served.toString(), "-c", "alias.x=!mv acme renamed", "x");
    server.filter(
        exchange -> {
          URI asked = exchange.getRequestURI();
          if (!asked.getPath().startsWith("/acme/")) {
            return false;
          }
          String moved = asked.toString().replaceFirst("/acme/", "/renamed/");
          exchange.getResponseHeaders().set("Location", server.origin() + moved);
          return GitHttpServer.answer(exchange, 301, "");
        });
    assertThat(hubs(token()).open(state(), settings()).branch().landings()).isEmpty();
  }

  @Test
  @DisplayName("without a token nobody is asked for one: the problem says what to do")
  void noToken() {
    assertThatThrownBy(() -> hubs(Credentials.NONE).open(state(), settings()))
        .isInstanceOfSatisfying(
            GitProblem.class,
            problem -> {
              assertThat(problem.kind()).isEqualTo(GitProblem.Kind.CREDENTIALS);
              assertThat(problem.mayPass()).isFalse();
              assertThat(problem).hasMessageEndingWith("check the url and its credentials");
            });
  }

  @ParameterizedTest
  @DisplayName("S2: a refusal names the setting to look at, and masks what a server repeats")
  @CsvSource({"401,CREDENTIALS", "403,CREDENTIALS", "404,CREDENTIALS", "500,REMOTE_FAILED"})
  void refused(int status, GitProblem.Kind kind) {
    server.filter(
        exchange ->
            GitHttpServer.answer(
                exchange,
                status,
                "You sent "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + " which is "
                    + TOKEN));
    assertThatThrownBy(() -> hubs(token()).open(state(), settings()))
        .isInstanceOfSatisfying(
            GitProblem.class,
            problem -> {
              assertThat(problem.kind()).as(problem.getMessage()).isEqualTo(kind);
              assertThat(problem.getMessage()).doesNotContain("canary_");
              if (kind == GitProblem.Kind.CREDENTIALS) {
                assertThat(problem).hasMessageContaining("the token of the variable TOKEN");
              }
            });
  }

  @Test
  @DisplayName("S2: what a hook of the server prints of the token is masked in the refusal")
  void hook() throws IOException {
    Path hook = served.resolve("acme/api.git/hooks/pre-receive");
    Path unused = Playground.script(hook, "echo 'no: " + TOKEN + " " + BASIC + "' >&2; exit 1");
    assertThatThrownBy(() -> hubs(token()).open(state(), settings()))
        .isInstanceOf(GitProblem.class)
        .hasMessageContaining("no: **** ")
        .message()
        .doesNotContain("canary_", BASIC);
  }

  @Test
  @DisplayName("a rule that declines a push is told in GitHub's words, with what to do, for good")
  void rule() throws IOException {
    Path hook = served.resolve("acme/api.git/hooks/pre-receive");
    String rule =
        """
        cat >&2 <<EOF
        error: GH013: Repository rule violations found for refs/heads/agent/main.

        - Changes must be made through a pull request.

        EOF
        exit 1
        """;
    String told =
        ": GH013: Repository rule violations found for refs/heads/agent/main. - Changes must be made"
            + " through a pull request.; leave agent/main out of this rule, let the token's user"
            + " bypass it, or name another 'integration' branch";
    Path unused = Playground.script(hook, rule);
    assertThatThrownBy(() -> hubs(token()).open(state(), settings()))
        .isInstanceOfSatisfying(
            GitProblem.class,
            problem -> {
              assertThat(problem.kind()).isEqualTo(GitProblem.Kind.DECLINED);
              assertThat(problem.mayPass()).isFalse();
              assertThat(problem)
                  .hasMessage(
                      "acme/api: cannot create branch 'agent/main' at "
                          + server.url("acme/api.git")
                          + told);
            });

    Files.delete(hook);
    Hub hub = hubs(token()).open(state(), settings()).hub();
    CommitId tip = hub.integrationTip();
    Session session =
        hub.createSession(new SessionId("s1"), state().resolve("sessions").resolve("s1"), tip);
    unused = Playground.write(session.worktree(), "new.txt", "new\n");
    CommitId commit = Playground.collect(hub, session, 1);
    CommitId candidate = Playground.candidate(hub, session, tip, commit, 1);
    unused = Playground.script(hook, rule);
    assertThat(hub.land(session.id(), tip, commit, candidate))
        .isEqualTo(
            new LandResult.Refused(server.url("acme/api.git") + " did not take the push" + told));
    Files.delete(hook);
    assertThat(hub.land(session.id(), tip, commit, candidate))
        .isInstanceOf(LandResult.Landed.class);
  }

  @Test
  @DisplayName("the helper answers for its own server only, and keeps nothing")
  void helper() throws Exception {
    Credential credential =
        new Credential(new GitLogin("https://git.example.org"), SECRET, "the file");
    List<String> settings = credential.login().settings();
    String helper = settings.get(1).substring(settings.get(1).indexOf("=!") + 2);
    assertThat(ask(helper, "get", "https", "git.example.org"))
        .isEqualTo("username=x-access-token\npassword=" + TOKEN + "\n");
    assertThat(ask(helper, "get", "https", "git.example.org.evil.org")).isEmpty();
    assertThat(ask(helper, "get", "http", "git.example.org")).isEmpty();
    assertThat(ask(helper, "get", "https", "evil.org")).isEmpty();
    assertThat(ask(helper, "store", "https", "git.example.org")).isEmpty();
    assertThat(String.join(" ", settings)).doesNotContain("canary_");
  }

  private static String ask(String helper, String what, String protocol, String host)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", helper + " " + what);
    builder.environment().put("WAVEWRIGHT_GIT_SECRET", TOKEN);
    Process process = builder.start();
    try (var input = process.outputWriter()) {
      input.write("protocol=" + protocol + "\nhost=" + host + "\n\n");
    } catch (IOException endedBefore) {
      // It did not want to know.
    }
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  @DisplayName("no token is sent in clear over a network, or to what is no server")
  void origins() {
    assertThat(GitLogin.originOf("https://GitHub.com/acme/api.git")).hasValue("https://github.com");
    assertThat(GitLogin.originOf("https://me@github.com:444/a")).hasValue("https://github.com:444");
    for (String none :
        new String[] {
          "git@github.com:acme/api.git",
          "ssh://git@github.com/a",
          "/a/b",
          "https://'/",
          "https://github.com\\@evil.org/a",
          "https://github.com@evil.org@github.com/a",
          "https://github.com /a",
          "https://github.com/a\nb",
          "https://:443/a"
        }) {
      assertThat(GitLogin.originOf(none)).as(none).isEmpty();
    }
    for (String refused :
        new String[] {
          "http://github.com", "https://a'b", "http://127.0.0.1.evil.org", "file:///"
        }) {
      assertThatThrownBy(() -> new Credential(new GitLogin(refused), SECRET, "x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("only a command that reaches the url has the token in its environment")
  void environment() throws Exception {
    GitCommand git = GitCommand.find();
    Credential credential = new Credential(new GitLogin(server.origin()), SECRET, "x");
    assertThat(git.in(root).remote(Optional.of(credential)).require("-c", "alias.e=!env", "e"))
        .contains("WAVEWRIGHT_GIT_SECRET=" + TOKEN);
    assertThat(git.in(root).remote(Optional.empty()).require("-c", "alias.e=!env", "e"))
        .doesNotContain("canary_");
    assertThat(git.in(root).require("-c", "alias.e=!env", "e")).doesNotContain("canary_");
  }
}
