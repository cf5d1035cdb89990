package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.SessionId;

/** The hub's refs of one session, named from its id alone. */
record SessionRefs(SessionId id) {
  static final String ALL = "refs/wavewright/";

  /**
   * Returns the id as one component of a ref name. An id may hold what a ref may not; the
   * characters put in its place do not occur in ids, so no two ids share a name.
   */
  static String name(SessionId id) {
    return id.value().replace('~', '+').replaceAll("\\.(?=\\.|$|lock$)", "=");
  }

  static SessionId id(String name) {
    return new SessionId(name.replace('+', '~').replace('=', '.'));
  }

  String base() {
    return ALL + "base/" + name(id);
  }

  /** Returns the ref of the collected commit. */
  String collected() {
    return ALL + "sessions/" + name(id);
  }

  String candidate() {
    return ALL + "candidates/" + name(id);
  }

  /** Returns the ref of the merge that was written into the worktree. */
  String brought() {
    return ALL + "brought/" + name(id);
  }

  /** Returns the ref of the merge that is being written into the worktree. */
  String bringing() {
    return ALL + "bringing/" + name(id);
  }

  /** Returns the ref of the worktree's content before a merge is written into it. */
  String before() {
    return ALL + "before/" + name(id);
  }

  /** Returns the folder of the rescue refs, with a slash at its end. */
  String rescues() {
    return ALL + "rescue/" + name(id) + "/";
  }
}
