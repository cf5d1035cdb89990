package dev.wavewright.workflows.issue;

import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param body the text itself, for a task; null when the host reads it from the tracker
 * @param digest SHA-256 of the tracker's body at planning; a changed body is not worked on
 */
public record IssueText(String title, @Nullable String body, @Nullable String digest) {
  /**
   * Longest body in UTF-8 bytes: what the largest trackers accept, and far below a payload's limit.
   */
  public static final int MAX_BODY_BYTES = 65_536;

  public IssueText {
    if ((body == null) == (digest == null)) {
      throw new IllegalArgumentException("an issue text has a body or a digest, not both");
    }
  }
}
