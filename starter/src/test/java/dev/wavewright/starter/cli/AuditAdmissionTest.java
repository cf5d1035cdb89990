package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.gate.Json;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditAdmissionTest {
  private static final String URL = "https://github.com/acme/api.git";
  private static final JsonNode GITHUB =
      Json.parse(
          """
          {"tracker": {"kind": "github", "path": "", "gitHub":
            {"api": "https://api.github.com", "tokenEnv": "OUR_TOKEN", "tokenFile": null, "trust": "WRITE_ACCESS"}}}
          """);

  @Test
  @DisplayName("the audit's git gets the token that the wave's own project names, for its server")
  void shows() {
    AuditAdmission admission = new AuditAdmission(Map.of("OUR_TOKEN", "canary-of-the-audit"));

    assertThat(admission.at(GITHUB, URL))
        .hasValueSatisfying(
            shown -> {
              assertThat(shown.source()).isEqualTo("the variable OUR_TOKEN");
              assertThat(shown.environment()).containsValue("canary-of-the-audit");
              assertThat(shown.settings()).noneMatch(each -> each.contains("canary"));
            });
    assertThat(admission.at(GITHUB, "/srv/api.git")).isEmpty();
    assertThat(admission.at(Json.parse("{\"tracker\": {\"kind\": \"files\"}}"), URL)).isEmpty();
  }

  @Test
  @DisplayName("an audit that needs a token and has none ends with exit code 5 and what to set")
  void missing() {
    assertThatThrownBy(() -> new AuditAdmission(Map.of()).at(GITHUB, URL))
        .isInstanceOfSatisfying(
            CliProblem.class,
            problem -> {
              assertThat(problem.exitCode()).isEqualTo(ExitCode.CREDENTIALS);
              assertThat(problem.what()).endsWith("there is no OUR_TOKEN");
              assertThat(problem.why()).startsWith("export OUR_TOKEN");
            });
  }
}
