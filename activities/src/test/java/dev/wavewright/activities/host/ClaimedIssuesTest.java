package dev.wavewright.activities.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.LeaseToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Wavewrights with a state of their own each, on the issues of one repository. */
class ClaimedIssuesTest {
  private static final int ISSUES = 20;

  @TempDir Path root;

  private Path shared;
  private Path prompts;
  private HostFixture one;
  private HostFixture two;

  @BeforeEach
  void share() throws Exception {
    one = new HostFixture(root.resolve("one"), "one");
    two = new HostFixture(root.resolve("two"), "two");
    shared = root.resolve("shared.git");
    prompts = Files.createDirectories(root.resolve("prompts"));
    HostFixture.git(root, "clone", "--quiet", "--bare", one.person.toString(), shared.toString());
  }

  @AfterEach
  void end() {
    one.close();
    two.close();
  }

  /** An issue of a GitHub tracker, whose agent leaves a mark of each prompt. */
  private SessionWork work(HostFixture host, int number) {
    SessionWork work =
        host.work(number, "echo prompted >> '" + prompts.resolve(Integer.toString(number)) + "'");
    return onShared(work);
  }

  private SessionWork onShared(SessionWork work) {
    return HostFixture.onGitHub(
        work,
        shared.toString(),
        new GitHubSettings(
            GitHubSettings.PUBLIC_API, "NO_SUCH", null, GitHubSettings.Trust.WRITE_ACCESS));
  }

  private static SessionWork with(SessionWork work, LeaseToken token) {
    return new SessionWork(
        work.key(),
        work.session(),
        work.project(),
        work.repository(),
        work.text(),
        work.dependencies(),
        token,
        work.inWave());
  }

  private String claims() throws Exception {
    return HostFixture.git(shared, "for-each-ref", "--format=%(refname)", "refs/wavewright/");
  }

