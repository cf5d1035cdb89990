package dev.wavewright.activities.git;

/** What git could not do, in a sentence that names what is wrong and what repairs it. */
public final class GitProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String fix;

  public GitProblem(Kind kind, String message, String fix) {
    super(fix.isEmpty() ? message : message + "; " + fix);
    this.kind = kind;
    this.fix = fix;
  }

  public Kind kind() {
    return kind;
  }

  /** Returns what a person can do about it; empty if nothing but trying again. */
  public String fix() {
    return fix;
  }

  /** Tells whether the same call may succeed later without a person's help. */
  public boolean mayPass() {
    return switch (kind) {
      case REMOTE_FAILED, TIMED_OUT, INTERRUPTED -> true;
      case NO_GIT,
          NO_REPOSITORY,
          CREDENTIALS,
          DECLINED,
          NO_BASE,
          BAD_NAME,
          CHECKED_OUT,
          REWOUND,
          HOSTILE_TREE,
          TOO_LARGE,
          UNSETTLED,
          NO_SESSION,
          IN_USE,
          FAILED ->
          false;
    };
  }

  /** Kinds of problem. */
  public enum Kind {
    /** No git, or one older than the floor. */
    NO_GIT,
    /** The url is no repository. */
    NO_REPOSITORY,
    /** The url's server does not let git in, or does not let it do this. */
    CREDENTIALS,
    /** A rule or a hook of the url's server is against the push. */
    DECLINED,
    /** The base branch does not exist. */
    NO_BASE,
    /** A branch name that git does not allow. */
    BAD_NAME,
    /** Someone has the integration branch checked out. */
    CHECKED_OUT,
    /** The integration branch no longer contains what landed. */
    REWOUND,
    /** A tree with entries that must not be written to a disk. */
    HOSTILE_TREE,
    TOO_LARGE,
    /** A merge that was brought into a session was not settled by its agent. */
    UNSETTLED,
    /** The session has no pinned base: it was never created, or was removed. */
    NO_SESSION,
    /** Live sessions borrow the hub's objects. */
    IN_USE,
    REMOTE_FAILED,
    TIMED_OUT,
    INTERRUPTED,
    FAILED
  }
}
