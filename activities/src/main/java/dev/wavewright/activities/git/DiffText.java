package dev.wavewright.activities.git;

/**
 * A diff for people.
 *
 * @param truncated whether the diff was longer than asked for
 */
public record DiffText(String text, boolean truncated) {}
