package dev.wavewright.starter.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.git.GitHttpServer;
import dev.wavewright.starter.access.RemoteGit.Answer;
import dev.wavewright.workflows.model.GitHubSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteGitTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOKEN = PrivateServer.TOKEN;

  @TempDir Path folder;

  private Answer read(Map<String, String> environment, Optional<GitCredential> shown, String url)
      throws InterruptedException {
    return new RemoteGit(environment, PATIENCE).run(folder, shown, "ls-remote", "--", url);
  }

  @Test
  @DisplayName(
      "S2: a private repository is read with the token, which is in no url and no argument")
  void reads() throws Exception {
    try (PrivateServer server = new PrivateServer(folder)) {
      Optional<GitCredential> shown =
          GitCredential.of(server.settings(), server.token(TOKEN), server.url());

      Answer answer = read(Map.of(), shown, server.url());

      assertThat(answer.ok()).as(answer.output()).isTrue();
      assertThat(answer.output()).contains("refs/heads/agent/main").doesNotContain(TOKEN);
      assertThat(server.git().asked())
          .anyMatch(asked -> asked.authorization().startsWith("Basic "))
          .noneMatch(asked -> asked.path().contains(TOKEN));
      assertThat(String.join(" ", shown.orElseThrow().settings())).doesNotContain(TOKEN);
      assertThat(shown.orElseThrow().token()).hasToString("****");
    }
  }

  @Test
  @DisplayName("without a token a private repository is refused, and nobody is asked for one")
  void refuses() throws Exception {
    try (PrivateServer server = new PrivateServer(folder)) {
      Answer answer = read(Map.of(), Optional.empty(), server.url());

      assertThat(answer.ok()).isFalse();
      assertThat(answer.isNotLetIn()).as(answer.output()).isTrue();
      assertThat(server.git().asked()).allMatch(asked -> asked.authorization().isEmpty());
    }
  }

  @Test
  @DisplayName("S2: what a server repeats of the token is masked")
  void masks() throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(ISO_8859_1));
    try (PrivateServer server = new PrivateServer(folder)) {
      server
          .git()
          .filter(
              exchange ->
                  exchange.getRequestHeaders().getFirst("Authorization") != null
                      && GitHttpServer.answer(exchange, 403, "no: " + TOKEN + " " + basic));

      Answer answer =
          read(
              Map.of(),
              GitCredential.of(server.settings(), server.token(TOKEN), server.url()),
              server.url());

      assertThat(answer.isNotLetIn()).as(answer.output()).isTrue();
      assertThat(answer.output()).doesNotContain(TOKEN).doesNotContain(basic);
      assertThat(answer.complaint()).doesNotContain(TOKEN);
    }
  }

  @Test
  @DisplayName("the token is for the tracker's own server alone, and never goes in clear")
  void onlyForItsServer() throws Exception {
    try (PrivateServer server = new PrivateServer(folder)) {
      ProjectToken token = server.token(TOKEN);
      assertThat(GitCredential.of(server.settings(), token, "https://other.example/a/b.git"))
          .isEmpty();
      assertThat(GitCredential.of(server.settings(), token, "/somewhere/api")).isEmpty();
      assertThat(GitCredential.of(server.settings(), token, "git@github.com:acme/api.git"))
          .isEmpty();
      GitHubSettings clear = settings("http://ghe.example/api/v3");
      assertThat(GitCredential.of(clear, token, "http://ghe.example/acme/api.git")).isEmpty();
      assertThat(GitCredential.concerns(clear, "http://ghe.example/acme/api.git")).isFalse();
      GitHubSettings usual = settings(GitHubSettings.PUBLIC_API);
      assertThat(GitCredential.concerns(usual, "https://github.com/acme/api.git")).isTrue();
      assertThat(GitCredential.concerns(usual, "https://github.com.evil.example/a/b")).isFalse();
      assertThat(
              GitCredential.concerns(
                  settings("https://api.acme.ghe.com"), "https://acme.ghe.com/acme/api"))
          .isTrue();
    }
  }

  @Test
  @DisplayName(
      "the person's own configuration of git does not help: a worker has none of it either")
  void withoutOwnConfiguration() throws Exception {
    try (PrivateServer server = new PrivateServer(folder)) {
      Path home = Files.createDirectories(folder.resolve("home"));
      Files.writeString(
          home.resolve(".gitconfig"),
          "[http]\n\textraHeader = Authorization: Basic "
              + Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes(ISO_8859_1))
              + "\n");

      assertThat(read(Map.of("HOME", home.toString()), Optional.empty(), server.url()).ok())
          .isFalse();
    }
  }

  private static GitHubSettings settings(String api) {
    return new GitHubSettings(api, "OUR_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
  }

  @Test
  @DisplayName("a token is found as a worker finds it; what is wrong with its place is named")
  void finds() throws IOException {
    GitHubSettings variable = settings(GitHubSettings.PUBLIC_API);
    assertThat(ProjectToken.find(variable, Map.of()))
        .isInstanceOfSatisfying(
            ProjectToken.Missing.class,
            missing -> assertThat(missing.problem()).isEqualTo("there is no OUR_TOKEN"));
    assertThat(ProjectToken.find(variable, Map.of("OUR_TOKEN", "two words")))
        .isInstanceOfSatisfying(
            ProjectToken.Missing.class,
            missing -> assertThat(missing.problem()).endsWith("holds no token"));
    Path file = folder.resolve("token");
    GitHubSettings inFile =
        new GitHubSettings(
            GitHubSettings.PUBLIC_API, null, file.toString(), GitHubSettings.Trust.ANYONE);
    assertThat(ProjectToken.find(inFile, Map.of("OUR_TOKEN", TOKEN)))
        .isInstanceOfSatisfying(
            ProjectToken.Missing.class,
            missing -> assertThat(missing.problem()).endsWith("is not there"));
    Files.writeString(file, TOKEN + "\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(ProjectToken.find(inFile, Map.of()))
        .isInstanceOfSatisfying(
            ProjectToken.Missing.class,
            missing -> {
              assertThat(missing.problem()).contains("by others").doesNotContain(TOKEN);
              assertThat(missing.fix()).isEqualTo("chmod 600 '" + file + "'");
            });
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThat(ProjectToken.find(inFile, Map.of()))
        .isInstanceOfSatisfying(
            ProjectToken.Found.class,
            found -> assertThat(found.token().source()).isEqualTo("the token file " + file));
  }
}
