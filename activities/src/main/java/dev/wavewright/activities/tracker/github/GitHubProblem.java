package dev.wavewright.activities.tracker.github;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An answer of GitHub that stays as it is until a person does something. */
public final class GitHubProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient @Nullable URI movedTo;

  GitHubProblem(Kind kind, String message) {
    this(kind, message, null);
  }

  GitHubProblem(Kind kind, String message, @Nullable URI movedTo) {
    super(message);
    this.kind = kind;
    this.movedTo = movedTo;
  }

  /** What is wrong. */
  public enum Kind {
    /** There is no token, or GitHub does not take it. */
    CREDENTIALS,
    /** The token may not do this. */
    PERMISSION,
    /** It is not there, or the token may not see it: GitHub does not tell which. */
    NOT_FOUND,
    /** It was deleted, or is switched off. */
    GONE,
    /** It is elsewhere now. */
    MOVED,
    /** It stands against what is there. */
    CONFLICT,
    /** GitHub does not understand or accept the request. */
    REFUSED
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns the address GitHub named; null unless something moved. */
  public @Nullable URI movedTo() {
    return movedTo;
  }
}
