package dev.wavewright.starter.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /** What a test file of pytest has and one of unittest has not. */
  private static final Pattern PYTEST =
      Pattern.compile("(?m)^(import pytest\\b|from pytest\\b|(async )?def test_)");

  /** The extra of a Python package that its tests need, as packages usually call it. */
  private static final Pattern TEST_EXTRA =
      Pattern.compile(
          "(?ms)^\\[project\\.optional-dependencies]\\n(?:(?!^\\[).)*?^(tests?|testing|dev)\\s*=");

  private static final CheckGuess NONE = new CheckGuess(List.of(), List.of(), "");

  CheckGuess {
    setup = List.copyOf(setup);
    check = List.copyOf(check);
  }

  /** Looks into {@code repository}; the more specific file wins. */
  static CheckGuess of(Path repository) {
    return Stream.of(
            script(repository),
            jvm(repository),
            node(repository),
            compiled(repository),
            makefile(repository),
            python(repository))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(NONE);
  }

  private static Optional<CheckGuess> script(Path repository) {
    return firstOf(repository, "check.sh", "test.sh").map(script -> guess(script, "sh", script));
  }

  private static Optional<CheckGuess> jvm(Path repository) {
    if (has(repository, "pom.xml")) {
      return Optional.of(
          wrapped(repository, "pom.xml", "mvnw", "mvn", List.of("-q", "-B", "verify")));
    }
    return firstOf(
            repository,
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts")
        .map(file -> wrapped(repository, file, "gradlew", "gradle", List.of("check")));
  }

  /** A wrapper that git carries without its right to run is run by a shell. */
  private static CheckGuess wrapped(
      Path repository, String because, String wrapper, String tool, List<String> arguments) {
    List<String> program =
        !has(repository, wrapper)
            ? List.of(tool)
            : Files.isExecutable(repository.resolve(wrapper))
                ? List.of("./" + wrapper)
                : List.of("sh", wrapper);
    return new CheckGuess(
        List.of(), Stream.concat(program.stream(), arguments.stream()).toList(), because);
  }

  private static Optional<CheckGuess> node(Path repository) {
    if (!TEST_SCRIPT.matcher(read(repository.resolve("package.json"))).find()) {
      return Optional.empty();
    }
    if (has(repository, "pnpm-lock.yaml")) {
      return Optional.of(node("pnpm", "install", "--frozen-lockfile"));
    }
    if (has(repository, "yarn.lock")) {
      boolean modern = has(repository, ".yarnrc.yml");
      return Optional.of(node("yarn", "install", modern ? "--immutable" : "--frozen-lockfile"));
    }
    boolean locked = firstOf(repository, "package-lock.json", "npm-shrinkwrap.json").isPresent();
    return Optional.of(locked ? node("npm", "ci") : node("npm", "install", "--no-package-lock"));
  }

  private static CheckGuess node(String manager, String... setup) {
    return new CheckGuess(words(manager, setup), List.of(manager, "test"), "package.json");
  }

  private static Optional<CheckGuess> compiled(Path repository) {
    if (has(repository, "Cargo.toml")) {
      return Optional.of(guess("Cargo.toml", "cargo", "test", "--quiet"));
    }
    return has(repository, "go.mod")
        ? Optional.of(guess("go.mod", "go", "test", "./..."))
        : Optional.empty();
  }

  private static Optional<CheckGuess> makefile(Path repository) {
    String makefile = read(repository.resolve("Makefile"));
    if (CHECK_TARGET.matcher(makefile).find()) {
      return Optional.of(guess("Makefile", "make", "check"));
    }
    return TEST_TARGET.matcher(makefile).find()
        ? Optional.of(guess("Makefile", "make", "test"))
        : Optional.empty();
  }

  private static Optional<CheckGuess> python(Path repository) {
    if (has(repository, "uv.lock")) {
      return Optional.of(
          new CheckGuess(
              List.of("uv", "sync", "--locked"), List.of("uv", "run", "pytest", "-q"), "uv.lock"));
    }
    if (has(repository, "poetry.lock")) {
      return Optional.of(
          new CheckGuess(
              List.of("poetry", "install", "--no-interaction"),
              List.of("poetry", "run", "pytest", "-q"),
              "poetry.lock"));
    }
    if (has(repository, "tox.ini")) {
      return Optional.of(guess("tox.ini", "tox", "-q"));
    }
    Optional<String> requirements =
        firstOf(
            repository,
            "requirements-dev.txt",
            "dev-requirements.txt",
            "requirements-test.txt",
            "requirements.txt");
    String project = read(repository.resolve("pyproject.toml"));
    boolean installable =
        firstOf(repository, "setup.py", "setup.cfg").isPresent()
            || project.contains("[build-system]")
            || project.contains("[project]");
    if (requirements.isEmpty() && !installable) {
      return firstOf(repository, "pytest.ini", "pyproject.toml", "conftest.py", "tests/conftest.py")
          .map(file -> guess(file, "python3", "-m", "pytest", "-q"))
          .or(() -> plainPython(repository));
    }
    StringBuilder install = new StringBuilder("python3 -m venv .venv");
    install.append(" && .venv/bin/pip install -q pytest");
    requirements.ifPresent(file -> install.append(" -r ").append(file));
    if (installable) {
      Matcher extra = TEST_EXTRA.matcher(project);
      install.append(extra.find() ? " -e '.[" + extra.group(1) + "]'" : " -e .");
    }
    return Optional.of(
        new CheckGuess(
            List.of("sh", "-c", install.toString()),
            List.of(".venv/bin/python", "-m", "pytest", "-q"),
            requirements.orElse(project.isEmpty() ? "setup.py" : "pyproject.toml")));
  }

  /** Tests that nothing configures: those written for pytest find nothing under unittest. */
  private static Optional<CheckGuess> plainPython(Path repository) {
    for (String folder : List.of("tests", "test", ".")) {
      List<Path> tests = pythonTests(repository.resolve(folder));
      if (tests.stream().anyMatch(test -> PYTEST.matcher(read(test)).find())) {
        return Optional.of(guess(folder, "python3", "-m", "pytest", "-q"));
      }
      if (!tests.isEmpty()) {
        return Optional.of(
            folder.equals(".")
                ? guess(folder, "python3", "-m", "unittest", "discover")
                : guess(folder, "python3", "-m", "unittest", "discover", "-s", folder));
      }
    }
    return Optional.empty();
  }

  private static List<Path> pythonTests(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("test.*\\.py"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static CheckGuess guess(String because, String... check) {
    return new CheckGuess(List.of(), List.of(check), because);
  }

  private static List<String> words(String first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others)).toList();
  }

  private static Optional<String> firstOf(Path repository, String... files) {
    return Stream.of(files).filter(file -> has(repository, file)).findFirst();
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
