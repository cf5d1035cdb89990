package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;

/**
 * What one issue shows at the tracker: the label of its phase and the text of its comment.
 *
 * @param text Markdown
 */
public record Marker(IssueKey key, Phase phase, String text) {
  /** Tells this marker from any other of the issue. */
  public String digest() {
    return Fingerprint.of(phase.word() + "\n" + text);
  }
}
