package dev.wavewright.starter.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.wavewright.starter.config.NearestName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request as its route sees it. */
final class Call {
  private final HttpExchange exchange;
  private final List<String> values;

  /**
   * @param values what stands for the names of the route's path, still encoded
   */
  Call(HttpExchange exchange, List<String> values) {
    this.exchange = exchange;
    this.values = List.copyOf(values);
  }

  HttpExchange exchange() {
    return exchange;
  }

  /** Returns what stands for the one name of the route's path. */
  String value() {
    // A plus is a plus in a path.
    return decoded(values.getFirst().replace("+", "%2B"));
  }

  /**
   * Returns the parameters of the query.
   *
   * @throws Problem if one is not among {@code known}, or stands twice
   */
  Parameters query(String... known) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String name = decoded(parts[0]);
      requireKnown("parameter", name, List.of(known));
      if (parameters.put(name, parts.length == 2 ? decoded(parts[1]) : "") != null) {
        throw Problem.usage("parameter '" + name + "' stands twice");
      }
    }
    return new Parameters(parameters);
  }

  /**
   * Returns the body.
   *
   * @throws Problem if it is none, or has a field that is not among {@code known}
   */
  Body body(String... known) {
    return Body.read(exchange, known);
  }

  /** Refuses a name that is not known, with the nearest one that is. */
  static void requireKnown(String what, String name, List<String> known) {
    if (known.contains(name)) {
      return;
    }
    throw Problem.usage(
        "there is no "
            + what
            + " '"
            + (name.length() > 80 ? name.substring(0, 80) + "…" : name)
            + "' here: "
            + NearestName.question(name, known).map(question -> question + " ").orElse("")
            + (known.isEmpty()
                ? "there is none"
                : known.stream().collect(Collectors.joining(", ", "there are: ", ""))));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.usage("'" + text + "' is not percent-encoded as it should be");
    }
  }

  /** What a query says. */
  record Parameters(Map<String, String> values) {
    Parameters {
      values = Map.copyOf(values);
    }

    Optional<String> get(String name) {
      return Optional.ofNullable(values.get(name));
    }
  }
}
