package dev.wavewright.activities.process;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A secret in this process's memory. It prints as a mask, has no accessor that a serialiser would
 * find, and is handed on by value, never kept in a record that leaves the process.
 */
public final class SecretText {
  /** A shorter secret could not be told from ordinary text where it must be masked. */
  public static final int SHORTEST = 8;

  private final String text;

  private SecretText(String text) {
    this.text = text;
  }

  /**
   * Takes a secret, without the white space around it.
   *
   * @return empty if it is shorter than {@link #SHORTEST} characters or holds anything but
   *     printable ASCII: such a thing can stand in no HTTP header
   */
  public static Optional<SecretText> of(String text) {
    String stripped = text.strip();
    boolean printable = stripped.chars().allMatch(each -> each > ' ' && each < 127);
    return printable && stripped.length() >= SHORTEST
        ? Optional.of(new SecretText(stripped))
        : Optional.empty();
  }

  /** Returns the secret itself, for the one call that needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText secret
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return Redactor.MASK;
  }
}
