package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.Phase;

/** The fixed template of an issue's comment. */
public final class MarkerText {
  private static final int LONGEST_DETAIL = 300;
  private static final int LONGEST_ACTION = 200;

  private MarkerText() {}

  /** Returns the marker of an issue as it stands in {@code snapshot}. */
  public static Marker of(Snapshot snapshot, IssueFact fact) {
    return new Marker(fact.key(), fact.phase(), text(snapshot, fact));
  }

  private static String text(Snapshot snapshot, IssueFact fact) {
    StringBuilder text = new StringBuilder();
    text.append("**Wavewright: ").append(fact.phase().word()).append("**: ");
    text.append(sentence(fact.phase())).append("\n\n");
    if (fact.position() > 0) {
      row(text, "Position in the queue", Integer.toString(fact.position()));
    }
    if (fact.reason() != null) {
      String detail = Quoted.code(fact.detail(), LONGEST_DETAIL);
      row(text, "Why", fact.reason().word() + (detail.isEmpty() ? "" : ": " + detail));
    }
    if (!fact.unblock().isBlank()) {
      row(text, "Next", Quoted.exactly(fact.unblock(), LONGEST_ACTION));
    }
    if (fact.attempts() > 0) {
      row(text, "Attempts", Integer.toString(fact.attempts()));
    }
    landing(text, snapshot, fact);
    row(
        text,
        "Wave",
        snapshot.wave().id().name() + " of project " + snapshot.wave().id().project());
    text.append("\nWavewright keeps this comment and the `wavewright:` label up to date.\n");
    return text.toString();
  }

  private static void landing(StringBuilder text, Snapshot snapshot, IssueFact fact) {
    CommitId landed = fact.landed();
    if (landed == null) {
      return;
    }
    String repository = snapshot.web() + "/" + fact.repository();
    String commit = "[" + landed.abbreviated() + "](" + repository + "/commit/" + landed + ")";
    RepositoryLine line = snapshot.repository(fact.repository()).orElse(null);
    if (line == null) {
      row(text, "Landed", commit);
      return;
    }
    row(
        text,
        "Landed",
        commit
            + " on ["
            + Quoted.exactly(line.integration(), LONGEST_ACTION)
            + "]("
            + repository
            + "/tree/"
            + path(line.integration())
            + ")");
    RepositoryLine.HandOff handOff = line.handOff();
    if (snapshot.deliver() && handOff != null && handOff.url() != null) {
      row(text, "Hand-off", "[pull request](" + handOff.url() + ")");
    }
  }

  /** A branch's name within a URL in Markdown. */
  private static String path(String branch) {
    StringBuilder path = new StringBuilder();
    branch
        .codePoints()
        .forEach(
            point -> {
              if (Character.isLetterOrDigit(point) || "/-._~".indexOf(point) >= 0) {
                path.appendCodePoint(point);
              } else if (point < 128) {
                path.append("%%%02X".formatted(point));
              }
            });
    return path.toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("- ").append(name).append(": ").append(value).append('\n');
  }

  private static String sentence(Phase phase) {
    return switch (phase) {
      case WAITING_DEPENDENCIES -> "it waits until what it depends on has landed.";
      case QUEUED -> "it waits for a free place.";
      case PREPARING -> "its working place is being made ready.";
      case IMPLEMENTING -> "an agent works on it.";
      case CHECKING -> "the project's check runs on the change.";
      case REVIEWING -> "a second agent reviews the change.";
      case MERGE_QUEUED -> "the change is approved and waits for its landing.";
      case MERGING -> "the change is landing.";
      case DONE -> "the change has landed on the integration branch.";
      case QUOTA_WAITING -> "it waits until the agent's account may be used again.";
      case NEEDS_INPUT -> "it waits for an answer.";
      case PARKED -> "it stopped, and a person has to look.";
      case HELD -> "something it depends on has stopped.";
      case EXPIRED -> "it waited longer than it was given.";
      case CANCELLED -> "it was cancelled.";
      case SKIPPED -> "it was skipped.";
    };
  }
}
