package dev.wavewright.starter.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a repository's own test command probably is.
 *
 * @param setup argv to run before it in a fresh checkout, empty for none
 * @param check argv of the test command; empty when nothing known was found
 * @param because the file it was told from
 */
record CheckGuess(List<String> setup, List<String> check, String because) {
  private static final Pattern TEST_SCRIPT = Pattern.compile("\"test\"\\s*:\\s*\"(?!echo )");
  private static final Pattern CHECK_TARGET = Pattern.compile("(?m)^check\\s*:");
  private static final Pattern TEST_TARGET = Pattern.compile("(?m)^test\\s*:");
  private static final CheckGuess NONE = new CheckGuess(List.of(), List.of(), "");

  CheckGuess {
    setup = List.copyOf(setup);
    check = List.copyOf(check);
  }

  /** Looks into {@code repository}; the more specific file wins. */
  static CheckGuess of(Path repository) {
    for (String script : List.of("check.sh", "test.sh")) {
      if (Files.isRegularFile(repository.resolve(script))) {
        return guess(script, "sh", script);
      }
    }
    if (has(repository, "pom.xml")) {
      return has(repository, "mvnw")
          ? guess("pom.xml", "./mvnw", "-q", "-B", "verify")
          : guess("pom.xml", "mvn", "-q", "-B", "verify");
    }
    if (has(repository, "build.gradle") || has(repository, "build.gradle.kts")) {
      return has(repository, "gradlew")
          ? guess("build.gradle", "./gradlew", "check")
          : guess("build.gradle", "gradle", "check");
    }
    if (TEST_SCRIPT.matcher(read(repository.resolve("package.json"))).find()) {
      List<String> setup =
          has(repository, "package-lock.json") ? List.of("npm", "ci") : List.of("npm", "install");
      return new CheckGuess(setup, List.of("npm", "test"), "package.json");
    }
    if (has(repository, "Cargo.toml")) {
      return guess("Cargo.toml", "cargo", "test", "--quiet");
    }
    if (has(repository, "go.mod")) {
      return guess("go.mod", "go", "test", "./...");
    }
    String makefile = read(repository.resolve("Makefile"));
    if (CHECK_TARGET.matcher(makefile).find()) {
      return guess("Makefile", "make", "check");
    }
    if (TEST_TARGET.matcher(makefile).find()) {
      return guess("Makefile", "make", "test");
    }
    for (String file : List.of("pytest.ini", "pyproject.toml", "setup.py", "tox.ini")) {
      if (has(repository, file)) {
        return guess(file, "python3", "-m", "pytest", "-q");
      }
    }
    return NONE;
  }

  private static CheckGuess guess(String because, String... check) {
    return new CheckGuess(List.of(), List.of(check), because);
  }

  private static boolean has(Path repository, String file) {
    return Files.isRegularFile(repository.resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) < 1 << 20
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
