package dev.wavewright.workflows.issue.core;

/**
 * One path on which the integration branch and the session's work stand against each other.
 *
 * @param ours the integration branch's side
 * @param theirs the session's side
 * @param landedBy key and title of the issue that landed the other side, or empty
 */
public record PathConflict(String path, String ours, String theirs, String landedBy) {}
