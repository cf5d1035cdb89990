package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Traffic with the real GitHub that others recorded.
 *
 * @param exchanges in the order they were recorded
 */
public record Recording(String name, List<Exchange> exchanges) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IN_SECONDS =
      Pattern.compile("\\{\\{\\w+ offset='(-?\\d+) seconds'[^}]*format='([^']+)'}}");

  public Recording {
    exchanges = List.copyOf(exchanges);
  }

  /** One of those kept beside this class, by its name without an ending. */
  public static Recording named(String name) {
    String file = "recordings/" + name + ".json.gz";
    try (InputStream packed = Recording.class.getResourceAsStream(file);
        InputStream in = new GZIPInputStream(Objects.requireNonNull(packed, file))) {
      List<Exchange> exchanges = new ArrayList<>();
      for (JsonNode one : JSON.readTree(in)) {
        exchanges.add(
            new Exchange(
                one.path("method").textValue(),
                one.path("target").textValue(),
                Map.of(),
                one.path("request").textValue(),
                one.path("status").intValue(),
                headers(one.path("headers"), Instant.EPOCH),
                one.path("body").textValue()));
      }
      return new Recording(name, exchanges);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The recording of a WireMock folder, with {@code mappings} and {@code __files} in it. A time
   * relative to now becomes one.
   */
  public static Recording ofWireMock(Path folder, Clock clock) {
    List<Exchange> exchanges = new ArrayList<>();
    try (Stream<Path> mappings = Files.list(folder.resolve("mappings"))) {
      for (Path mapping : mappings.sorted().toList()) {
        JsonNode read = JSON.readTree(mapping.toFile());
        JsonNode request = read.path("request");
        JsonNode response = read.path("response");
        Path file = folder.resolve("__files").resolve(response.path("bodyFileName").asText("none"));
        exchanges.add(
            new Exchange(
                request.path("method").asText("GET"),
                request.path("url").asText(request.path("urlPath").asText()),
                Map.of(),
                "",
                response.path("status").asInt(200),
                headers(response.path("headers"), clock.instant()),
                Files.exists(file) ? Files.readString(file) : response.path("body").asText("")));
      }
      return new Recording(folder.getFileName().toString(), exchanges);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answers 200 to lists of issues, an element each, with the pull requests among them. */
  public List<JsonNode> issues() {
    List<JsonNode> issues = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      if (exchange.status() == 200 && exchange.path().endsWith("/issues")) {
        read(exchange.body()).forEach(issues::add);
      }
    }
    return issues;
  }

  static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, List<String>> headers(JsonNode headers, Instant now) {
    Map<String, List<String>> read = new LinkedHashMap<>();
    headers
        .properties()
        .forEach(header -> read.put(header.getKey(), List.of(timed(header.getValue(), now))));
    return read;
  }

  private static String timed(JsonNode value, Instant now) {
    String text = value.isArray() ? value.path(0).asText() : value.asText();
    Matcher relative = IN_SECONDS.matcher(text);
    if (!relative.matches()) {
      return text;
    }
    Instant time = now.plusSeconds(Long.parseLong(relative.group(1)));
    return relative.group(2).equals("unix")
        ? Long.toString(time.getEpochSecond())
        : DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(time);
  }
}
