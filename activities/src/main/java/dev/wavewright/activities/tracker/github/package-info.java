/**
 * Reads issues from GitHub. Every request goes through {@link
 * dev.wavewright.activities.tracker.github.GitHubTransport}.
 */
@NullMarked
package dev.wavewright.activities.tracker.github;

import org.jspecify.annotations.NullMarked;
