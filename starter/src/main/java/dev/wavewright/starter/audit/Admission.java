package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Knows what git shows a server to be let in. The audit itself looks for no secret. */
@FunctionalInterface
public interface Admission {
  /** Shows nobody anything. */
  Admission NONE = (project, url) -> Optional.empty();

  /**
   * Returns what to show the server of {@code url}; empty for nothing. Asked before any repository
   * is read; what it throws ends the audit.
   *
   * @param project the frozen project, as the wave's history has it
   */
  Optional<Shown> at(JsonNode project, String url);

  /**
   * What one git is given. Its other ways in are taken from it.
   *
   * @param settings of git; seen in process lists, so without a secret
   * @param environment of that git alone
   * @param source where the secret was found, for people
   * @param masking hides the secret in what a server says
   */
  record Shown(
      List<String> settings,
      Map<String, String> environment,
      String source,
      UnaryOperator<String> masking) {
    public Shown {
      settings = List.copyOf(settings);
      environment = Map.copyOf(environment);
    }

    /** Without the environment, which holds the secret. */
    @Override
    public String toString() {
      return source;
    }
  }
}
