package dev.wavewright.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the tables of promises against the tests, and what is committed against its place. */
class DocumentsTest {
  private static final Path TOP = top();
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z]+-?\\d+b?) \\|.*\\|$", Pattern.MULTILINE);
  private static final Pattern TEST =
      Pattern.compile("`(\\w*(?:Test|IT))(?:\\.([A-Za-z]\\w*))?`|`\\w*(?:Test|IT)\\W[^`]*`");
  private static final Pattern STATE =
      Pattern.compile("\\| (holds|done|part|not yet)(: [^|]+)? \\|$");

  /** Spelled in pieces, so that this file itself names none of them. */
  private static final Pattern PLACE =
      Pattern.compile("(?<![\\w.$}~])/(?:" + "tmp|work|root" + ")/");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "https?://[\\w.-]*(?:maven|npmjs|pypi|crates|golang|registry|artifactory|nexus)[\\w.-]*");
  private static final Pattern SCHEMA =
      Pattern.compile(
          "http:" + "//maven\\.apache\\.org/(?:POM/4\\.0\\.0|xsd/maven-4\\.0\\.0\\.xsd)");

  @Test
  @DisplayName("each requirement has one row with an honest state")
  void requirements() {
    assertRows(
        "docs/REQUIREMENTS.md",
        List.of(
            ids("SES-", 11), ids("CHAT-", 5), ids("CAP-", 10), ids("WAVE-", 11), ids("CARD-", 4)));
  }

  @Test
  @DisplayName("each invariant has one row with an honest state")
  void invariants() {
    assertRows(
        "docs/INVARIANTS.md",
        List.of(
            ids("C", 15),
            ids("L", 5),
            ids("R", 6),
            ids("M", 13),
            ids("ML", 5),
            ids("W", 7),
            ids("I", 5),
            ids("S", 6),
            Stream.of("M1b", "I1b")));
  }

  @Test
  @DisplayName("every test that the tables name exists")
  void namedTestsExist() {
    Map<String, String> sources = testSources();
    assertThat(sources).hasSizeGreaterThan(40);
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String table : List.of("docs/REQUIREMENTS.md", "docs/INVARIANTS.md")) {
      for (MatchResult found : TEST.matcher(read(table)).results().toList()) {
        named++;
        if (!exists(sources, found)) {
          missing.add(table + ": " + found.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(150);
  }

  @Test
  @DisplayName("every fault that the documents list names the tests that show what becomes of it")
  void faults() {
    Map<String, String> sources = testSources();
    List<String> rows =
        read("docs/faults.md")
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.endsWith("| shown by |"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(50);
    for (String row : rows) {
      String cells = row.substring(0, row.length() - 1);
      List<MatchResult> named =
          TEST.matcher(cells.substring(cells.lastIndexOf(" | "))).results().toList();
      assertThat(named).as(row).isNotEmpty().allMatch(found -> exists(sources, found));
    }
  }

  @Test
  @DisplayName("no committed file names a place of one machine or a package registry")
  void placesAndRegistries() throws Exception {
    List<String> found = new ArrayList<>();
    List<String> files = committed();
    assertThat(files).hasSizeGreaterThan(400);
    for (String file : files) {
      String text = readIfText(file);
      PLACE.matcher(text).results().forEach(at -> found.add(file + " names " + line(text, at)));
      String withoutSchemas = SCHEMA.matcher(text).replaceAll("");
      REGISTRY.matcher(withoutSchemas).results().forEach(at -> found.add(file + ": " + at.group()));
    }
    assertThat(found).isEmpty();
  }

  private static void assertRows(String file, List<Stream<String>> expected) {
    List<String> seen = new ArrayList<>();
    for (MatchResult row : ROW.matcher(read(file)).results().toList()) {
      seen.add(row.group(1));
      assertThat(STATE.matcher(row.group()).find()).as("state of %s", row.group(1)).isTrue();
    }
    assertThat(seen)
        .as(file)
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().flatMap(Function.identity()).toList());
  }

  private static Stream<String> ids(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> prefix + number);
  }

  private static boolean exists(Map<String, String> sources, MatchResult found) {
    String source = found.group(1) == null ? null : sources.get(found.group(1));
    if (source == null) {
      return false;
    }
    return found.group(2) == null
        || Pattern.compile("\\bvoid " + found.group(2) + "\\(").matcher(source).find();
  }

  private static Map<String, String> testSources() {
    Map<String, String> sources = new TreeMap<>();
    for (String module : List.of("workflows", "activities", "starter", "worker")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return sources;
  }

  private static List<String> committed() throws IOException, InterruptedException {
    Process git =
        // A checkout may belong to somebody else than who runs the tests.
        new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files", "-z")
            .directory(TOP.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as("git ls-files").isZero();
    return Stream.of(names.split("\0"))
        .filter(name -> Files.isRegularFile(TOP.resolve(name)))
        .toList();
  }

  private static String line(String text, MatchResult at) {
    int begin = text.lastIndexOf('\n', at.start()) + 1;
    int end = text.indexOf('\n', at.end());
    return text.substring(begin, end < 0 ? text.length() : end).strip();
  }

  private static String read(String file) {
    try {
      return Files.readString(TOP.resolve(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the text, or nothing for a file that is none. */
  private static String readIfText(String file) throws IOException {
    try {
      return Files.readString(TOP.resolve(file));
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private static Path top() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("run inside the project");
      }
    }
    return folder;
  }
}
