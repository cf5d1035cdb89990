package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.NoticeSink;
import java.util.Arrays;
import java.util.List;

/** The keys each mapping of the file may have. */
final class KnownKeys {
  static final List<String> ROOT =
      List.of(
          "project",
          "state",
          "repositories",
          "tracker",
          "agents",
          "capacity",
          "usage",
          "limits",
          "prices",
          "deliver",
          "notify");
  static final List<String> REPOSITORY =
      List.of(
          "name",
          "url",
          "base",
          "integration",
          "parallel",
          "setup",
          "copy",
          "check",
          "check-timeout");
  static final List<String> TRACKER =
      List.of("kind", "path", "api", "token-env", "token-file", "trust");

  /** Keys of {@code agents} that are not the name of an agent. */
  static final List<String> AGENTS = List.of("default", "review");

  static final List<String> AGENT =
      List.of("backend", "command", "resume", "env", "model", "account", "login");
  static final List<String> REVIEW = List.of("agent");
  static final List<String> CAPACITY =
      List.of("in-flight", "queue-timeout", "on-expiry", "aging", "priority-labels");
  static final List<String> USAGE = List.of("steps", "auto-resume", "commands");
  static final List<String> USAGE_STEP = List.of("from", "cap");
  static final List<String> USAGE_COMMAND = List.of("account", "command", "every", "env");
  static final List<String> LIMITS =
      List.of(
          "attempts",
          "check-rounds",
          "review-rounds",
          "conflict-rounds",
          "start",
          "run",
          "stall",
          "budget-usd",
          "budget-tokens");
  static final List<String> BUDGET = List.of("issue", "wave", "day", "since-accepted");
  static final List<String> PRICE = List.of("input", "output", "cache-read", "cache-write");

  /** Keys that one item of {@code notify} may have: it has one of them. */
  static final List<String> NOTIFY =
      Arrays.stream(NoticeSink.Kind.values()).map(NoticeSink.Kind::word).toList();

  /** Keys that are planned and do nothing yet, with the path to each. */
  private static final List<String> LATER =
      List.of("capacity.interactive-share", "limits.checkpoint");

  private KnownKeys() {}

  /** Returns the keys of a sink of {@code notify}. */
  static List<String> sink(NoticeSink.Kind kind) {
    return switch (kind) {
      case LOG -> List.of("events");
      case WEBHOOK -> List.of("url-env", "secret-env", "events");
      case SLACK -> List.of("url-env", "events");
      case TELEGRAM -> List.of("token-env", "chat", "api", "events");
    };
  }

  /**
   * Tells whether a later version will know a key, so that it is no slip of the pen here.
   *
   * @param path of the key from the root, parts joined by dots
   */
  static boolean isLater(String path) {
    return LATER.contains(path);
  }
}
