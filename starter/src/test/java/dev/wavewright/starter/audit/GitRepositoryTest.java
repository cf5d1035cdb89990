package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.access.GitCredential;
import dev.wavewright.starter.access.PrivateServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryTest {
  @TempDir Path folder;

  private static Optional<Admission.Shown> shown(PrivateServer server, String token) {
    return GitCredential.of(server.settings(), server.token(token), server.url())
        .map(
            credential ->
                new Admission.Shown(
                    credential.settings(),
                    credential.environment(),
                    credential.token().source(),
                    credential.token()::masked));
  }

  private GitRepository open(PrivateServer server, Optional<Admission.Shown> shown) {
    return new GitRepository(
        new ReadOnlyGit(Map.of()),
        new Repository.Place("acme/api", server.url(), "agent/main"),
        shown,
        folder.resolve("no-hub.git"));
  }

  @Test
  @DisplayName("a private repository is read with what its server is shown")
  void reads() throws Exception {
    try (PrivateServer server = new PrivateServer(folder);
        GitRepository repository = open(server, shown(server, PrivateServer.TOKEN))) {
      Optional<List<Repository.Landed>> line = repository.atTheUrl();

      assertThat(repository.complaint()).isEmpty();
      assertThat(line).hasValueSatisfying(landed -> assertThat(landed).hasSize(1));
    }
  }

  @Test
  @DisplayName(
      "S2: a url that does not let the audit in says so, with the token's place, not with it")
  void refused() throws Exception {
    String wrong = "canary-that-nobody-takes";
    try (PrivateServer server = new PrivateServer(folder);
        GitRepository without = open(server, Optional.empty());
        GitRepository with = open(server, shown(server, wrong))) {
      assertThat(without.atTheUrl()).isEmpty();
      assertThat(without.complaint()).contains("could not read Username");

      assertThat(with.atTheUrl()).isEmpty();
      assertThat(with.complaint())
          .contains("Authentication failed")
          .endsWith("git showed the token of the variable OUR_TOKEN")
          .doesNotContain(wrong);
      assertThat(shown(server, wrong).orElseThrow().toString()).doesNotContain(wrong);
    }
  }
}
