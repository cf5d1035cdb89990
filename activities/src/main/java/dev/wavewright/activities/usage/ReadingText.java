package dev.wavewright.activities.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageReport;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a usage command prints: JSON objects, one after the other or in an array, with the
 * fields of {@code POST /api/v1/usage}: {@code meter}, {@code used} (percent or {@code "unknown"}),
 * {@code window}, {@code resetsAt} and {@code at}. Other fields say nothing.
 */
public final class ReadingText {
  private static final int MOST = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String source;
  private final @Nullable List<UsageStep> steps;

  /**
   * @param source who says so, as people are told
   * @param steps that come with each reading, or null for those in force
   */
  public ReadingText(String source, @Nullable List<UsageStep> steps) {
    this.source = source;
    this.steps = steps == null ? null : List.copyOf(steps);
  }

  /**
   * What was read.
   *
   * @param reports in the order in which they were printed
   * @param problem what could not be read, in words; empty if nothing
   */
  public record Read(List<UsageReport> reports, String problem) {
    public Read {
      reports = List.copyOf(reports);
    }
  }

  /** Reads up to the first thing that is no reading. */
  public Read read(String printed) {
    List<UsageReport> reports = new ArrayList<>();
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(printed)) {
      while (values.hasNextValue()) {
        if (reports.size() == MOST) {
          return new Read(reports, "it printed more than " + MOST + " readings");
        }
        reports.add(report(values.nextValue()));
      }
    } catch (JsonProcessingException e) {
      return new Read(reports, "it printed something that is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | DateTimeException e) {
      return new Read(
          reports, "reading " + (reports.size() + 1) + " cannot be taken: " + e.getMessage());
    } catch (IOException e) {
      return new Read(reports, "it cannot be read: " + e.getMessage());
    }
    return new Read(reports, reports.isEmpty() ? "it printed no reading" : "");
  }

  private UsageReport report(JsonNode node) {
    if (!node.isObject() || !node.path("meter").isTextual()) {
      throw new IllegalArgumentException(
          "a reading is an object such as {\"meter\": \"five-hour\", \"used\": 70}");
    }
    return new UsageReport(
        node.path("meter").asText(),
        percent(node.path("used")),
        window(node.path("window")),
        time(node.path("resetsAt")),
        source,
        time(node.path("at")),
        steps);
  }

  private static @Nullable Double percent(JsonNode used) {
    if (used.isNumber()) {
      return used.asDouble();
    }
    String text = used.asText();
    if (text.equals("unknown")) {
      return null;
    }
    if (!text.matches("[0-9]{1,4}([.][0-9]{1,6})?%?")) {
      throw new IllegalArgumentException("'used' is a percentage such as 70, or \"unknown\"");
    }
    return Double.valueOf(text.replace("%", ""));
  }

  private static @Nullable Duration window(JsonNode window) {
    return isAbsent(window)
        ? null
        : Durations.parseAny(window.asText())
            .orElseThrow(
                () -> new IllegalArgumentException("'window' is a duration such as \"5h\""));
  }

  /** ISO-8601, or seconds since 1970 as agents have them. */
  private static @Nullable Instant time(JsonNode time) {
    if (isAbsent(time)) {
      return null;
    }
    return time.isNumber() ? Instant.ofEpochSecond(time.asLong()) : Instant.parse(time.asText());
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
