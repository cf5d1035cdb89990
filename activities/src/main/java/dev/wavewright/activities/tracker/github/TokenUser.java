package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.Digests;
import dev.wavewright.workflows.model.GitHubSettings;

/**
 * Stands for a token where the token itself must not be.
 *
 * @param source where the token comes from, for messages
 * @param identity a digest, so that one token found in two places is one
 */
record TokenUser(String source, String identity) {
  /** Returns a name for files; the token cannot be found from it. */
  String name() {
    return identity.substring(0, 32);
  }

  static TokenUser of(GitHubSettings settings, SecretText token) {
    String file = settings.tokenFile();
    String source = file == null ? "the variable " + settings.tokenEnv() : "the file " + file;
    return new TokenUser(source, Digests.sha256(settings.api() + " " + token.reveal()));
  }
}
