package dev.wavewright.starter.access;

import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitLogin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The token of a project's tracker, for the time of one command. It prints as a mask, and has no
 * accessor that a serialiser would find.
 */
public final class ProjectToken {
  private static final String MASK = "****";
  private static final int LONGEST = 16 << 10;
  private static final int SHORTEST = 8;
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final String text;
  private final String source;

  private ProjectToken(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /** What came of looking for a token. */
  public sealed interface Search {}

  /** There is a token; whether anybody takes it is another question. */
  public record Found(ProjectToken token) implements Search {}

  /**
   * There is no usable token.
   *
   * @param problem what is wrong; never any part of a token
   * @param fix what to do, a command where there is one
   */
  public record Missing(String problem, String fix) implements Search {}

  /**
   * Looks where a worker would look that is started with {@code environment} on this machine; the
   * file wins over the variable.
   */
  public static Search find(GitHubSettings settings, Map<String, String> environment) {
    String file = settings.tokenFile();
    if (file != null) {
      return inFile(Path.of(file));
    }
    String name = Objects.requireNonNull(settings.tokenEnv());
    String value = environment.getOrDefault(name, "");
    return value.isBlank()
        ? new Missing(
            "there is no " + name,
            "export " + name + " where 'wavewright up' runs: a worker has its environment")
        : usable(value, "the variable " + name);
  }

  private static Search inFile(Path file) {
    String where = "the token file " + file;
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
        return new Missing(where + " may be read or written by others", "chmod 600 '" + file + "'");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return usable(new String(stream.readNBytes(LONGEST), StandardCharsets.UTF_8), where);
      }
    } catch (NoSuchFileException e) {
      return new Missing(
          where + " is not there",
          "write a token into it, for you alone: chmod 600 '" + file + "'");
    } catch (IOException | UnsupportedOperationException e) {
      return new Missing(where + " cannot be read", "see its rights and its owner");
    }
  }

  private static Search usable(String value, String source) {
    String word = value.strip();
    boolean printable = word.chars().allMatch(each -> each > ' ' && each < 127);
    return printable && word.length() >= SHORTEST
        ? new Found(new ProjectToken(word, source))
        : new Missing(
            source + " holds no token",
            "a token is one word of at least " + SHORTEST + " printable characters");
  }

  /** Says where it was found: a variable or a file. */
  public String source() {
    return source;
  }

  /**
   * Returns {@code said} with this token masked, in the forms in which a server could repeat it.
   */
  public String masked(String said) {
    String pair = base64(GitLogin.USER + ":" + text);
    return said.replace(text, MASK)
        .replace(pair, MASK)
        .replace(base64(text), MASK)
        .replace(URLEncoder.encode(text, StandardCharsets.UTF_8), MASK);
  }

  private static String base64(String plain) {
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the token itself, for the one call that needs it. */
  String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return MASK;
  }
}
