package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** The closed list of reasons for which an issue waits, each with the action that ends the wait. */
public enum WaitReason {
  BEHIND_IN_QUEUE(
      "behind-in-queue",
      "wait, or raise its priority: wavewright queue move '<ticket>' --priority 0"),
  POOL_FULL("pool-full", "wait, or raise the cap: wavewright capacity <lever> --pool <pool>"),
  HOST_UNDER_PRESSURE(
      "host-under-pressure",
      "wait until that machine has room again, or see what it lacks: wavewright capacity"),
  EXPIRED(
      "expired",
      "to queue it again: wavewright issue retry '<key>', or: wavewright issue skip '<key>'"),
  PAUSED("paused", "wavewright capacity resume"),
  DEPENDENCY_NOT_LANDED("dependency-not-landed", "wait for the dependency to land"),
  DEPENDENCY_STOPPED(
      "dependency-stopped",
      "wavewright issue retry '<dependency>', or: wavewright issue skip '<this>'"),
  MERGE_QUEUE_BUSY("merge-queue-busy", "wait for the landing ahead"),
  AGENT_FAILED(
      "agent-failed", "wavewright issue logs '<key>', then: wavewright issue retry '<key>'"),
  AGENT_MADE_NO_CHANGE(
      "agent-made-no-change", "make the issue clearer, then: wavewright issue retry '<key>'"),
  QUOTA_REACHED(
      "quota-reached", "wait for the account, or ask again now: wavewright issue retry '<key>'"),
  BUDGET_SPENT("budget-spent", "to let it spend as much once more: wavewright issue retry '<key>'"),
  CHECK_FAILED(
      "check-failed", "wavewright issue logs '<key>', then: wavewright issue retry '<key>'"),
  CHECK_GAVE_NO_VERDICT(
      "check-gave-no-verdict",
      "repair the check or its set-up, then: wavewright issue retry '<key>'"),
  REVIEW_NOT_APPROVED(
      "review-not-approved", "wavewright issue diff '<key>', then: wavewright issue retry '<key>'"),
  CONFLICT("conflict", "wavewright issue diff '<key>', then: wavewright issue retry '<key>'"),
  ISSUE_TEXT_CHANGED("issue-text-changed", "to take the new text: wavewright issue retry '<key>'"),
  CLAIMED_ELSEWHERE(
      "claimed-elsewhere",
      "wait until the other Wavewright is done with it, or delete the claim of one that is gone,"
          + " then: wavewright issue retry '<key>'"),
  BRANCH_CLOSED(
      "branch-closed",
      "inspect the integration branch, then: wavewright merges reopen <repository>, then:"
          + " wavewright issue retry '<key>'"),
  LANDING_REFUSED(
      "landing-refused",
      "see what is in the way: wavewright doctor, mend it, then: wavewright issue retry '<key>'"),
  HOST_LOST("host-lost", "to begin anew on another host: wavewright issue retry '<key>'"),
  PREPARATION_FAILED(
      "preparation-failed", "wavewright doctor, then: wavewright issue retry '<key>'"),
  INTERNAL_ERROR(
      "internal-error", "wavewright issue show '<key>', then: wavewright issue retry '<key>'");

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

  /**
   * Returns the one action that would end the wait; placeholders stand in angle brackets. A command
   * stands after a colon or alone, ends at a comma, and fits a shell once they are filled in.
   */
  public String unblock() {
    return unblock;
  }

  /** Returns the action for one issue, with what is known of it filled in. */
  public String unblock(IssueKey key, RepositoryName repository) {
    String action =
        this == AGENT_MADE_NO_CHANGE && key.isTask()
            // Nobody can edit the text of a task.
            ? "wavewright issue retry '<key>', or with a clearer text: wavewright issue cancel"
                + " '<key>', then: wavewright task 'A clearer text' --repo <repository>"
            : unblock;
    return action
        .replace("<key>", key.value())
        .replace("<this>", key.value())
        .replace("<repository>", repository.value());
  }
}
