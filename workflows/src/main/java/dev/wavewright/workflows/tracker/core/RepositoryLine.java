package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.RepositoryName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A repository of the wave and the last hand-off tried for it.
 *
 * @param check argv of the check before each landing
 * @param handOff null before the first
 */
public record RepositoryLine(
    RepositoryName name,
    String base,
    String integration,
    List<String> check,
    @Nullable HandOff handOff) {
  public RepositoryLine {
    check = List.copyOf(check);
  }

  /**
   * A hand-off that was tried.
   *
   * @param digest of what it told; see {@link HandOffText#digest}
   * @param url of the pull request, or null when there is none
   * @param refused the tracker did not take it; it is tried again later
   */
  public record HandOff(String digest, @Nullable String url, boolean refused, Instant at) {}
}
