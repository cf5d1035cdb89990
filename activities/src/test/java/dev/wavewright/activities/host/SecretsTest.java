package dev.wavewright.activities.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.git.GitHttpServer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.GitHubSettings;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project whose repository is reached with a token: where that token is found afterwards. */
class SecretsTest extends HostTest {
  private static final String TOKEN = "canary_" + "aB3-._~".repeat(30);
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(ISO_8859_1));

  /** Prints all that a process is given and can see of others. */
  private static final String LOOK =
      "{ env; tr '\\0' '\\n' < /proc/self/environ; tr '\\0' '\\n' < /proc/$PPID/environ;"
          + " cat /proc/[0-9]*/cmdline 2>/dev/null; git config --list --show-origin; } > looked;"
          + " cp looked ";

  @TempDir Path own;

  private GitHttpServer server;
  private GitHubSettings settings;

  @BeforeEach
  void serve() throws Exception {
    Path served = Files.createDirectories(root.resolve("served"));
    server = new GitHttpServer(served, TOKEN);
    Path bare = server.makeRepository("acme/api.git");
    HostFixture.git(fixture.person, "push", "--quiet", bare.toString(), "main");
    Path file = Files.writeString(own.resolve("token"), TOKEN + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    settings =
        new GitHubSettings(
            server.origin(), null, file.toString(), GitHubSettings.Trust.WRITE_ACCESS);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private SessionWork work(int number, String agent, String check) {
    IssueText text = new IssueText("Do issue " + number, "Do it.", null);
    return HostFixture.onGitHub(
        fixture.work(number, text, agent, check), server.url("acme/api.git"), settings);
  }

  private static void assertFree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      assertThat(regular).isNotEmpty();
      for (Path file : regular) {
        assertThat(Files.readString(file, ISO_8859_1))
            .as(file.toString())
            .doesNotContain(TOKEN, TOKEN.substring(0, 20), BASIC.substring(24, 60));
      }
    }
  }

  @Test
  @DisplayName(
      "S2: an issue lands over HTTP, and neither its agent, its check nor any file saw the token")
  void landsUnseen() throws Exception {
    Path seen = Files.createDirectories(root.resolve("seen"));
    SessionWork work =
        work(1, LOOK + seen.resolve("agent") + "; echo one > one", LOOK + seen.resolve("check"));
    Path unused = fixture.prepare(work);
    CommitId landed = fixture.land(work, fixture.commit(work));
    assertThat(fixture.host.retire(work)).isNull();
    assertThat(HostFixture.git(root.resolve("served/acme/api.git"), "rev-parse", "agent/main"))
        .isEqualTo(landed.value());
    assertThat(HostFixture.git(root.resolve("served/acme/api.git"), "for-each-ref"))
        .doesNotContain("claims");
    assertThat(server.asked()).anyMatch(asked -> asked.authorization().endsWith(BASIC));
    assertThat(seen.resolve("agent")).isNotEmptyFile();
    assertThat(seen.resolve("check")).isNotEmptyFile();
    assertFree(root);
  }

  @Test
  @DisplayName("an issue ends although its token is gone, and nothing of it stays on the host")
  void endsWithoutToken() throws Exception {
    SessionWork work = work(1, "true", "true");
    Path worktree = fixture.prepare(work);
    Files.delete(own.resolve("token"));
    assertThat(fixture.host.retire(work)).isNull();
    assertThat(worktree).doesNotExist();
    // One whose preparation never reached the repository has nothing to give back.
    assertThat(fixture.host.retire(work(2, "true", "true"))).isNull();
  }

  @Test
  @DisplayName(
      "S2: a server that repeats the token in its refusal has it masked in what is answered")
  void refusal() throws Exception {
    server.filter(
        exchange ->
            GitHttpServer.answer(
                exchange,
                403,
                TOKEN + " and " + exchange.getRequestHeaders().getFirst("Authorization")));
    SessionWork work = work(1, "true", "true");
    HostQuestion question = HostQuestion.repository(work.project(), work.repository());
    assertThatThrownBy(() -> fixture.inquiries.answer(question))
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Tokens.FAILURE);
              assertThat(failure.getMessage()).doesNotContain("canary_", BASIC.substring(24, 60));
            });
    Prepared refused = fixture.host.prepare(work);
    assertThat(refused.state()).isEqualTo(Prepared.State.FAILED);
    assertThat(refused.message())
        .contains("the token of the token file " + own.resolve("token"))
        .doesNotContain("canary_", BASIC.substring(24, 60));
    assertFree(root);
  }
}
