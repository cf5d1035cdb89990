package dev.wavewright.activities.notification;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.Loopback;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a sink needs from the worker's environment. Whatever is found is known to the redactor
 * before anybody has it.
 */
final class SinkVariables {
  /** A shorter end of an address is no secret, and may stand in any text. */
  private static final int SHORTEST_PATH = 16;

  private final Map<String, String> environment;
  private final Redactor redactor;

  SinkVariables(Map<String, String> environment, Redactor redactor) {
    this.environment = Map.copyOf(new TreeMap<>(environment));
    this.redactor = redactor;
  }

  SecretText secret(String variable) throws SinkProblem {
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new SinkProblem(
          "the worker's environment has no "
              + variable
              + "; set it and start the worker again (it has the environment of 'wavewright up':"
              + " wavewright down, wavewright up)");
    }
    SecretText secret =
        SecretText.of(value)
            .orElseThrow(
                () ->
                    new SinkProblem(
                        "the variable "
                            + variable
                            + " must hold one word of at least "
                            + SecretText.SHORTEST
                            + " printable characters"));
    redactor.know(secret);
    return secret;
  }

  /** Returns the address in a variable; in clear text only one of this machine. */
  URI address(String variable) throws SinkProblem {
    String text = secret(variable).reveal();
    URI address = parsed(text);
    if (address == null || address.getHost() == null || address.getUserInfo() != null) {
      throw new SinkProblem(
          "the variable " + variable + " holds no address such as https://example.com/hook");
    }
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    if (!"https".equalsIgnoreCase(address.getScheme()) && !(plain && isLoopback(address))) {
      throw new SinkProblem(
          "the variable "
              + variable
              + " must hold an https address; plain http goes only to this machine");
    }
    String rest =
        address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    if (rest.length() >= SHORTEST_PATH) {
      SecretText.of(rest).ifPresent(redactor::know);
    }
    return address;
  }

  private static @Nullable URI parsed(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      // The exception shows the text.
      return null;
    }
  }

  static boolean isLoopback(URI address) {
    return Loopback.is(address.getHost());
  }
}
