package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One path of the description.
 *
 * @param template as {@code /repos/{owner}/{repo}}
 * @param item what the description says of it, by method
 * @param pattern of paths that fit, with one group a parameter
 * @param names of the groups, in their order
 */
record Route(String template, JsonNode item, Pattern pattern, List<String> names) {
  /** A path said word for word goes before one with a parameter in its place. */
  static final Comparator<Route> NARROWEST_FIRST =
      Comparator.<Route>comparingInt(route -> route.names().size())
          .thenComparing(
              Comparator.<Route>comparingInt(route -> route.template().length()).reversed())
          .thenComparing(Route::template);

  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

  static Route of(String template, JsonNode item, UnaryOperator<JsonNode> resolved) {
    Set<String> spanning = new HashSet<>();
    for (JsonNode operation : item) {
      for (JsonNode one : operation.path("parameters")) {
        JsonNode parameter = resolved.apply(one);
        if (parameter.path("x-multi-segment").asBoolean()) {
          spanning.add(parameter.path("name").asText());
        }
      }
    }
    List<String> names = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    int end = 0;
    Matcher parameter = PARAMETER.matcher(template);
    while (parameter.find()) {
      pattern.append(Pattern.quote(template.substring(end, parameter.start())));
      pattern.append(spanning.contains(parameter.group(1)) ? "(.+)" : "([^/]+)");
      names.add(parameter.group(1));
      end = parameter.end();
    }
    pattern.append(Pattern.quote(template.substring(end)));
    return new Route(template, item, Pattern.compile(pattern.toString()), List.copyOf(names));
  }

  /** The parameters of a path that fits, decoded; empty where it does not fit. */
  Optional<Map<String, String>> values(String path) {
    Matcher fits = pattern.matcher(path);
    if (!fits.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String raw = fits.group(i + 1).replace("+", "%2B");
      values.put(names.get(i), URLDecoder.decode(raw, StandardCharsets.UTF_8));
    }
    return Optional.of(values);
  }
}
