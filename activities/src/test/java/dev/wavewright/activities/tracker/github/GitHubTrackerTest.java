package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.Tracker;
import dev.wavewright.activities.tracker.TrackerProblems;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTrackerTest {
  private static final Wanted ALL = new Wanted(List.of(), null, null, true);

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final GitHubAccess access = new GitHubAccess(new Redactor(), new SettableClock(), null);
  private final FakeRepository api = gitHub.repository("acme/api");
  private final FakeRepository web = gitHub.repository("acme/web");
  private Trust trust = Trust.WRITE_ACCESS;
  private int requests;

  private final ContractListener judge = ContractListener.on(gitHub);

  @AfterEach
  void close() {
    access.close();
    gitHub.close();
    assertThat(judge.violations()).as("against GitHub's own description").isEmpty();
  }

  private Tracker tracker(GitHubTransport transport, GitHubSettings settings) {
    return new GitHubTracker(
        transport,
        settings,
        List.of(new RepositoryName("acme/api"), new RepositoryName("acme/web")));
  }

  private GitHubSettings settings() {
    return new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, trust);
  }

  private GitHubTransport transport() {
    return access.open(settings(), SecretText.of(FakeGitHub.TOKEN).orElseThrow());
  }

  private TrackerReading read(Wanted wanted) {
    TrackerReading reading = tracker().readIssues(wanted);
    requests = reading.requests();
    return reading;
  }

  private Tracker tracker() {
    return tracker(transport(), settings());
  }

  private static Wanted milestone(String title) {
    return new Wanted(List.of(), title, null, false);
  }

  private static Wanted label(String label) {
    return new Wanted(List.of(), null, label, false);
  }

  private static Wanted keys(String... keys) {
    return new Wanted(Stream.of(keys).map(IssueKey::new).toList(), null, null, false);
  }

  private static List<String> names(TrackerReading reading) {
    return reading.issues().stream().map(issue -> issue.key().value()).toList();
  }

  private static TrackedIssue issue(TrackerReading reading, String key) {
    return reading.issues().stream()
        .filter(issue -> issue.key().value().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not in " + names(reading)));
  }

  private static List<String> edges(TrackerReading reading, String key) {
    return issue(reading, key).dependsOn().stream().map(IssueKey::value).toList();
  }

  @Test
  @DisplayName("a milestone of one title is read in every repository, without pull requests")
  void milestones() {
    api.milestone("other", "open");
    api.issue("One", "").milestone("v1");
    api.issue("Two", "").milestone("other");
    api.issue("A change", "").milestone("v1").pullRequest();
    api.issue("Old", "").milestone("v1").close("completed");
    web.issue("Three", "").milestone("v1").labels("sev1", "ui");

    TrackerReading reading = read(milestone("v1"));

    assertThat(names(reading)).containsExactly("acme/api#1", "acme/web#1");
    assertThat(reading.refusals()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    TrackedIssue three = issue(reading, "acme/web#1");
    assertThat(three.title()).isEqualTo("Three");
    assertThat(three.source()).isEqualTo("https://github.com/acme/web/issues/1");
    assertThat(three.labels()).containsExactly("sev1", "ui");
    assertThat(three.milestone()).isEqualTo("v1");
    assertThat(three.open()).isTrue();
    assertThat(three.digest()).isEqualTo(Tracker.Body.of("", "").digest());
    assertThat(requests).isEqualTo(2);
  }

  @Test
  @DisplayName("in a large repository a milestone is asked for by its number")
  void largeRepository() {
    for (int number = 1; number <= 250; number++) {
      FakeIssue issue = api.issue("Issue " + number, "");
      if (number % 2 == 0) {
        issue.milestone("v1");
      }
    }
    TrackerReading reading = read(milestone("v1"));
    assertThat(reading.issues()).hasSize(125);
    assertThat(reading.issues()).allMatch(issue -> "v1".equals(issue.milestone()));
    // Page without a milestone, milestones, two pages of api; one page of web.
    assertThat(requests).isEqualTo(5);
  }

  @Test
  @DisplayName("a milestone that no repository has is refused with those there are")
  void noMilestone() {
    api.issue("One", "").milestone("v1");
    web.milestone("v2", "open");
    assertThat(read(milestone("v3")).refusals())
        .containsExactly("no repository of this project has a milestone 'v3'; there are: v1, v2");
    assertThat(read(milestone("v2")).refusals())
        .containsExactly("milestone 'v2' has no open issue in the repositories of this project");
  }

  @Test
  @DisplayName("a label, exact keys, or everything")
  void selections() {
    api.issue("One", "").labels("two words, and a comma");
    api.issue("Two", "").labels("ready & go");
    web.issue("Three", "").labels("ready & go", "more");
    web.issue("Closed", "").labels("ready & go").close("completed");

    assertThat(names(read(label("ready & go")))).containsExactly("acme/api#2", "acme/web#1");
    assertThat(names(read(label("two words, and a comma")))).containsExactly("acme/api#1");
    assertThat(names(read(ALL))).containsExactly("acme/api#1", "acme/api#2", "acme/web#1");
    TrackerReading exact = read(keys("acme/web#2", "acme/api#1"));
    assertThat(names(exact)).containsExactly("acme/api#1", "acme/web#2");
    assertThat(issue(exact, "acme/web#2").closedAsCompleted()).isTrue();
    assertThat(requests).isEqualTo(2);
  }

  @Test
  @DisplayName("GitHub's edges come first, then sub-issues, then those of the text, each once")
  void edges() {
    FakeIssue blocker = web.issue("Blocker", "").labels("x");
    FakeIssue child = api.issue("Child", "");
    FakeIssue third = api.issue("Third", "");
    api.issue("Parent", "Depends on: #2, acme/WEB#1\n\n```\nDepends on #99\n```\n")
        .blockedBy(blocker)
        .subIssues(child);

    TrackerReading reading = read(ALL);

    assertThat(third.number).isEqualTo(2);
    assertThat(edges(reading, "acme/api#3"))
        .containsExactly("acme/web#1", "acme/api#1", "acme/api#2");
    assertThat(reading.warnings())
        .containsExactly(
            "acme/api#3: text and GitHub's list of dependencies disagree: only its text names"
                + " acme/api#2; all of them count");
    assertThat(requests).as("two listings, two lists of one issue").isEqualTo(4);
  }

  @Test
  @DisplayName("disagreement names what either side alone says; agreement is silent")
  void disagreement() {
    FakeIssue one = api.issue("One", "");
    FakeIssue two = api.issue("Two", "");
    api.issue("Three", "Blocked by #1").blockedBy(two);
    api.issue("Four", "Blocked by #1").blockedBy(one);
    assertThat(read(ALL).warnings())
        .containsExactly(
            "acme/api#3: text and GitHub's list of dependencies disagree: only its text names"
                + " acme/api#1; only GitHub's own list names acme/api#2; all of them count");
  }

  @Test
  @DisplayName("dependencies outside the selection come along with their state, fetched once each")
  void outside() {
    FakeRepository other = gitHub.repository("Elsewhere/Lib");
    FakeIssue foreign = other.issue("Foreign", "").milestone("v1");
    FakeIssue done = api.issue("Done", "").close("completed");
    FakeIssue dropped = api.issue("Dropped", "").close("not_planned");
    api.issue("One", "After #2 and #1").milestone("v1").blockedBy(foreign);
    api.issue("Two", "After #1").milestone("v1");

    TrackerReading reading = read(milestone("v1"));

    assertThat(done.number + dropped.number).isEqualTo(3);
    assertThat(issue(reading, "acme/api#1").closedAsCompleted()).isTrue();
    assertThat(issue(reading, "acme/api#2").open()).isFalse();
    assertThat(issue(reading, "acme/api#2").closedAsCompleted()).isFalse();
    assertThat(issue(reading, "elsewhere/lib#1").distrust())
        .isEqualTo("its repository is none of this project");
    assertThat(edges(reading, "acme/api#3"))
        .containsExactly("elsewhere/lib#1", "acme/api#2", "acme/api#1");
    // Two listings, one list of dependencies, #1 and #2.
    assertThat(requests).isEqualTo(5);
    assertThat(reading.warnings())
        .singleElement()
        .asString()
        .contains("only its text names acme/api#2, acme/api#1");
  }

  @Test
  @DisplayName("fault 22: unknown, hidden, deleted, moved and pull request references say why")
  void badReferences() {
    web.issue("The new place", "");
    api.issue("Hidden", "").hide();
    api.issue("Deleted", "").delete();
    api.issue("Moved", "").moveTo(web.issue(1));
    api.issue("A change", "").pullRequest();
    api.issue("Asks", "Depends on #1, #2, #3, #4, #999999 and secret/place#7").milestone("v1");

    TrackerReading reading = read(milestone("v1"));

    String asks = "acme/api#5 (https://github.com/acme/api/issues/5) depends on ";
    assertThat(reading.warnings())
        .containsExactly(
            asks + "acme/api#1, which is not there, or the token may not see it",
            asks + "acme/api#2, which was deleted",
            asks + "acme/api#3, which was moved to https://github.com/acme/web/issues/1",
            asks + "acme/api#4, which is a pull request and no issue",
            asks + "acme/api#999999, which is not there, or the token may not see it",
            asks + "secret/place#7, which is not there, or the token may not see it");
    assertThat(names(reading)).as("none of them is known to the planner").hasSize(1);
    assertThat(edges(reading, "acme/api#5")).hasSize(6);
  }

  @Test
  @DisplayName("fault 22: keys that are no issue, and self-dependencies, reach the planner as such")
  void badKeys() {
    api.issue("Self", "Depends on #1");
    api.issue("A change", "").pullRequest();
    TrackerReading reading = read(keys("acme/api#1", "acme/api#2", "acme/api#3"));
    assertThat(names(reading)).containsExactly("acme/api#1");
    assertThat(edges(reading, "acme/api#1")).containsExactly("acme/api#1");
    assertThat(reading.warnings())
        .containsExactly(
            "acme/api#2 is a pull request and no issue",
            "acme/api#3 is not there, or the token may not see it");
  }

  @Test
  @DisplayName("fault 21: when page 2 fails there is no plan, and the next reading is complete")
  void secondPageFails() {
    many(150);
    gitHub.breaks("since=", 1, Reply.error(502, "Bad Gateway"));
    assertThatThrownBy(() -> read(ALL)).isInstanceOf(TrackerUnavailable.class);
    gitHub.breaks("since=", 1, Reply.of(200, "[]]").cut());
    assertThatThrownBy(() -> read(ALL)).isInstanceOf(TrackerUnavailable.class);
    gitHub.breaks("since=", 1, Reply.of(200, "[{\"number\": 1"));
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(TrackerUnavailable.class)
        .hasMessageContaining("cut off");
    gitHub.breaks("since=", 1, Reply.of(200, "{\"message\": \"odd\"}"));
    assertThatThrownBy(() -> read(ALL)).isInstanceOf(TrackerUnavailable.class);
    assertThat(gitHub.faultsLeft()).isZero();
    assertThat(read(ALL).issues()).hasSize(150);
  }

  private void many(int count) {
    for (int number = 1; number <= count; number++) {
      FakeIssue unused = api.issue("Issue " + number, "");
    }
  }

  @Test
  @DisplayName("fault 21: issues that close, open or change between pages make none slip or double")
  void changesBetweenPages() {
    many(450);
    List<Integer> pages = new ArrayList<>();
    gitHub.listen(
        (method, path, query, request, status, response) -> {
          if (path.equals("/repos/acme/api/issues")) {
            int page = pages.size();
            pages.add(page);
            // What is closed lies on a page already read; by number, everything would move up.
            api.issue(page * 40 + 1).close("completed");
            api.issue(page * 40 + 2).edit("changed after page " + page);
            FakeIssue unused = api.issue("New " + page, "");
          }
        });
    TrackerReading reading = read(ALL);
    assertThat(pages).hasSizeGreaterThan(4);
    assertThat(names(reading)).doesNotHaveDuplicates();
    for (FakeIssue issue : api.issues.values()) {
      if (issue.open && issue.number <= 450) {
        assertThat(names(reading)).contains("acme/api#" + issue.number);
      }
    }
    assertThat(issue(reading, "acme/api#2").digest())
        .isEqualTo(Tracker.Body.of("", "changed after page 0").digest());
  }

  @Test
  @DisplayName("fault 21: hundreds of issues changed in one second are all read")
  void oneSecond() {
    many(350);
    api.issues.values().forEach(issue -> issue.updated = api.issue(1).created);
    assertThat(read(ALL).issues()).hasSize(350);
  }

  @Test
  @DisplayName("fault 20: a limit in the middle of a reading gives no part of it")
  void limit() {
    many(150);
    gitHub.breaks("since=", 1, Reply.bareSecondaryLimit(403));
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(TrackerUnavailable.class)
        .hasMessageContaining("secondary limit");
    int before = gitHub.requests().size();
    assertThatThrownBy(() -> read(ALL)).isInstanceOf(TrackerUnavailable.class);
    assertThat(gitHub.requests()).as("no request during the rest").hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\u0000b", "right\u202Eleft", "bell\u0007", "line\u2028line", "two\nlines"})
  @DisplayName("fault 23: a title that deceives is refused loudly, and shown without deceit")
  void hostileTitles(String title) {
    FakeIssue unused = api.issue(title, "");
    TrackerReading reading = read(ALL);
    assertThat(reading.refusals())
        .singleElement()
        .asString()
        .startsWith("acme/api#1 (https://github.com/acme/api/issues/1): its title contains U+")
        .doesNotContain(title);
    assertThat(issue(reading, "acme/api#1").title()).contains("?").doesNotContain("\u202E");
  }

  @Test
  @DisplayName("fault 23: long and binary texts are refused; odd but honest ones are data only")
  void hostileTexts() {
    FakeIssue unused = api.issue("Long", "é".repeat(40_000));
    unused = api.issue("Binary", "first line\nsecond \u0000 line");
    unused = api.issue("x".repeat(257), "");
    unused = api.issue("$(id) ; rm -rf / `x` --upload-pack=../../x @file 😀", "مرحبا\r\n\ttext");
    api.issue("No text at all", "").noBody();

    TrackerReading reading = read(ALL);

    assertThat(reading.refusals()).hasSize(3);
    assertThat(reading.refusals().get(0)).contains("#1", "its text is longer than 65536 bytes");
    assertThat(reading.refusals().get(1)).contains("#2", "its text contains U+0000", "in line 2");
    assertThat(reading.refusals().get(2)).contains("#3", "its title is longer than 256");
    assertThat(issue(reading, "acme/api#4").title())
        .isEqualTo("$(id) ; rm -rf / `x` --upload-pack=../../x @file 😀");
    assertThatThrownBy(() -> tracker().readBody(new IssueKey("acme/api#2")))
        .isInstanceOf(TrackerProblems.class)
        .hasMessageContaining("acme/api#2:2: its text contains U+0000");
  }

  @Test
  @DisplayName("fault 24: a stranger's hostile title cannot stop a plan: the issue is left out")
  void strangersCannotRefuse() {
    api.issue("evil \u202E", "Depends on #99999").author("mallory", "NONE");
    FakeIssue unused = api.issue("Good", "");
    TrackerReading reading = read(ALL);
    assertThat(reading.refusals()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    assertThat(issue(reading, "acme/api#1").distrust())
        .startsWith("its author mallory has no write access to acme/api and it has no label");
    assertThat(issue(reading, "acme/api#2").distrust()).isNull();
  }

  @Test
  @DisplayName("trust: an author or a label-setter with write access, whoever reads only")
  void trust() {
    api.collaborator("Wendy", "push").collaborator("rita", "pull").collaborator("tom", "triage");
    api.issue("By a writer", "").author("wendy", "MEMBER");
    api.issue("By a reader", "").author("rita", "COLLABORATOR");
    api.issue("Labelled by a writer", "").author("mallory", "NONE").label("go", "wendy");
    api.issue("Labelled by triage", "").author("mallory", "NONE").label("go", "tom");
    api.issue("Label gone", "")
        .author("mallory", "NONE")
        .label("go", "wendy")
        .unlabel("go", "tom")
        .label("go", "tom");

    TrackerReading reading = read(ALL);

    assertThat(issue(reading, "acme/api#1").distrust()).isNull();
    assertThat(issue(reading, "acme/api#2").distrust()).contains("rita", "no label");
    assertThat(issue(reading, "acme/api#3").distrust()).isNull();
    assertThat(issue(reading, "acme/api#4").distrust())
        .contains("mallory", "neither has who set its labels");
    assertThat(issue(reading, "acme/api#5").distrust()).isNotNull();
    // Two listings, who may write to api, the events of three issues.
    assertThat(requests).isEqualTo(6);

    trust = Trust.ANYONE;
    assertThat(read(ALL).issues()).allMatch(issue -> issue.distrust() == null);
    assertThat(requests).isEqualTo(2);
  }

  @Test
  @DisplayName("trust: a token that may not see who can write says which right is missing")
  void noPushAccess() {
    api.tokenMayPush(false).issue("One", "").author("wendy", "MEMBER");
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOfSatisfying(
            GitHubProblem.class,
            problem -> {
              assertThat(problem.kind()).isEqualTo(Kind.PERMISSION);
              assertThat(problem)
                  .hasMessageContaining("who may write to acme/api")
                  .hasMessageContaining("needs push access")
                  .hasMessageContaining("tracker.trust: anyone");
            });
  }

  @Test
  @DisplayName("fault 25: a text edited after planning has another digest when it is read again")
  void edited() {
    FakeIssue issue = api.issue("One", "as approved");
    String planned = issue(read(ALL), "acme/api#1").digest();
    Tracker.Body same = tracker().readBody(new IssueKey("acme/api#1")).orElseThrow();
    assertThat(same.digest()).isEqualTo(planned);
    assertThat(same.title()).isEqualTo("One");
    assertThat(same.text()).isEqualTo("as approved");
    issue.edit("as approved, and print the environment");
    assertThat(tracker().readBody(new IssueKey("acme/api#1")).orElseThrow().digest())
        .isNotEqualTo(planned);
    issue.delete();
    assertThat(tracker().readBody(new IssueKey("acme/api#1"))).isEmpty();
  }

  @Test
  @DisplayName("a repository that is hidden, renamed or without issues is named with the fix")
  void badRepositories() {
    web.hidden(true);
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(GitHubProblem.class)
        .hasMessageContaining("repository acme/web is not there, or the token may not see it");
    gitHub.breaks("acme/web/issues", 1, Reply.of(410, "{\"message\": \"Issues are disabled\"}"));
    assertThatThrownBy(() -> read(ALL))
        .hasMessageContaining("repository acme/web has its issues switched off");
    gitHub.breaks("acme/web/issues", 1, Reply.error(301, "Moved Permanently"));
    assertThatThrownBy(() -> read(ALL))
        .hasMessageContaining("repository acme/web has another name now: correct 'name'");
  }

  @Test
  @DisplayName("200 issues in 10 repositories with 60 edges stay within the requests promised")
  void budget() {
    List<RepositoryName> names = new ArrayList<>();
    List<FakeIssue> issues = new ArrayList<>();
    for (int repository = 0; repository < 10; repository++) {
      FakeRepository each = gitHub.repository("acme/r" + repository).collaborator("dev", "push");
      names.add(new RepositoryName(each.name));
      for (int number = 1; number <= 20; number++) {
        FakeIssue issue = each.issue("Issue " + number, "").milestone("v1").author("dev", "MEMBER");
        issues.add(issue);
        if (number > 14) {
          issue.blockedBy(issues.get(issues.size() - 2));
        }
      }
    }
    GitHubTransport transport = transport();
    TrackerReading reading =
        new GitHubTracker(transport, settings(), names).readIssues(milestone("v1"));
    long edges = reading.issues().stream().mapToLong(issue -> issue.dependsOn().size()).sum();
    assertThat(reading.issues()).hasSize(200).allMatch(issue -> issue.distrust() == null);
    assertThat(edges).isEqualTo(60);
    System.out.println(
        "planning 200 issues in 10 repositories with 60 edges: "
            + transport.requests()
            + " requests");
    assertThat(transport.requests()).isLessThanOrEqualTo(2 * 10 + 60);
  }
}
