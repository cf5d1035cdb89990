package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.workflows.model.GitHubSettings;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final String VARIABLE = "canary-of-the-variable";
  private static final String FILE = "canary-of-the-file";

  @TempDir Path root;

  private final Redactor redactor = new Redactor();
  private final Tokens tokens =
      new Tokens(Map.of("TOKEN", VARIABLE + "\n", "EMPTY", " ", "SHORT", "secret!"), redactor);

  private static GitHubSettings settings(@Nullable String variable, @Nullable Path file) {
    return new GitHubSettings(
        GitHubSettings.PUBLIC_API,
        variable,
        file == null ? null : file.toString(),
        GitHubSettings.Trust.WRITE_ACCESS);
  }

  private Path file(String rights, String content) throws IOException {
    Path file = Files.writeString(root.resolve("token"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  @Test
  @DisplayName("the file wins over the variable, both are trimmed and known to the redactor")
  void found() throws IOException {
    assertThat(tokens.of(settings("TOKEN", null)).reveal()).isEqualTo(VARIABLE);
    assertThat(tokens.of(settings("TOKEN", file("rw-------", FILE + "\n"))).reveal())
        .isEqualTo(FILE);
    assertThat(redactor.redact(VARIABLE + " " + FILE)).isEqualTo("**** ****");
  }

  @Test
  @DisplayName("a file that was given another token is read anew")
  void replaced() throws IOException {
    Path file = file("r--------", FILE);
    assertThat(tokens.of(settings(null, file)).reveal()).isEqualTo(FILE);
    Files.delete(file);
    assertThat(tokens.of(settings(null, file("rw-------", "another-canary"))).reveal())
        .isEqualTo("another-canary");
  }

  @Test
  @DisplayName("S2: a token file that others may read is refused with the command that mends it")
  void open() throws IOException {
    for (String rights : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"}) {
      assertProblem(settings(null, file(rights, FILE)), "chmod 600 " + root.resolve("token"));
    }
  }

  @Test
  @DisplayName("what is missing or no token is a problem that names where to put one")
  void missing() throws IOException {
    assertProblem(settings("NONE", null), "has no NONE; set it and start the worker again");
    assertProblem(settings("EMPTY", null), "has no EMPTY; ");
    assertProblem(settings("SHORT", null), "the variable SHORT holds no token; a token is");
    assertProblem(settings("TOKEN", root.resolve("none")), "none is not there; write the token");
    assertProblem(settings("TOKEN", root), "chmod 600", "cannot be read");
    assertProblem(settings("TOKEN", file("rw-------", "two words")), "holds no token");
  }

  private void assertProblem(GitHubSettings settings, String... oneOf) {
    assertThatThrownBy(() -> tokens.of(settings))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Tokens.FAILURE);
              assertThat(failure.isNonRetryable()).isTrue();
              assertThat(oneOf).anySatisfy(text -> assertThat(failure).hasMessageContaining(text));
              assertThat(failure.getMessage()).doesNotContain("canary", "secret!", "two words");
            });
  }
}
