package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.starter.config.ProjectConfiguration.ValueInForce;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.TrackerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerReaderTest {
  private static final String SECRET = "ghp_0123456789abcdefghij0123456789abcdef";

  @TempDir Path folder;

  private ProjectConfiguration read(String tracker, Map<String, String> environment)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("wavewright.yml"),
            """
            repositories:
              - {name: acme/api, url: 'https://github.com/acme/api.git', check: [make, test]}
            tracker: %s
            """
                .formatted(tracker));
    return ConfigurationReader.read(file, environment);
  }

  private GitHubSettings gitHub(String tracker, Map<String, String> environment)
      throws IOException {
    TrackerSettings settings = read(tracker, environment).settings().tracker();
    assertThat(settings.kind()).isEqualTo(TrackerSettings.GITHUB);
    return Objects.requireNonNull(settings.gitHub());
  }

  @Test
  @DisplayName("kind github alone is github.com, GITHUB_TOKEN and write access")
  void defaults() throws IOException {
    assertThat(gitHub("{kind: github}", Map.of("HOME", folder.toString())))
        .isEqualTo(
            new GitHubSettings("https://api.github.com", "GITHUB_TOKEN", null, Trust.WRITE_ACCESS));
    assertThat(read("{kind: github}", Map.of()).values())
        .contains(
            new ValueInForce("tracker.kind", "github", 3),
            new ValueInForce("tracker.api", "https://api.github.com", 0),
            new ValueInForce("tracker.token-env", "GITHUB_TOKEN", 0),
            new ValueInForce("tracker.trust", "write-access", 0));
  }

  @Test
  @DisplayName("a token is looked for in the user's file, then GITHUB_TOKEN, then GH_TOKEN")
  void usualPlaces() throws IOException {
    Map<String, String> both = Map.of("GITHUB_TOKEN", SECRET, "GH_TOKEN", SECRET);
    assertThat(gitHub("{kind: github}", both).tokenEnv()).isEqualTo("GITHUB_TOKEN");
    assertThat(gitHub("{kind: github}", Map.of("GH_TOKEN", SECRET)).tokenEnv())
        .isEqualTo("GH_TOKEN");
    Path home = Files.createDirectories(folder.resolve("home/.config/wavewright"));
    Path file = Files.writeString(home.resolve("github-token"), SECRET);
    GitHubSettings found =
        gitHub(
            "{kind: github}",
            Map.of("HOME", folder.resolve("home").toString(), "GH_TOKEN", SECRET));
    assertThat(found.tokenFile()).isEqualTo(file.toString());
    assertThat(found.tokenEnv()).isNull();
    assertThat(
            gitHub(
                    "{kind: github}",
                    Map.of("XDG_CONFIG_HOME", folder.resolve("home/.config").toString()))
                .tokenFile())
        .isEqualTo(file.toString());
  }

  @Test
  @DisplayName("everything can be written, and what is frozen is a place and never a token")
  void written() throws IOException {
    GitHubSettings settings =
        gitHub(
            "{kind: github, api: 'https://ghe.example/api/v3/', token-file: ~/t, trust: anyone}",
            Map.of("HOME", "/home/ada", "GITHUB_TOKEN", SECRET));
    assertThat(settings)
        .isEqualTo(
            new GitHubSettings("https://ghe.example/api/v3", null, "/home/ada/t", Trust.ANYONE));
    assertThat(gitHub("{kind: github, token-env: OUR_TOKEN}", Map.of()).tokenEnv())
        .isEqualTo("OUR_TOKEN");
    assertThat(gitHub("{kind: github, api: 'http://127.0.0.1:4010'}", Map.of()).api())
        .isEqualTo("http://127.0.0.1:4010");
    for (String host : new String[] {"ghe.example", "127.0.0.1.evil.example", "10.0.0.1"}) {
      assertThatThrownBy(() -> read("{kind: github, api: 'http://" + host + "'}", Map.of()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'tracker.api' must be an https address");
    }
  }

  @Test
  @DisplayName("S2: a token written where its name belongs is refused and not shown")
  void tokenInPlaceOfItsName() {
    for (String written : new String[] {SECRET, "ghs_12_" + "eyJ", "not a name", "a-b"}) {
      assertThatThrownBy(() -> read("{kind: github, token-env: '" + written + "'}", Map.of()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'tracker.token-env' must be the name of a variable")
          .hasMessageNotContaining(written);
    }
  }

  @Test
  @DisplayName("a repository without an owner cannot be GitHub's")
  void local() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("wavewright.yml"),
            "repositories: [{url: api, check: [a]}]\ntracker: {kind: github}\n");
    assertThatThrownBy(() -> ConfigurationReader.read(file, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("needs a 'name: owner/name' for the repository");
  }
}
