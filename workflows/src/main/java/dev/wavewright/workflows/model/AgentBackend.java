package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** The kinds of coding agent Wavewright can run. */
public enum AgentBackend {
  OPENCODE("opencode"),
  COMMAND("command"),
  SCRIPTED("scripted");

  private final String word;

  AgentBackend(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }
}
