package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PromptTest {
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final RepositoryName LIBRARY = new RepositoryName("acme/lib");
  private static final CommitId BASE = new CommitId("a".repeat(40));
  private static final CommitId WORK = new CommitId("b".repeat(40));

  @Test
  @DisplayName("The prompt gives the issue, the check, what landed before, and says not to push")
  void saysWhatIsWanted() {
    String text =
        new Prompt(
                IssueKey.of(API, 12),
                API,
                "Add a health page",
                "It answers 200.",
                List.of("mvn", "-q", "verify", "it's"),
                List.of(
                    new LandedDependency(IssueKey.of(LIBRARY, 3), LIBRARY, WORK, "Make it a list")),
                new PromptTask.Implement())
            .text();
    assertThat(text)
        .startsWith("Implement one issue in the repository acme/api.\n")
        .contains("````\nAdd a health page\n\nIt answers 200.\n````\n")
        .contains("acme/lib#3 in acme/lib at bbbbbbbbbb: Make it a list")
        .contains("WAVEWRIGHT_DEPENDS")
        .contains("this check has to pass: mvn -q verify 'it'\\''s'\n")
        .contains("Do not push")
        .contains("git worktree of your own; commit there")
        .endsWith("\n");
  }

  @Test
  @DisplayName("A title that is the beginning of the text is not told twice")
  void repeatedTitle() {
    assertThat(prompt("Say hello", "Say hello\n", new PromptTask.Implement()))
        .contains(":\n````\nSay hello\n````\n");
    assertThat(prompt("Say hel…", "Say hello\nto all", new PromptTask.Implement()))
        .contains(":\n````\nSay hello\nto all\n````\n");
    assertThat(prompt("Say", "Say hello", new PromptTask.Implement()))
        .contains(":\n````\nSay\n\nSay hello\n````\n");
  }

  @Test
  @DisplayName(
      "A repair carries the log, a review repair the findings, a conflict both sides and who")
  void carriesTheFeedback() {
    assertThat(prompt("t", "b", new PromptTask.RepairCheck("AssertionError: 3")))
        .contains("````\nAssertionError: 3\n````");
    assertThat(prompt("t", "b", new PromptTask.AddressReview("Name it well.")))
        .contains("````\nName it well.\n````");
    var conflict = new PathConflict("src/A.java", "int ours;", "int theirs;", "acme/api#4 Rename");
    assertThat(prompt("t", "b", new PromptTask.ResolveConflict(List.of(conflict))))
        .contains("src/A.java\nlast changed by: acme/api#4 Rename")
        .contains("````\nint ours;\n````")
        .contains("````\nint theirs;\n````");
  }

  @Test
  @DisplayName("After a reset nothing is said about work that is not there any more")
  void startsOver() {
    assertThat(prompt("t", "b", new PromptTask.StartOver("AssertionError: 3", false)))
        .startsWith("Implement one issue in the repository acme/api, from the beginning")
        .contains("````\nAssertionError: 3\n````")
        .contains("this check has to pass")
        .doesNotContain("Your work", "integration branch");
    assertThat(prompt("t", "b", new PromptTask.StartOver("", true)))
        .contains("The newest integration branch was merged into your worktree, uncommitted.")
        .doesNotContain("Your work", "earlier attempt:");
  }

  @Test
  @DisplayName("A review asks for the verdict's schema, in a form that the parser accepts")
  void asksForAVerdict() {
    String text = prompt("t", "b", new PromptTask.Review(BASE, WORK));
    assertThat(text).contains("git diff " + BASE + " " + WORK).doesNotContain("A run that changes");
    List<String> examples = text.lines().filter(line -> line.startsWith("{")).toList();
    assertThat(examples.stream().map(ReviewVerdict::parse).<Class<?>>map(Object::getClass))
        .containsExactly(ReviewVerdict.Approve.class, ReviewVerdict.Changes.class);
  }

  @Test
  @DisplayName(
      "S4: text from outside cannot close its fence, whatever backticks it brings (500 seeds)")
  void cannotLeaveItsFence() {
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      StringBuilder body = new StringBuilder("begin\n");
      for (int line = random.nextInt(20); line >= 0; line--) {
        body.append("`".repeat(random.nextInt(9))).append(random.nextBoolean() ? "\n" : " x\n");
      }
      body.append("end");
      List<String> lines =
          prompt("title", body.toString(), new PromptTask.Implement()).lines().toList();
      int open = lines.indexOf("Issue acme/api#1:") + 1;
      String fence = lines.get(open);
      int close = lines.subList(open + 1, lines.size()).indexOf(fence) + open + 1;
      assertThat(lines.get(close - 1)).as("seed %d", seed).isEqualTo("end");
      assertThat(String.join("\n", lines.subList(open + 1, close)))
          .as("seed %d", seed)
          .isEqualTo("title\n\n" + body);
    }
  }

  @Test
  @DisplayName("S4: NUL, escapes, direction overrides and lone surrogates are replaced, emoji stay")
  void replacesWhatNoTextNeeds() {
    String text =
        prompt(
            "ti\ntle\u202E",
            "a\0b \u001b[31m \ud800 \ud83d\ude80 \u2066\r\nnext",
            new PromptTask.Implement());
    assertThat(text)
        .contains("ti tle\uFFFD\n\na\uFFFDb \uFFFD[31m \uFFFD \ud83d\ude80 \uFFFD\nnext\n````");
    assertThat(text.codePoints().noneMatch(point -> point == 0 || point == 0x1b || point == 0x202E))
        .isTrue();
  }

  @Test
  @DisplayName("S4: shell syntax in a title stays text")
  void leavesShellSyntaxAlone() {
    assertThat(prompt("$(id); rm -rf ../../x --upload-pack=x", "b", new PromptTask.Implement()))
        .contains("````\n$(id); rm -rf ../../x --upload-pack=x\n\nb\n````");
  }

  private static String prompt(String title, String body, PromptTask task) {
    return new Prompt(
            IssueKey.of(API, 1), API, title, body, List.of("make", "check"), List.of(), task)
        .text();
  }
}
