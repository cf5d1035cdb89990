package dev.wavewright.activities.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.wavewright.activities.tracker.TrackerProblems.Problem;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Issues as files")
class FilesTrackerTest {
  private static final String GOOD =
      """
      ---
      repo: acme/api
      number: 7
      title: Greet by name
      labels: [sev1, ui]
      milestone: m1
      state: open
      ---
      Say hello.

      Depends on acme/web#2
      """;

  private static final Wanted EVERYTHING = new Wanted(List.of(), null, null, true);

  @TempDir Path folder;

  @Test
  @DisplayName("are read with all their fields")
  void readsAllFields() throws IOException {
    write("7.md", GOOD);

    assertThat(new FilesTracker(folder).readIssues(EVERYTHING).issues())
        .containsExactly(
            new TrackedIssue(
                new IssueKey("acme/api#7"),
                "Greet by name",
                "7.md",
                sha256OfGood(),
                List.of("sev1", "ui"),
                "m1",
                true,
                false,
                List.of(new IssueKey("acme/web#2")),
                null));
  }

  @Test
  @DisplayName("give their text with the digest that the plan had")
  void readsBody() throws IOException {
    write("7.md", GOOD);
    FilesTracker tracker = new FilesTracker(folder);

    assertThat(tracker.readBody(new IssueKey("acme/api#7")))
        .contains(
            new Tracker.Body(
                "Greet by name", "Say hello.\n\nDepends on acme/web#2\n", sha256OfGood()));
    assertThat(tracker.readBody(new IssueKey("acme/api#8"))).isEmpty();
  }

  @Test
  @DisplayName("change their digest when one character of the text changes")
  void digestFollowsBody() throws IOException {
    write("7.md", GOOD);
    String before = new FilesTracker(folder).readIssues(EVERYTHING).issues().getFirst().digest();
    write("7.md", GOOD.replace("hello.", "hello!"));

    assertThat(new FilesTracker(folder).readIssues(EVERYTHING).issues().getFirst().digest())
        .isNotEqualTo(before);
  }

  @Test
  @DisplayName("are open unless closed, and closed means completed unless not planned")
  void readsStates() throws IOException {
    write("1.md", "---\nrepo: acme/api\nnumber: 1\ntitle: a\n---\n");
    write("2.md", "---\nrepo: acme/api\nnumber: 2\ntitle: b\nstate: closed\n---\n");
    write("3.md", "---\nrepo: acme/api\nnumber: 3\ntitle: c\nstate: not-planned\n---\n");

    assertThat(new FilesTracker(folder).readIssues(EVERYTHING).issues())
        .extracting(TrackedIssue::open, TrackedIssue::closedAsCompleted)
        .containsExactly(tuple(true, false), tuple(false, true), tuple(false, false));
  }

  @Test
  @DisplayName("keep shell text, paths, options and emoji as plain text")
  void hostileTextIsData() throws IOException {
    String title = "$(id); rm -rf / --upload-pack=x ../../x 🚀";
    write("1.md", "---\nrepo: api\nnumber: 1\ntitle: '" + title + "'\n---\n$(id) `id`\n");

    TrackedIssue issue = new FilesTracker(folder).readIssues(EVERYTHING).issues().getFirst();

    assertThat(issue.title()).isEqualTo(title);
    assertThat(issue.key()).isEqualTo(new IssueKey("local/api#1"));
  }

  @Test
  @DisplayName("leave hidden files, README.md, subfolders and other files alone")
  void ignoresWhatIsNoIssue() throws IOException {
    write("7.md", GOOD);
    write("README.md", "no front matter");
    write(".draft.md", "no front matter");
    write("notes.txt", "no front matter");
    Files.createDirectory(folder.resolve("old.md"));

    assertThat(new FilesTracker(folder).readIssues(EVERYTHING).issues()).hasSize(1);
  }

