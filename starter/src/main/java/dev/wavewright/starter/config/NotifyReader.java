package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.NoticeSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads where people are told what happens. */
final class NotifyReader {
  private static final String KEY = "notify";
  private static final int MOST_SINKS = 20;
  private static final String EXAMPLE =
      "a list such as [{log: {}}, {webhook: {url-env: WAVEWRIGHT_WEBHOOK}}]";

  /** What may stand under {@code events}. */
  static final List<String> EVENTS =
      Arrays.stream(NoticeKind.values())
          .filter(kind -> !kind.isForEverySink())
          .map(NoticeKind::word)
          .toList();

  private final YamlSection.Reading reading;

  NotifyReader(YamlSection.Reading reading) {
    this.reading = reading;
  }

  List<NoticeSink> read(YamlSection root) {
    if (!root.has(KEY)) {
      reading.value(KEY, "[]", 0);
      return List.of();
    }
    YamlNode node = root.node(KEY).orElseThrow();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      reading.problem(node.line(), "'" + KEY + "' must be " + EXAMPLE + ", not " + node.kind());
      return List.of();
    }
    if (sequence.items().size() > MOST_SINKS) {
      reading.problem(node.line(), "'" + KEY + "' has more than " + MOST_SINKS + " sinks");
      return List.of();
    }
    List<NoticeSink> sinks = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (int place = 0; place < sequence.items().size(); place++) {
      YamlNode item = sequence.items().get(place);
      String path = KEY + "[" + place + "]";
      sink(path, item)
          .ifPresent(
              sink -> {
                if (known.add(sink.id())) {
                  sinks.add(sink);
                } else {
                  reading.problem(
                      item.line(),
                      "'" + path + "' is written twice; join the two and their 'events'");
                }
              });
    }
    reading.value(
        KEY, sinks.stream().map(NotifyReader::shown).toList().toString(), sequence.line());
    return List.copyOf(sinks);
  }

  private Optional<NoticeSink> sink(String path, YamlNode item) {
    if (!(item instanceof YamlNode.Mapping mapping) || mapping.entries().size() != 1) {
      reading.problem(
          item.line(),
          "'" + path + "' must name one sink, for example {log: {}}, one of: " + known());
      return Optional.empty();
    }
    Map.Entry<String, YamlNode.Entry> only = mapping.entries().entrySet().iterator().next();
    NoticeSink.@Nullable Kind kind = NoticeSink.Kind.parse(only.getKey()).orElse(null);
    if (kind == null) {
      reading.problem(
          only.getValue().line(),
          YamlSection.unknown("sink", path + "." + only.getKey(), only.getKey(), KnownKeys.NOTIFY));
      return Optional.empty();
    }
    String at = path + "." + kind.word();
    int problems = reading.problems().size();
    YamlSection section =
        YamlSection.of(
            at,
            only.getValue().value(),
            KnownKeys.sink(kind),
            new YamlSection.Reading(reading.problems(), new ArrayList<>()));
    List<NoticeKind> events = events(at, section);
    return switch (kind) {
      case LOG -> made(problems, () -> NoticeSink.log(events));
      case WEBHOOK -> {
        String url = variable(at, section, "url-env");
        @Nullable String secret =
            section.has("secret-env") ? variable(at, section, "secret-env") : null;
        yield made(problems, () -> NoticeSink.webhook(url, secret, events));
      }
      case SLACK -> {
        String url = variable(at, section, "url-env");
        yield made(problems, () -> NoticeSink.slack(url, events));
      }
      case TELEGRAM -> {
        String token = variable(at, section, "token-env");
        String chat = section.requiredText("chat").orElse("");
        if (!chat.matches("-?[0-9]{1,20}|@[A-Za-z0-9_]{1,64}") && section.has("chat")) {
          reading.problem(
              section.lineOf("chat"),
              "'" + at + ".chat' must be the number of a chat, such as \"-100123\", or @channel");
        }
        String api =
            section
                .value(
                    "api",
                    NoticeSink.TELEGRAM_API,
                    "an https address such as "
                        + NoticeSink.TELEGRAM_API
                        + " (plain http only to this machine)",
                    TokenAddress::read)
                .orElse(NoticeSink.TELEGRAM_API);
        yield made(problems, () -> NoticeSink.telegram(token, chat, api, events));
      }
    };
  }

  private Optional<NoticeSink> made(int problems, Supplier<NoticeSink> sink) {
    return reading.problems().size() == problems ? Optional.of(sink.get()) : Optional.empty();
  }

  private static String known() {
    return String.join(", ", KnownKeys.NOTIFY);
  }

  /** What is written is not shown: it may be the secret itself. */
  private String variable(String at, YamlSection section, String key) {
    if (!section.has(key)) {
      reading.problem(
          section.line(), "'" + at + "." + key + "' is missing; it names a variable of the worker");
      return "";
    }
    String name = section.text(key, null).orElse("");
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")
        || name.matches("(gh[a-z]|github_pat|xox[a-z]|whsec)_.*")) {
      reading.problem(
          section.lineOf(key),
          "'"
              + at
              + "."
              + key
              + "' must be the name of a variable of the worker, never what it"
              + " holds");
      return "";
    }
    return name;
  }

  private List<NoticeKind> events(String at, YamlSection section) {
    if (!section.has("events")) {
      return List.of();
    }
    List<NoticeKind> events = new ArrayList<>();
    List<String> words = section.texts("events");
    for (String word : words) {
      if (!EVENTS.contains(word)) {
        reading.problem(
            section.lineOf("events"),
            YamlSection.unknown("event", at + ".events: " + word, word, EVENTS));
      } else {
        events.add(NoticeKind.parse(word).orElseThrow());
      }
    }
    if (words.isEmpty()) {
      reading.problem(
          section.lineOf("events"),
          "'" + at + ".events' names nothing; leave it out for everything");
    }
    return events.stream().distinct().toList();
  }

  private static String shown(NoticeSink sink) {
    String signed = sink.secretEnv() == null ? "" : " signed by " + sink.secretEnv();
    String events =
        sink.events().isEmpty()
            ? ""
            : " of "
                + sink.events().stream().map(NoticeKind::word).collect(Collectors.joining(" "));
    return sink.id() + signed + events;
  }
}
