package dev.wavewright.activities.tracker;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.util.Optional;

/**
 * Where issues come from, for reading.
 *
 * <p>Both methods throw {@link TrackerProblems} for what stays until a person mends it, and {@link
 * TrackerUnavailable} for what passes.
 */
public interface Tracker {
  /** Reads what is wanted and what it depends on, ordered by key; never a part of it. */
  TrackerReading readIssues(Wanted wanted);

  /** Reads title and text of one issue; empty when the tracker has no such issue. */
  Optional<Body> readBody(IssueKey key);

  /**
   * The text of an issue as it is now.
   *
   * @param digest SHA-256 of the text in UTF-8, in hex
   */
  record Body(String title, String text, String digest) {
    /** Takes a text as it is. */
    public static Body of(String title, String text) {
      return new Body(title, text, Digests.sha256(text));
    }
  }
}