  static Stream<Arguments> bad() {
    String head = "---\nrepo: acme/api\nnumber: 1\n";
    return Stream.of(
        wrong("no front matter", "Hello\n", 1, "front matter"),
        wrong("front matter that does not end", "---\nrepo: a/b\n", 1, "does not end"),
        wrong("an empty file", "", 1, "no front matter"),
        wrong("no repo", "---\nnumber: 1\ntitle: a\n---\n", 1, "no repo"),
        wrong(
            "a repo that is a path",
            "---\nrepo: ../../x\nnumber: 1\ntitle: a\n---\n",
            2,
            "names no repository"),
        wrong("no number", "---\nrepo: a/b\ntitle: a\n---\n", 1, "no number"),
        wrong(
            "a number in words",
            "---\nrepo: a/b\nnumber: one\ntitle: a\n---\n",
            3,
            "no issue number"),
        wrong("number zero", "---\nrepo: a/b\nnumber: 0\ntitle: a\n---\n", 3, "no issue number"),
        wrong("no title", head + "---\n", 1, "no title"),
        wrong("a long title", head + "title: " + "x".repeat(257) + "\n---\n", 4, "longer than 256"),
        wrong("an override in the title", head + "title: a\u202Eb\n---\n", 4, "U+202E"),
        wrong("NUL in the title", head + "title: \"a\\0b\"\n---\n", 4, "U+0000"),
        wrong("a line break in the title", head + "title: \"a\\nb\"\n---\n", 4, "U+000A"),
        wrong("an unknown field", head + "title: a\nmilstone: m\n---\n", 5, "no field"),
        wrong("an unknown state", head + "title: a\nstate: done\n---\n", 5, "no state"),
        wrong("a field twice", head + "number: 2\ntitle: a\n---\n", 4, "not YAML"),
        wrong("broken YAML", head + "title: [a\n---\n", 4, "not YAML"),
        wrong("a list as repo", "---\nrepo: [a]\nnumber: 1\ntitle: a\n---\n", 2, "not one value"),
        wrong("NUL in the text", head + "title: a\n---\none\ntwo\0\n", 7, "U+0000"),
        wrong("an escape in the text", head + "title: a\n---\n\u001B[2J\n", 6, "U+001B"),
        wrong(
            "a long text",
            head + "title: a\n---\n" + "x".repeat(IssueText.MAX_BODY_BYTES + 1),
            6,
            "longer than 65536"),
        wrong("a megabyte", head + "title: a\n---\n" + "x".repeat(1_000_000), 1, "longer than"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName("are refused by file, line and fix")
  void refusesBadInput(String name, String text, int line, String what) throws IOException {
    write("bad.md", text);

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo("bad.md");
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.what()).contains(what);
              assertThat(problem.fix()).isNotBlank();
            });
  }

  @Test
  @DisplayName("are refused all at once, duplicate numbers included, both files named")
  void refusesDuplicates() throws IOException {
    write("a.md", GOOD);
    write("b.md", GOOD);
    write("c.md", "nothing");

    assertThat(problems())
        .extracting(Problem::toString)
        .containsExactly(
            "b.md:3: acme/api#7 is in a.md too; give it a number of its own",
            "c.md:1: it has no front matter; begin with ---, repo, number and title, and ---");
  }

  @Test
  @DisplayName("that are not UTF-8 are refused")
  void refusesOtherEncodings() throws IOException {
    Files.write(
        folder.resolve("bad.md"),
        "---\nrepo: a/b\ntitle: é\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problems()).singleElement().extracting(Problem::what).isEqualTo("it is not UTF-8");
  }

  @Test
  @DisplayName("that are links are refused, wherever they lead")
  void refusesLinks(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), GOOD);
    Files.createSymbolicLink(folder.resolve("link.md"), secret);

    assertThat(problems()).singleElement().extracting(Problem::what).asString().contains("link");
  }

  @Test
  @DisplayName("in no folder at all are refused with the setting to change")
  void refusesMissingFolder() {
    assertThatThrownBy(
            () -> new FilesTracker(folder.resolve("none")).readIssues(EVERYTHING).issues())
        .isInstanceOf(TrackerProblems.class)
        .hasMessageContaining("wavewright.yml");
  }

  @Test
  @DisplayName("are never written")
  void neverWrites() throws IOException {
    Path file = write("7.md", GOOD);
    Object before = Files.getLastModifiedTime(file);

    new FilesTracker(folder).readIssues(EVERYTHING).issues();

    assertThat(Files.readString(file)).isEqualTo(GOOD);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(file);
    }
  }

  private List<Problem> problems() {
    try {
      new FilesTracker(folder).readIssues(EVERYTHING).issues();
    } catch (TrackerProblems problems) {
      return problems.problems();
    }
    throw new AssertionError("the tracker was read without a problem");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String sha256OfGood() {
    return "a6357f607a2718793310e9664ecc648850ecf1485dcd0687c55c9934fffca1a2";
  }

  private static Arguments wrong(String name, String text, int line, String what) {
    return Arguments.of(name, text, line, what);
  }
}
