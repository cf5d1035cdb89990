package dev.wavewright.activities.host;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the token that a configuration names, in this worker's environment or on its disk. Ask anew
 * for every piece of work: a file may be given another token at any time. What is found is known to
 * the redactor before anybody has it.
 */
public final class Tokens {
  /** Type of the failure when there is no usable token, or a server does not take it. */
  public static final String FAILURE = "credentials";

  private static final int LONGEST = 16 << 10;
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Map<String, String> environment;
  private final Redactor redactor;

  /**
   * @param environment the worker's own
   * @param redactor the worker's one redactor
   */
  public Tokens(Map<String, String> environment, Redactor redactor) {
    this.environment = Map.copyOf(new TreeMap<>(environment));
    this.redactor = redactor;
  }

  /**
   * Returns the token of these settings; the file wins over the variable.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #FAILURE}, not retried, that
   *     names the variable or the file and what to do; never any part of a token
   */
  public SecretText of(GitHubSettings settings) {
    String file = settings.tokenFile();
    SecretText token =
        file == null
            ? fromVariable(Objects.requireNonNull(settings.tokenEnv()))
            : fromFile(Path.of(file));
    redactor.know(token);
    return token;
  }

  /** Says where the token of these settings comes from. */
  static String source(GitHubSettings settings) {
    String file = settings.tokenFile();
    return file == null ? "the variable " + settings.tokenEnv() : "the token file " + file;
  }

  private SecretText fromVariable(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw missing(
          "the worker's environment has no " + name,
          "set it and start the worker again (it has the environment of 'wavewright up':"
              + " wavewright down, wavewright up), or name a file with tracker.token-file");
    }
    return usable(value, "the variable " + name);
  }

  private SecretText fromFile(Path file) {
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
        throw missing(
            "the token file " + file + " can be read or written by others", "chmod 600 " + file);
      }
      return usable(content(file), "the token file " + file);
    } catch (NoSuchFileException e) {
      throw missing(
          "the token file " + file + " is not there",
          "write the token into it, or correct tracker.token-file in wavewright.yml");
    } catch (IOException | UnsupportedOperationException e) {
      throw missing(
          "the token file "
              + file
              + " cannot be read by the worker: "
              + e.getClass().getSimpleName(),
          "see its rights and its owner");
    }
  }

  private static String content(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(LONGEST), StandardCharsets.UTF_8);
    }
  }

  private static SecretText usable(String value, String where) {
    return SecretText.of(value)
        .orElseThrow(
            () ->
                missing(
                    where + " holds no token",
                    "a token is one word of at least "
                        + SecretText.SHORTEST
                        + " printable characters"));
  }

  private static RuntimeException missing(String problem, String fix) {
    return Failures.lasting(FAILURE, problem + "; " + fix);
  }
}