  @Test
  @DisplayName("two Wavewrights that begin the same twenty issues give each exactly one prompt")
  void onePromptEach() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<List<Integer>>> both = new ArrayList<>();
      for (HostFixture host : List.of(one, two)) {
        // From both ends: each meets the other's claims, and in the middle they race.
        IntStream numbers =
            IntStream.rangeClosed(1, ISSUES).map(n -> host == one ? n : ISSUES + 1 - n);
        Callable<List<Integer>> wave =
            () -> {
              List<Integer> prompted = new ArrayList<>();
              for (int number : numbers.toArray()) {
                SessionWork work = work(host, number);
                Prepared prepared = host.host.prepare(work);
                assertThat(prepared.state())
                    .as(prepared.message())
                    .isIn(Prepared.State.READY, Prepared.State.CLAIMED_ELSEWHERE);
                if (prepared.state() == Prepared.State.READY) {
                  assertThat(host.run(work)).isNotNull();
                  prompted.add(number);
                }
              }
              return prompted;
            };
        both.add(threads.submit(wave));
      }
      List<Integer> prompted = new ArrayList<>(both.get(0).get());
      prompted.addAll(both.get(1).get());
      assertThat(prompted)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ISSUES).boxed().toList());
    }
    for (int number = 1; number <= ISSUES; number++) {
      assertThat(prompts.resolve(Integer.toString(number))).hasContent("prompted");
    }
    assertThat(claims().lines()).hasSize(ISSUES);
    for (HostFixture host : List.of(one, two)) {
      for (Path repository : repositories(host.layout.stateHome())) {
        assertThat(HostFixture.git(repository, "for-each-ref")).doesNotContain("claims");
      }
    }
  }

  private static List<Path> repositories(Path state) throws IOException {
    try (Stream<Path> files = Files.find(state, 8, (path, at) -> path.endsWith("HEAD"))) {
      List<Path> found =
          files
              .map(head -> head.getParent())
              .filter(folder -> Files.isDirectory(folder.resolve("objects")))
              .filter(folder -> Files.isDirectory(folder.resolve("refs")))
              .toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  @Test
  @DisplayName("R4: an issue whose host died between claim and prompt is prepared by its own again")
  void crash() throws Exception {
    SessionWork work = work(one, 1);
    Path unused = one.prepare(work);
    String claimed = HostFixture.git(shared, "rev-parse", "refs/wavewright/claims/1");
    unused = one.prepare(work);
    assertThat(HostFixture.git(shared, "rev-parse", "refs/wavewright/claims/1")).isEqualTo(claimed);
    // Another host of the same Wavewright, with a newer lease and nothing on its disk.
    try (HostFixture another = new HostFixture(root.resolve("another"), "one")) {
      SessionWork newer = with(work(another, 1), new LeaseToken(0, 99));
      unused = another.prepare(newer);
      assertThat(HostFixture.git(shared, "log", "-1", "--format=%B", "refs/wavewright/claims/1"))
          .contains("Wavewright-Token: 0.99");
      assertThat(two.host.prepare(work(two, 1)).state())
          .isEqualTo(Prepared.State.CLAIMED_ELSEWHERE);
      assertThat(one.host.retire(work)).isNull();
      assertThat(claims()).as("an older lease frees nothing").isNotEmpty();
      assertThat(another.host.retire(newer)).isNull();
      assertThat(claims()).isEmpty();
    }
  }

  @Test
  @DisplayName("an issue stays taken while it is parked, and is free once it has ended")
  void parked() throws Exception {
    SessionWork ours = work(one, 3);
    Path unused = one.prepare(ours);
    String rescue = one.host.rescue(ours);
    assertThat(rescue).isNull();
    SessionWork theirs = work(two, 3);
    assertThat(two.host.prepare(theirs).state()).isEqualTo(Prepared.State.CLAIMED_ELSEWHERE);
    // What is parked because of the claim ends without touching it.
    assertThat(two.host.rescue(theirs)).isNull();
    assertThat(two.host.retire(theirs)).isNull();
    assertThat(claims()).isEqualTo("refs/wavewright/claims/3");
    assertThat(one.host.retire(ours)).isNull();
    assertThat(claims()).isEmpty();
    assertThat(two.host.prepare(theirs).state()).isEqualTo(Prepared.State.READY);
  }

  @Test
  @DisplayName("an issue that another landed and gave back between look and claim is not prompted")
  void landedMeanwhile() throws Exception {
    SessionWork ours = onShared(one.work(4, "echo done > done.txt"));
    Path unused = one.prepare(ours);
    String before = HostFixture.git(shared, "rev-parse", "agent/main");
    String landed = one.land(ours, one.commit(ours)).value();
    assertThat(one.host.retire(ours)).isNull();
    HostFixture.git(shared, "update-ref", "refs/kept", landed);
    HostFixture.git(shared, "update-ref", "refs/heads/agent/main", before);
    Path hook =
        Files.writeString(
            shared.resolve("hooks/update"),
            "#!/bin/sh\ncase $1 in refs/wavewright/*) git update-ref refs/heads/agent/main "
                + landed
                + ";; esac\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();

    SessionWork theirs = work(two, 4);
    Prepared late = two.host.prepare(theirs);

    assertThat(late.state()).as(late.message()).isEqualTo(Prepared.State.ALREADY_LANDED);
    assertThat(String.valueOf(late.base())).isEqualTo(landed);
    assertThat(claims()).isEqualTo("refs/wavewright/claims/4");
    assertThat(two.host.retire(theirs)).isNull();
    assertThat(claims()).isEmpty();
  }

  @Test
  @DisplayName("the claim of a Wavewright that is gone is removed by the command the reason names")
  void stale() throws Exception {
    Path unused = one.prepare(work(one, 5));
    SessionWork theirs = work(two, 5);
    Prepared refused = two.host.prepare(theirs);
    assertThat(refused.state()).isEqualTo(Prepared.State.CLAIMED_ELSEWHERE);
    assertThat(refused.message()).contains("on host-of-one, instance one, since 20");
    assertThat(refused.message().length()).as("it is shown whole").isLessThan(500);
    assertThat(prompts).isEmptyDirectory();
    String command = refused.message().substring(refused.message().indexOf("git -C "));
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    assertThat(two.host.prepare(theirs).state()).isEqualTo(Prepared.State.READY);
  }

  @Test
  @DisplayName(
      "where the server takes no claim nothing is prompted, and the reason says what to allow")
  void refused() throws Exception {
    Path unused = one.prepare(work(one, 1));
    Path hook =
        Files.writeString(
            shared.resolve("hooks/update"),
            "#!/bin/sh\ncase $1 in refs/wavewright/*) echo 'not in this house' >&2; exit 1;; esac\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    Prepared refused = one.host.prepare(work(one, 2));
    assertThat(refused.state()).isEqualTo(Prepared.State.FAILED);
    assertThat(refused.message())
        .contains("acme/api takes no claim", "not in this house", "refs/wavewright/claims/*");
    assertThat(prompts).isEmptyDirectory();
    // An issue can end all the same.
    assertThat(one.host.retire(work(one, 1))).isNull();
  }

  @Test
  @DisplayName("issues of files are not claimed: whoever has the files has them")
  void files() throws Exception {
    Path unused = one.prepare(one.work(1, "true"));
    assertThat(HostFixture.git(one.person, "for-each-ref")).doesNotContain("claims");
  }
}
