package dev.wavewright.workflows.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaitReasonTest {
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final IssueKey ISSUE = IssueKey.of(API, 12);
  private static final IssueKey TASK = new IssueKey("task/0123456789ab");

  @Test
  @DisplayName("What a task left unchanged needs can be done: nobody can edit its text")
  void unchangedTask() {
    assertThat(WaitReason.AGENT_MADE_NO_CHANGE.unblock(ISSUE, API))
        .isEqualTo("make the issue clearer, then: wavewright issue retry 'acme/api#12'");
    assertThat(WaitReason.AGENT_MADE_NO_CHANGE.unblock(TASK, API))
        .isEqualTo(
            "wavewright issue retry 'task/0123456789ab', or with a clearer text: wavewright issue"
                + " cancel 'task/0123456789ab', then: wavewright task 'A clearer text' --repo"
                + " acme/api");
  }

  @Test
  @DisplayName("An action names the issue and its repository")
  void filledIn() {
    for (WaitReason reason : WaitReason.values()) {
      assertThat(reason.unblock(ISSUE, API)).doesNotContain("<key>", "<this>", "<repository>");
    }
    assertThat(WaitReason.BRANCH_CLOSED.unblock(ISSUE, API))
        .contains("wavewright merges reopen acme/api, then: wavewright issue retry 'acme/api#12'");
  }
}
