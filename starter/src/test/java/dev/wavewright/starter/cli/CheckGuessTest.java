package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckGuessTest {
  private static final String NODE = "{\"scripts\": {\"test\": \"node test.js\"}}";

  @TempDir Path repository;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          check.sh pom.xml | [] | [sh, check.sh]
          pom.xml | [] | [mvn, -q, -B, verify]
          pom.xml mvnw | [] | [sh, mvnw, -q, -B, verify]
          pom.xml +mvnw | [] | [./mvnw, -q, -B, verify]
          build.gradle.kts +gradlew | [] | [./gradlew, check]
          package.json package-lock.json | [npm, ci] | [npm, test]
          package.json | [npm, install, --no-package-lock] | [npm, test]
          package.json pnpm-lock.yaml | [pnpm, install, --frozen-lockfile] | [pnpm, test]
          package.json yarn.lock | [yarn, install, --frozen-lockfile] | [yarn, test]
          package.json yarn.lock .yarnrc.yml | [yarn, install, --immutable] | [yarn, test]
          Cargo.toml | [] | [cargo, test, --quiet]
          go.mod | [] | [go, test, ./...]
          pyproject.toml uv.lock | [uv, sync, --locked] | [uv, run, pytest, -q]
          pyproject.toml poetry.lock | [poetry, install, --no-interaction] | [poetry, run, pytest, -q]
          tox.ini setup.py | [] | [tox, -q]
          pytest.ini | [] | [python3, -m, pytest, -q]
          setup.cfg | [sh, -c, python3 -m venv .venv && .venv/bin/pip install -q pytest -e .] | [.venv/bin/python, -m, pytest, -q]
          requirements.txt | [sh, -c, python3 -m venv .venv && .venv/bin/pip install -q pytest -r requirements.txt] | [.venv/bin/python, -m, pytest, -q]
          README.md | [] | []
          shop.py | [] | []
          shop.py tests/README.md | [] | []
          tests/conftest.py | [] | [python3, -m, pytest, -q]
          shop.py tests/test_shop.py | [] | [python3, -m, unittest, discover, -s, tests]
          test/test_shop.py | [] | [python3, -m, unittest, discover, -s, test]
          test_shop.py | [] | [python3, -m, unittest, discover]
          """)
  @DisplayName("set-up and check are told from the files a repository has")
  void guesses(String files, String setup, String check) throws IOException {
    for (String file : files.split(" ", -1)) {
      Path written = repository.resolve(file.replace("+", ""));
      Files.createDirectories(written.getParent());
      Files.writeString(written, file.equals("package.json") ? NODE : "");
      assertThat(written.toFile().setExecutable(file.startsWith("+"))).isTrue();
    }
    CheckGuess guess = CheckGuess.of(repository);
    assertThat(guess.setup()).hasToString(setup);
    assertThat(guess.check()).hasToString(check);
  }

  @Test
  @DisplayName("tests written for pytest are run by it, although nothing configures it")
  void plainPytest() throws IOException {
    Path tests = Files.createDirectory(repository.resolve("tests"));
    Files.writeString(tests.resolve("test_a.py"), "import unittest\n");
    assertThat(CheckGuess.of(repository).check()).contains("unittest");
    Files.writeString(tests.resolve("test_b.py"), "def test_b():\n    assert True\n");
    assertThat(CheckGuess.of(repository).check()).containsExactly("python3", "-m", "pytest", "-q");
  }

  @Test
  @DisplayName(
      "a Python package is installed with the extra its tests need, beside its requirements")
  void pythonExtra() throws IOException {
    Files.writeString(repository.resolve("requirements-dev.txt"), "pytest-mock\n");
    Files.writeString(
        repository.resolve("pyproject.toml"),
        """
        [project]
        name = "shop"

        [project.optional-dependencies]
        docs = ["sphinx"]
        test = ["hypothesis"]
        """);
    assertThat(CheckGuess.of(repository).setup())
        .containsExactly(
            "sh",
            "-c",
            "python3 -m venv .venv && .venv/bin/pip install -q pytest -r requirements-dev.txt"
                + " -e '.[test]'");
  }
}
