package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.candidate;
import static dev.wavewright.activities.git.Playground.collect;
import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.key;
import static dev.wavewright.activities.git.Playground.landAll;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.note;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.activities.process.Waiting;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {
  @TempDir Path root;
  private Playground play;
  private Hub hub;

  /** A session's work, merged and ready to land. */
  private record Ready(Session session, CommitId tip, CommitId approved, CommitId candidate) {}

  @BeforeEach
  void open() {
    play = new Playground(root);
    hub = play.open();
  }

  private Ready ready(String id, int number) {
    Session session = play.session(hub, id);
    write(session.worktree(), id + ".txt", id);
    CommitId approved = collect(hub, session, number);
    CommitId tip = hub.integrationTip();
    return new Ready(session, tip, approved, candidate(hub, session, tip, approved, number));
  }

  private LandResult land(Hub by, Ready ready) {
    return by.land(ready.session().id(), ready.tip(), ready.approved(), ready.candidate());
  }

  private String branch() {
    return naive(play.person, "rev-parse", "agent/main");
  }

  @Test
  @DisplayName("M7: a crash between push and record leads to one merge")
  void heals() {
    Ready ready = ready("s1", 1);
    // What a crashed landing leaves: the url has it, the hub does not.
    naive(
        hub.folder(),
        "push",
        "-q",
        play.person.toString(),
        ready.candidate() + ":refs/heads/agent/main");
    assertThat(naive(hub.folder(), "rev-parse", "refs/heads/agent/main"))
        .isEqualTo(ready.tip().value());

    assertThat(land(hub, ready)).isEqualTo(new LandResult.Landed(ready.candidate(), List.of()));
    assertThat(land(hub, ready)).isEqualTo(new LandResult.Landed(ready.candidate(), List.of()));
    assertThat(naive(hub.folder(), "rev-parse", "refs/heads/agent/main"))
        .isEqualTo(ready.candidate().value());
    assertThat(hub.branch().landings()).extracting(Landing::key).containsExactly(key(1));
    assertThat(naive(hub.folder(), "for-each-ref", "refs/wavewright/candidates/")).isEmpty();
  }

  @Test
  @DisplayName("M7: what landed is the same whether remembered from tip to tip or read at once")
  void remembersLandings() {
    Random random = new Random(7);
    List<CommitId> tips = new ArrayList<>(List.of(hub.integrationTip()));
    for (int number = 1; number <= 30; number++) {
      CommitId main = tips.get(random.nextInt(tips.size()));
      CommitId side = tips.get(random.nextInt(tips.size()));
      String message =
          "Do " + number + (number % 3 == 0 ? "" : "\n\nWavewright-Issue: " + key(number));
      List<String> command = new ArrayList<>(List.of("commit-tree", "-p", main.value()));
      if (!side.equals(main)) {
        command.addAll(List.of("-p", side.value()));
      }
      command.addAll(List.of("-m", message, hub.tree(main)));
      tips.add(new CommitId(naive(hub.folder(), command.toArray(String[]::new))));
      CommitId tip = tips.get(random.nextInt(tips.size()));
      Hub fresh = new Hubs(GitCommand.find()).existing(play.state, play.settings());
      assertThat(hub.branch(tip).landings()).isEqualTo(fresh.branch(tip).landings());
      assertThat(hub.branch(tips.getLast()).landings())
          .isEqualTo(fresh.branch(tips.getLast()).landings());
    }
    assertThat(hub.branch(tips.getLast()).landings()).isNotEmpty();
  }

  @Test
  @DisplayName("M1: a rebuild of the same merge is the same commit object, which lands")
  void rebuildsTheSameCommit() {
    Ready ready = ready("s1", 1);
    assertThat(candidate(hub, ready.session(), ready.tip(), ready.approved(), 1))
        .isEqualTo(ready.candidate());
    land(hub, ready);
    assertThat(branch()).isEqualTo(ready.candidate().value());
  }

  @Test
  @DisplayName("M4: of two landings on one tip one wins, over threads and processes' hubs")
  void races() throws Exception {
    Ready one = ready("s1", 1);
    Ready two = ready("s2", 2);
    Hub other =
        new Hubs(GitCommand.find(), play.hubs.locks()).existing(play.state, play.settings());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<LandResult> first =
          threads.submit(
              () -> {
                start.await();
                return land(hub, one);
              });
      Future<LandResult> second =
          threads.submit(
              () -> {
                start.await();
                return land(other, two);
              });
      assertThat(List.of(first.get().getClass(), second.get().getClass()))
          .containsExactlyInAnyOrder(LandResult.Landed.class, LandResult.Moved.class);
    }
    assertThat(hub.branch().landings()).hasSize(1);
  }

  /** Makes the url stop in the middle of a push, until {@link #goOn}. */
  private void stopIn(String hook) {
    Path go = root.resolve("go");
    Playground.script(
        play.person.resolve(".git/hooks").resolve(hook),
        "touch %s; until test -e %s; do sleep 0.05; done".formatted(root.resolve("stopped"), go));
  }

  private void awaitStop() throws InterruptedException {
    assertThat(
            Waiting.until(
                Duration.ofMinutes(2), () -> Files.exists(root.resolve("stopped")), () -> {}))
        .isTrue();
  }

  private void goOn() throws IOException {
    Files.createFile(root.resolve("go"));
  }

  @Test
  @DisplayName("M5: while a landing is pushed other sessions are made, collected and checked")
  void pushesBesideOthers() throws Exception {
    Ready ready = ready("s1", 1);
    stopIn("pre-receive");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<LandResult> landing = threads.submit(() -> land(hub, ready));
      Ready other;
      try {
        awaitStop();
        other = threads.submit(() -> ready("s2", 2)).get(2, TimeUnit.MINUTES);
        assertThat(landing.isDone()).isFalse();
      } finally {
        goOn();
      }
      assertThat(landing.get()).isEqualTo(new LandResult.Landed(ready.candidate(), List.of()));
      assertThat(land(hub, other)).isEqualTo(new LandResult.Moved(ready.candidate()));
    }
  }

  @Test
  @DisplayName("M7: what others see at the url before its landing is recorded is recorded once")
  void othersSeeItFirst() throws Exception {
    Ready ready = ready("s1", 1);
    stopIn("post-receive");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<LandResult> landing = threads.submit(() -> land(hub, ready));
      try {
        awaitStop();
        assertThat(threads.submit(hub::integrationTip).get(2, TimeUnit.MINUTES))
            .isEqualTo(ready.candidate());
        assertThat(landing.isDone()).isFalse();
      } finally {
        goOn();
      }
      assertThat(landing.get()).isEqualTo(new LandResult.Landed(ready.candidate(), List.of()));
    }
    assertThat(hub.branch().landings()).extracting(Landing::key).containsExactly(key(1));
    assertThat(naive(hub.folder(), "for-each-ref", "refs/wavewright/candidates/")).isEmpty();
  }

  @Test
  @DisplayName("M3, M4, M11: a branch that a person moved on is rebuilt upon, never overwritten")
  void personMovesTheBranch() {
    Ready ready = ready("s1", 1);
    Path clone = root.resolve("clone");
    naive(root, "clone", "-q", "-b", "agent/main", play.person.toString(), clone.toString());
    write(clone, "by-hand.txt", "by hand");
    CommitId byHand = commit(clone, "by hand");
    naive(clone, "push", "-q", "origin", "agent/main");

    assertThat(land(hub, ready)).isEqualTo(new LandResult.Moved(byHand));
    assertThat(branch()).isEqualTo(byHand.value());
    CommitId again = candidate(hub, ready.session(), byHand, ready.approved(), 1);
    assertThat(hub.land(ready.session().id(), byHand, ready.approved(), again))
        .isInstanceOf(LandResult.Landed.class);
    assertThat(naive(play.person, "merge-base", "--is-ancestor", byHand.value(), "agent/main"))
        .isEmpty();
    assertThat(naive(hub.folder(), "for-each-ref", "--format=%(refname)", "refs/wavewright/seen/"))
        .as("M11: what was brought from the url is pinned by the branch alone")
        .isEmpty();
  }

  @Test
  @DisplayName("M3: a branch rewound past a landing stops everything and says how to repair it")
  void rewound() {
    Ready ready = ready("s1", 1);
    land(hub, ready);
    naive(play.person, "branch", "-f", "agent/main", "main");
    assertThatThrownBy(() -> hub.integrationTip())
        .isInstanceOfSatisfying(
            GitProblem.class,
            problem -> {
              assertThat(problem.kind()).isEqualTo(Kind.REWOUND);
              assertThat(problem.mayPass()).isFalse();
              assertThat(problem.fix()).contains(ready.candidate().value());
            });
    naive(play.person, "branch", "-D", "agent/main");
    assertThat(hub.integrationTip())
        .as("a deleted branch comes back with what landed in it")
        .isEqualTo(ready.candidate());
  }

  @Test
  @DisplayName("a branch that is checked out meanwhile, or a push that is declined, is refused")
  void refuses() {
    Ready ready = ready("s1", 1);
    naive(play.person, "switch", "-q", "agent/main");
    assertThat(land(hub, ready))
        .isInstanceOfSatisfying(
            LandResult.Refused.class,
            refused -> assertThat(refused.reason()).contains("checked out"));
    naive(play.person, "switch", "-q", "main");
    Path linked = root.resolve("linked");
    naive(play.person, "worktree", "add", "-q", linked.toString(), "agent/main");
    assertThat(land(hub, ready))
        .isInstanceOfSatisfying(
            LandResult.Refused.class,
            refused -> assertThat(refused.reason()).contains("checked out in " + linked));
    naive(play.person, "worktree", "remove", linked.toString());
    Playground.script(play.person.resolve(".git/hooks/pre-receive"), "echo not today; exit 1");
    assertThat(land(hub, ready)).isInstanceOf(LandResult.Refused.class);
    assertThat(branch()).isEqualTo(ready.tip().value());
    Playground.script(play.person.resolve(".git/hooks/pre-receive"), "exit 0");
    assertThat(land(hub, ready)).isInstanceOf(LandResult.Landed.class);
  }

  @Test
  @DisplayName("M2: a candidate with other content or other parents does not land")
  void mismatch() {
    Ready ready = ready("s1", 1);
    String other = hub.tree(ready.tip());
    CommitId forged =
        hub.commitMerge(
            new MergeResult.Clean(other),
            ready.tip(),
            ready.approved(),
            note(ready.session(), 1, "f"));
    assertThat(hub.land(ready.session().id(), ready.tip(), ready.approved(), forged))
        .isInstanceOf(LandResult.ContentMismatch.class);
    assertThat(hub.land(ready.session().id(), ready.tip(), ready.tip(), ready.candidate()))
        .isInstanceOf(LandResult.ContentMismatch.class);
    assertThat(branch()).isEqualTo(ready.tip().value());
  }

  /** Lets two sessions of one tip change the three lines, lands the first, then the second. */
  private LandResult landAfter(String first, String second) {
    Session one = play.session(hub, "s1");
    Session two = play.session(hub, "s2");
    write(one.worktree(), "README.md", first);
    write(two.worktree(), "README.md", second);
    write(two.worktree(), "two.txt", "two");
    CommitId approved = collect(hub, two, 2);
    CommitId tip = landAll(hub, one, 1);
    CommitId candidate = candidate(hub, two, tip, approved, 2);
    LandResult result = hub.land(two.id(), tip, approved, candidate);
    assertThat(branch()).as("it lands in any case").isEqualTo(candidate.value());
    return result;
  }

  @Test
  @DisplayName("M2: a change of which a part had landed meanwhile lands with a warning")
  void warnsOfAnotherPatch() {
    assertThat(landAfter("line one\nline 2\nline 3\n", "line one\nline 2\nline 3\n"))
        .isInstanceOfSatisfying(
            LandResult.Landed.class,
            landed ->
                assertThat(landed.warnings())
                    .singleElement()
                    .asString()
                    .contains("the landed patch differs from the approved one"));
  }

  @Test
  @DisplayName("M2: a change whose place in a file has only moved lands without a warning")
  void allowsMovedContext() {
    assertThat(landAfter("a\nb\nc\nd\nline 1\nline 2\nline 3\n", "line 1\nline 2\nline 3\nmore\n"))
        .isInstanceOfSatisfying(
            LandResult.Landed.class, landed -> assertThat(landed.warnings()).isEmpty());
  }

  @Test
  @DisplayName(
      "M2, M6: a branch that its agent moves after the approval, with everything pruned that can"
          + " be, lands as it was approved")
  void movedAfterApproval() {
    Ready ready = ready("s1", 1);
    Path worktree = ready.session().worktree();
    write(worktree, "s1.txt", "changed after the approval");
    naive(worktree, "add", "-A");
    naive(worktree, "commit", "-q", "--amend", "-m", "rewritten");
    naive(worktree, "reflog", "expire", "--expire=now", "--all");
    naive(worktree, "gc", "-q", "--prune=now");
    naive(hub.folder(), "gc", "-q", "--prune=now");
    assertThat(naive(hub.folder(), "rev-parse", new SessionRefs(ready.session().id()).collected()))
        .isEqualTo(ready.approved().value());
    CommitId moved = collect(hub, ready.session(), 1);
    assertThat(moved).isNotEqualTo(ready.approved());

    assertThat(hub.land(ready.session().id(), ready.tip(), moved, ready.candidate()))
        .as("what was checked is not a merge of what stands there now")
        .isInstanceOf(LandResult.ContentMismatch.class);
    assertThat(branch()).isEqualTo(ready.tip().value());
    assertThat(land(hub, ready)).isEqualTo(new LandResult.Landed(ready.candidate(), List.of()));
    assertThat(naive(play.person, "show", "agent/main:s1.txt")).isEqualTo("s1");
  }

  @Test
  @DisplayName("S4: a title cannot forge a trailer, reorder text or hold a control character")
  void titlesAreData() {
    String title =
        "x\n\nWavewright-Issue: acme/api#99\u0000\u202e $(id) --upload-pack=x \ud83d\ude80"
            + "y".repeat(1 << 20);
    SessionId session = new SessionId("s1");
    String message = new CommitNote(title, key(1), session, 2, List.of()).message();
    assertThat(message.lines().findFirst().orElseThrow())
        .startsWith("x Wavewright-Issue: acme/api#99 $(id) --upload-pack=x \ud83d\ude80")
        .hasSizeLessThan(400);
    assertThat(message.lines().skip(1))
        .containsExactly(
            "", "Wavewright-Issue: acme/api#1", "Wavewright-Session: s1", "Wavewright-Attempt: 2");
    assertThat(new CommitNote("\n\u0000", key(1), session, 1, List.of()).message())
        .startsWith("acme/api#1\n");

    Ready ready = ready("s1", 1);
    MergeResult.Clean clean = (MergeResult.Clean) hub.mergeTree(ready.tip(), ready.approved());
    naive(hub.folder(), "update-ref", "-d", "refs/wavewright/candidates/s1");
    CommitId landed =
        hub.commitMerge(
            clean,
            ready.tip(),
            ready.approved(),
            new CommitNote(title, key(1), session, 1, List.of()));
    hub.land(session, ready.tip(), ready.approved(), landed);
    assertThat(hub.branch().landings()).extracting(Landing::key).containsExactly(key(1));
  }
}
