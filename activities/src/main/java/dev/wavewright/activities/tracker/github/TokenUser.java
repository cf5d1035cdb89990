package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stands for a token where the token itself must not be.
 *
 * @param source where the token comes from, for messages
 * @param identity a digest, so that one token found in two places is one
 */
record TokenUser(String source, String identity) {
  static TokenUser of(GitHubSettings settings, SecretText token) {
    String file = settings.tokenFile();
    String source = file == null ? "the variable " + settings.tokenEnv() : "the file " + file;
    try {
      byte[] secret = (settings.api() + " " + token.reveal()).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret);
      return new TokenUser(source, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
