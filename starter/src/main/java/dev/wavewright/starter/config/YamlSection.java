package dev.wavewright.starter.config;

import dev.wavewright.starter.config.ProjectConfiguration.ValueInForce;
import dev.wavewright.workflows.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One mapping being read: hands out values, records where each came from, collects problems. */
final class YamlSection {
  private final String path;
  private final int line;
  private final Map<String, YamlNode.Entry> entries;
  private final Reading reading;

  private YamlSection(String path, int line, Map<String, YamlNode.Entry> entries, Reading reading) {
    this.path = path;
    this.line = line;
    this.entries = entries;
    this.reading = reading;
  }

  /** What all sections of one file add to. */
  record Reading(List<ConfigurationProblem> problems, List<ValueInForce> values) {
    Reading() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void problem(int line, String message) {
      problems.add(new ConfigurationProblem(line, message));
    }

    void value(String key, String value, int line) {
      values.add(new ValueInForce(key, Secrets.mask(value), line));
    }
  }

  /**
   * Opens {@code node} as a mapping; what is none becomes a problem and an empty section.
   *
   * @param known the keys it may have, or null if any
   */
  static YamlSection of(
      String path, @Nullable YamlNode node, @Nullable List<String> known, Reading reading) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    int line = node == null ? 0 : node.line();
    switch (node) {
      case YamlNode.Mapping mapping -> entries.putAll(mapping.entries());
      case YamlNode.Empty empty -> line = empty.line();
      case YamlNode.Sequence other -> reading.problem(line, wanted(path, "a mapping", other));
      case YamlNode.Scalar other -> reading.problem(line, wanted(path, "a mapping", other));
      case null -> line = 0;
    }
    if (known != null) {
      entries.forEach(
          (key, entry) -> {
            if (!known.contains(key)) {
              String full = joined(path, key);
              reading.problem(
                  entry.line(),
                  KnownKeys.isLater(full)
                      ? "'" + full + "' is known, but not built yet; remove it"
                      : unknown("key", full, key, known));
            }
          });
    }
    return new YamlSection(path, line, entries, reading);
  }

  static String unknown(String what, String shown, String written, List<String> known) {
    return "unknown "
        + what
        + " '"
        + shown
        + "'; "
        + NearestName.question(written, known).orElse("known here: " + String.join(", ", known));
  }

  private static String wanted(String path, String wanted, YamlNode found) {
    return (path.isEmpty() ? "the file" : "'" + path + "'")
        + " must be "
        + wanted
        + ", not "
        + found.kind();
  }

  private static String joined(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  int line() {
    return line;
  }

  /** Returns the line of {@code key}, or of this section if it is not written. */
  int lineOf(String key) {
    YamlNode.Entry entry = entries.get(key);
    return entry == null ? line : entry.line();
  }

  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  YamlSection section(String key, @Nullable List<String> known) {
    return of(joined(path, key), node(key).orElse(null), known, reading);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(entries.get(key)).map(YamlNode.Entry::value);
  }

  boolean has(String key) {
    return node(key).filter(node -> !(node instanceof YamlNode.Empty)).isPresent();
  }

  /** Reads a text that may be left out; what is in force is recorded if there is a default. */
  Optional<String> text(String key, @Nullable String whenMissing) {
    return value(
        key,
        whenMissing,
        "a text of one line",
        text -> Optional.of(text).filter(YamlSection::isOneLine));
  }

  /** Reads a text that must be there. */
  Optional<String> requiredText(String key) {
    if (!has(key)) {
      reading.problem(line, "'" + joined(path, key) + "' is missing");
      return Optional.empty();
    }
    return text(key, null);
  }

  int number(String key, int least, int whenMissing) {
    return value(
            key,
            Integer.toString(whenMissing),
            "a whole number of at least " + least,
            text -> wholeNumber(text).filter(number -> number >= least))
        .orElse(whenMissing);
  }

  boolean flag(String key, boolean whenMissing) {
    return value(
            key,
            Boolean.toString(whenMissing),
            "true or false",
            text ->
                text.equals("true") || text.equals("false")
                    ? Optional.of(text.equals("true"))
                    : Optional.empty())
        .orElse(whenMissing);
  }

  Duration duration(String key, Duration whenMissing) {
    return value(
            key,
            Durations.format(whenMissing),
            "a duration above zero such as 90s, 20m or 2h",
            text -> Durations.parse(text).filter(Duration::isPositive))
        .orElse(whenMissing);
  }

  /**
   * Reads a scalar by {@code parse}; a value it refuses becomes a problem that says {@code wanted}.
   */
  <T> Optional<T> value(
      String key,
      @Nullable String whenMissing,
      String wanted,
      Function<String, Optional<T>> parse) {
    String full = joined(path, key);
    if (!has(key)) {
      if (whenMissing == null) {
        return Optional.empty();
      }
      reading.value(full, whenMissing, 0);
      return parse.apply(whenMissing);
    }
    YamlNode node = node(key).orElseThrow();
    if (!(node instanceof YamlNode.Scalar scalar)) {
      reading.problem(node.line(), wanted(full, wanted, node));
      return Optional.empty();
    }
    Optional<T> parsed = parse.apply(scalar.text());
    if (parsed.isEmpty()) {
      reading.problem(scalar.line(), wanted(full, wanted, node));
    } else {
      reading.value(full, scalar.text(), scalar.line());
    }
    return parsed;
  }

  /**
   * Reads a list of texts; a single text is not a list, so that no shell line is split by guess.
   */
  List<String> texts(String key) {
    String full = joined(path, key);
    if (!has(key)) {
      reading.value(full, "[]", 0);
      return List.of();
    }
    YamlNode node = node(key).orElseThrow();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      reading.problem(node.line(), wanted(full, "a list of words such as [make, test]", node));
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (item instanceof YamlNode.Scalar scalar && scalar.text().indexOf('\0') < 0) {
        texts.add(scalar.text());
      } else {
        reading.problem(item.line(), wanted(full, "a list of texts", item));
      }
    }
    reading.value(full, texts.toString(), sequence.line());
    return List.copyOf(texts);
  }

  private static boolean isOneLine(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  static Optional<Integer> wholeNumber(String text) {
    return text.matches("[0-9]{1,6}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }
}
