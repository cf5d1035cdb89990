package dev.wavewright.activities.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent's output has told so far. One run, one thread. */
final class Observation {
  private static final int MAX_TEXT = 32 << 10;

  /** What the agent said about its own end. */
  enum Terminal {
    NONE,
    DONE,
    FAILED
  }

  private @Nullable String agentSession;
  private long tokens;
  private String finalText = "";
  private String failure = "";
  private Terminal terminal = Terminal.NONE;
  private boolean started;
  private @Nullable Quota quota;
  private final List<UsageSign> usage = new ArrayList<>();

  void started() {
    started = true;
  }

  /** Any event but an end: the agent goes on, whatever it said before. */
  void working() {
    started = true;
    terminal = Terminal.NONE;
  }

  void session(String id) {
    agentSession = id;
  }

  /** The agent does not know the session it was to continue. */
  void sessionLost(String why) {
    agentSession = null;
    failed(why);
  }

  void text(String text) {
    finalText = text.length() <= MAX_TEXT ? text : text.substring(text.length() - MAX_TEXT);
  }

  void addTokens(long more) {
    tokens += Math.max(0, more);
  }

  void usage(List<UsageSign> signs) {
    usage.addAll(signs);
  }

  /** Returns what was told of the account's use since this was last asked. */
  List<UsageSign> takeUsage() {
    List<UsageSign> told = List.copyOf(usage);
    usage.clear();
    return told;
  }

  /** Takes what the last event says of the account's allowance; null for nothing. */
  void quota(@Nullable Quota told) {
    quota = told;
  }

  void done() {
    started = true;
    terminal = Terminal.DONE;
  }

  void failed(String why) {
    started = true;
    failure = why;
    terminal = Terminal.FAILED;
  }

  @Nullable String agentSession() {
    return agentSession;
  }

  @Nullable Quota quota() {
    return quota;
  }

  long tokens() {
    return tokens;
  }

  String finalText() {
    return finalText;
  }

  String failure() {
    return failure;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean hasStarted() {
    return started;
  }
}
