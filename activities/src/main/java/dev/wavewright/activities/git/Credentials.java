package dev.wavewright.activities.git;

import java.util.Optional;

/** Knows what to show a server. Asked just before git reaches it, never for a local folder. */
@FunctionalInterface
public interface Credentials {
  /** Shows nobody anything: git goes as the person's own environment lets it. */
  Credentials NONE = url -> Optional.empty();

  /** Returns what to show the server of {@code url}; empty for nothing. */
  Optional<Credential> forUrl(String url);
}
