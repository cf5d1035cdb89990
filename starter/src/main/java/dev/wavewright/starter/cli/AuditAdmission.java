package dev.wavewright.starter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.access.GitCredential;
import dev.wavewright.starter.access.ProjectToken;
import dev.wavewright.starter.audit.Admission;
import dev.wavewright.workflows.model.GitHubSettings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets the audit's git in by the token that the audited wave's own project names. */
final class AuditAdmission implements Admission {
  private final Map<String, String> environment;

  AuditAdmission(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CliProblem with exit code 5 if the url needs a token and there is none here
   */
  @Override
  public Optional<Shown> at(JsonNode project, String url) {
    JsonNode tracker = project.path("tracker").path("gitHub");
    if (!tracker.isObject()) {
      return Optional.empty();
    }
    GitHubSettings settings =
        new GitHubSettings(
            tracker.path("api").asText(),
            text(tracker, "tokenEnv"),
            text(tracker, "tokenFile"),
            GitHubSettings.Trust.WRITE_ACCESS);
    if (!GitCredential.concerns(settings, url)) {
      return Optional.empty();
    }
    return switch (ProjectToken.find(settings, environment)) {
      case ProjectToken.Found found ->
          GitCredential.of(settings, found.token(), url).map(AuditAdmission::shown);
      case ProjectToken.Missing missing ->
          throw new CliProblem(
              ExitCode.CREDENTIALS,
              "the repositories of the wave cannot be read: " + missing.problem(),
              missing.fix() + "; the audit reads with the token of this command's own environment",
              "wavewright doctor");
    };
  }

  private static Shown shown(GitCredential credential) {
    return new Shown(
        credential.settings(),
        credential.environment(),
        credential.token().source(),
        credential.token()::masked);
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? value.asText() : null;
  }
}
