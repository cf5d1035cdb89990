package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** The closed list of reasons for which an issue waits, each with the action that ends the wait. */
public enum WaitReason {
  BEHIND_IN_QUEUE("behind-in-queue", "wait, or raise its priority: wavewright queue move <ticket>"),
  POOL_FULL("pool-full", "wait, or raise the cap: wavewright capacity set N --pool <pool>"),
  PAUSED("paused", "wavewright capacity resume"),
  DEPENDENCY_NOT_LANDED("dependency-not-landed", "wait for the dependency to land"),
  DEPENDENCY_STOPPED(
      "dependency-stopped", "wavewright issue retry <dependency>, or issue skip <this>"),
  MERGE_QUEUE_BUSY("merge-queue-busy", "wait for the landing ahead"),
  AGENT_FAILED("agent-failed", "wavewright issue logs <key>, then issue retry <key>"),
  AGENT_MADE_NO_CHANGE(
      "agent-made-no-change", "make the issue clearer, then wavewright issue retry <key>"),
  CHECK_FAILED("check-failed", "wavewright issue logs <key>, then issue retry <key>"),
  CHECK_GAVE_NO_VERDICT(
      "check-gave-no-verdict", "repair the check or its set-up, then wavewright issue retry <key>"),
  REVIEW_NOT_APPROVED("review-not-approved", "wavewright issue diff <key>, then issue retry <key>"),
  CONFLICT("conflict", "wavewright issue diff <key>, then issue retry <key>"),
  ISSUE_TEXT_CHANGED("issue-text-changed", "wavewright issue retry <key> takes the new text"),
  CLAIMED_ELSEWHERE(
      "claimed-elsewhere",
      "wait until the other Wavewright is done with it, or delete the claim of one that is gone;"
          + " then wavewright issue retry <key>"),
  BRANCH_CLOSED(
      "branch-closed",
      "inspect the integration branch, then wavewright merges reopen <repository> and issue retry"
          + " <key>"),
  HOST_LOST("host-lost", "wavewright issue retry <key> begins anew on another host"),
  PREPARATION_FAILED("preparation-failed", "wavewright doctor, then issue retry <key>"),
  INTERNAL_ERROR("internal-error", "wavewright issue show <key>, then issue retry <key>");

  private final String word;
  private final String unblock;

  WaitReason(String word, String unblock) {
    this.word = word;
    this.unblock = unblock;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Returns the one action that would end the wait; placeholders stand in angle brackets. */
  public String unblock() {
    return unblock;
  }
}
