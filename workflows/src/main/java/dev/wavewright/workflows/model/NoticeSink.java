package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where notices go. It names the worker's variables and never holds a secret, so that none gets
 * into a history.
 *
 * @param urlEnv variable with the address of a webhook; null for kinds without one
 * @param secretEnv variable with the secret that signs, or null for none
 * @param tokenEnv variable with the token of a bot; null for kinds without one
 * @param chat where a bot writes, or null
 * @param api address of the bot's server, without a slash at its end, or null
 * @param events what it is told; empty for everything
 */
public record NoticeSink(
    Kind kind,
    @Nullable String urlEnv,
    @Nullable String secretEnv,
    @Nullable String tokenEnv,
    @Nullable String chat,
    @Nullable String api,
    List<NoticeKind> events) {
  /** The server of Telegram's bots. */
  public static final String TELEGRAM_API = "https://api.telegram.org";

  /** Kinds of sinks. */
  public enum Kind {
    LOG("log"),
    WEBHOOK("webhook"),
    SLACK("slack"),
    TELEGRAM("telegram");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    /** Returns the kind with this word; empty if there is none. */
    public static Optional<Kind> parse(String word) {
      for (Kind each : values()) {
        if (each.word.equals(word)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  public NoticeSink {
    events = List.copyOf(events);
    boolean complete =
        switch (kind) {
          case LOG -> true;
          case WEBHOOK, SLACK -> urlEnv != null;
          case TELEGRAM -> tokenEnv != null && chat != null && api != null;
        };
    if (!complete) {
      throw new IllegalArgumentException("a sink of kind " + kind.word() + " lacks its settings");
    }
  }

  /** The worker's log. */
  public static NoticeSink log(List<NoticeKind> events) {
    return new NoticeSink(Kind.LOG, null, null, null, null, null, events);
  }

  /** A webhook; signed if there is a secret. */
  public static NoticeSink webhook(
      String urlEnv, @Nullable String secretEnv, List<NoticeKind> events) {
    return new NoticeSink(Kind.WEBHOOK, urlEnv, secretEnv, null, null, null, events);
  }

  /** An incoming webhook of Slack, or of anything that takes the same. */
  public static NoticeSink slack(String urlEnv, List<NoticeKind> events) {
    return new NoticeSink(Kind.SLACK, urlEnv, null, null, null, null, events);
  }

  /** A chat of a bot. */
  public static NoticeSink telegram(
      String tokenEnv, String chat, String api, List<NoticeKind> events) {
    return new NoticeSink(Kind.TELEGRAM, null, null, tokenEnv, chat, api, events);
  }

  /** Returns a name that tells the sinks of one project apart. */
  public String id() {
    return switch (kind) {
      case LOG -> "log";
      case WEBHOOK, SLACK -> kind.word() + " " + urlEnv;
      case TELEGRAM -> "telegram " + tokenEnv + " " + chat;
    };
  }

  /** Tells whether notices of a kind go there. */
  public boolean takes(NoticeKind notice) {
    return notice.isForEverySink() || events.isEmpty() || events.contains(notice);
  }
}
