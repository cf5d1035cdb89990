package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.candidate;
import static dev.wavewright.activities.git.Playground.collect;
import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.key;
import static dev.wavewright.activities.git.Playground.landAll;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.tryNaive;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
  @TempDir Path root;
  private Playground play;
  private Hub hub;

  @BeforeEach
  void open() {
    play = new Playground(root);
    hub = play.open();
  }

  @Test
  @DisplayName("opening creates the integration branch from the base and pushes it to the url")
  void createsIntegrationBranch() {
    assertThat(naive(play.person, "rev-parse", "agent/main"))
        .isEqualTo(naive(play.person, "rev-parse", "main"))
        .isEqualTo(hub.integrationTip().value());
    assertThat(play.open().integrationTip()).isEqualTo(hub.integrationTip());
  }

  @Test
  @DisplayName(
      "reading what has landed creates no branch at the url, before and after it was there")
  void looksWithoutTouching() throws IOException {
    Session session = play.session(hub, "acme~api~1");
    write(session.worktree(), "new.txt", "new");
    CommitId landed = landAll(hub, session, 1);
    List<CommitId> expected = List.of(landed);
    assertThat(play.hubs.landings(play.state, play.settings()))
        .extracting(Landing::commit)
        .isEqualTo(expected);

    naive(play.person, "branch", "-D", "agent/main");
    assertThat(play.hubs.landings(play.state, play.settings()))
        .as("what landed is known although the branch was deleted")
        .extracting(Landing::commit)
        .isEqualTo(expected);

    Playground fresh = new Playground(Files.createDirectories(root.resolve("fresh")));
    assertThat(fresh.hubs.landings(fresh.state, fresh.settings())).isEmpty();
    for (Path person : List.of(play.person, fresh.person)) {
      assertThat(naive(person, "for-each-ref", "--format=%(refname)")).isEqualTo("refs/heads/main");
    }
  }

  @Test
  @DisplayName("an edit goes from the worktree to the person's branch, with its trailers")
  void landsAnEdit() {
    Session session = play.session(hub, "acme~api~1");
    assertThat(naive(session.worktree(), "branch", "--show-current")).isEqualTo(session.branch());
    write(session.worktree(), "src/a.txt", "hello\n");
    write(session.worktree(), "noise.log", "ignored");
    write(session.worktree(), ".env", "a secret that was copied in");

    CommitId landed = landAll(hub, session, 1);

    assertThat(naive(play.person, "show", "agent/main:src/a.txt")).isEqualTo("hello");
    assertThat(naive(play.person, "ls-tree", "-r", "--name-only", "agent/main").lines())
        .containsExactly(".gitignore", "README.md", "src/a.txt");
    assertThat(naive(play.person, "log", "-1", "--format=%B", "agent/main"))
        .contains("Wavewright-Issue: acme/api#1")
        .contains("Wavewright-Session: acme~api~1")
        .contains("Wavewright-Attempt: 1");
    assertThat(hub.branch().find(key(1)).orElseThrow().commit()).isEqualTo(landed);
    assertThat(hub.branch().find(key(2))).isEmpty();
    assertThat(naive(play.person, "log", "-1", "--format=%an %cn", "agent/main^2"))
        .isEqualTo("bot Wavewright");
  }

  @Test
  @DisplayName("a session without a change collects nothing")
  void collectsNothing() {
    Session session = play.session(hub, "s1");
    assertThat(hub.collect(session, Playground.note(session, 1, "x"), Identity.WAVEWRIGHT))
        .isEmpty();
    write(session.worktree(), "a.txt", "a");
    commit(session.worktree(), "there");
    naive(session.worktree(), "rm", "-q", "a.txt");
    commit(session.worktree(), "and back");
    assertThat(hub.collect(session, Playground.note(session, 1, "x"), Identity.WAVEWRIGHT))
        .isEmpty();
  }

  @Test
  @DisplayName("creating a session twice keeps its work; an untouched one follows a new base")
  void createsIdempotently() {
    Session session = play.session(hub, "s1");
    commit(play.person, "unrelated");
    Session other = play.session(hub, "s2");
    write(other.worktree(), "b.txt", "b");
    CommitId landed = landAll(hub, other, 2);

    Session moved = play.session(hub, "s1");
    assertThat(moved.base()).isEqualTo(landed);
    assertThat(naive(moved.worktree(), "rev-parse", "HEAD")).isEqualTo(landed.value());

    write(moved.worktree(), "mine.txt", "mine");
    Session third = play.session(hub, "s3");
    write(third.worktree(), "c.txt", "c");
    landAll(hub, third, 3);
    Session kept = play.session(hub, "s1");
    assertThat(kept.base()).isEqualTo(landed).isNotEqualTo(session.base());
    assertThat(kept.worktree().resolve("mine.txt")).hasContent("mine");
  }

  @Test
  @DisplayName(
      "what a set-up leaves in a worktree is no work: not committed, not rescued, no refusal")
  void leavesOutSetUp() throws IOException {
    Session session = play.session(hub, "s1");
    Path tools = Files.createDirectories(session.worktree().resolve("tools dir/bin"));
    Files.createSymbolicLink(tools.resolve("python"), Path.of("/usr/bin/python3"));
    write(session.worktree(), "lock [1].json", "made by the set-up");
    write(session.worktree(), "kept.json", "made by the set-up");
    hub.leaveOut(session);
    hub.leaveOut(session);

    assertThat(hub.isDirty(session)).isFalse();
    assertThat(hub.rescue(session, "nothing")).isEmpty();
    assertThat(naive(session.worktree(), "status", "--porcelain")).isEmpty();

    write(session.worktree(), "work.txt", "work");
    write(session.worktree(), ".env", "a secret that was copied in");
    naive(session.worktree(), "add", "-A");
    naive(session.worktree(), "commit", "-q", "-m", "by the agent");
    write(session.worktree(), "kept.json", "made by the agent");
    CommitId commit = collect(hub, session, 1);

    assertThat(naive(hub.folder(), "ls-tree", "-r", "--name-only", commit.value()).lines())
        .containsExactly(".gitignore", "README.md", "kept.json", "work.txt");
  }

  @Test
  @DisplayName("a set-up that changes what git tracks is told, and does not end a preparation")
  void tellsWhatSetUpChanged() {
    write(play.person, ".gitattributes", "*.txt text=auto\n");
    write(play.person, "crlf.txt", "as\r\nit\r\nis\r\n");
    // Stored with its line ends whatever the attributes say: git sees a change where there is none.
    naive(play.person, "-c", "core.attributesFile=/dev/null", "add", ".gitattributes");
    String blob = naive(play.person, "hash-object", "-w", "--no-filters", "crlf.txt");
    naive(play.person, "update-index", "--add", "--cacheinfo", "100644," + blob + ",crlf.txt");
    naive(play.person, "commit", "-q", "-m", "line ends");
    naive(play.person, "branch", "-f", "agent/main", "main");
    Session session = play.session(hub, "s1");
    assertThat(hub.isPrepared(session)).isFalse();

    write(session.worktree(), "README.md", "changed by the set-up\n");
    write(session.worktree(), "made.json", "made by the set-up");
    assertThat(hub.leaveOut(session)).containsExactly("README.md");
    assertThat(hub.isPrepared(session)).isFalse();

    hub.discardSession(session.id(), session.folder());
    assertThat(session.worktree()).doesNotExist();
    assertThat(naive(hub.folder(), "for-each-ref")).doesNotContain("s1");
    assertThat(hub.liveSessions()).isEmpty();

    Session again = play.session(hub, "s1");
    assertThat(again.worktree().resolve("README.md")).content().startsWith("line 1");
    assertThat(hub.leaveOut(again)).isEmpty();
    assertThat(hub.isPrepared(again)).isTrue();
    assertThat(hub.removeSession(again, "ended")).isEmpty();
    assertThat(hub.isPrepared(play.session(hub, "s1"))).isFalse();
  }

  @Test
  @DisplayName("five live sessions survive a moved branch and gc --prune=now in the hub")
  void survivesPruning() {
    List<Session> sessions = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      Session session = play.session(hub, "s" + number);
      write(session.worktree(), "file" + number, "content " + number);
      if (number % 2 == 0) {
        commit(session.worktree(), "own commit");
      }
      sessions.add(session);
    }
    // The person rewrites the base branch, then the integration branch moves away from it.
    write(play.person, "README.md", "rewritten");
    naive(play.person, "commit", "-q", "--amend", "-a", "-m", "rewritten");
    Session landing = play.session(hub, "s6");
    write(landing.worktree(), "six", "6");
    landAll(hub, landing, 6);

    naive(hub.folder(), "gc", "-q", "--prune=now");

    for (Session session : sessions) {
      assertThat(tryNaive(session.worktree(), "fsck", "--strict").exitCode()).isZero();
      assertThat(tryNaive(session.worktree(), "status").exitCode()).isZero();
    }
    assertThat(hub.prune(0)).isFalse();
    for (int number = 1; number <= 5; number++) {
      landAll(hub, sessions.get(number - 1), number);
    }
    assertThat(hub.branch().landings()).hasSize(6);
    assertThat(tryNaive(hub.folder(), "fsck", "--strict").exitCode()).isZero();
  }

  @Test
  @DisplayName("from a worktree nothing can be pushed into the hub")
  void refusesPushesIntoTheHub() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "a.txt", "a");
    commit(session.worktree(), "mine");
    String before = naive(hub.folder(), "for-each-ref");
    assertThat(naive(session.worktree(), "remote")).isEmpty();
    for (String target :
        List.of("refs/heads/agent/main", "refs/heads/new", "refs/wavewright/sessions/s1")) {
      assertThat(
              tryNaive(session.worktree(), "push", "-f", hub.folder().toString(), "HEAD:" + target)
                  .exitCode())
          .isNotZero();
    }
    assertThat(
            tryNaive(session.worktree(), "push", hub.folder().toString(), ":refs/heads/agent/main")
                .exitCode())
        .isNotZero();
    assertThat(naive(hub.folder(), "for-each-ref")).isEqualTo(before);
  }

  @Test
  @DisplayName("merge=union merges in the hub as in a normal clone, in nested folders too")
  void mergesUnion() throws IOException {
    write(play.person, ".gitattributes", "CHANGES merge=union\n*.bin merge=other-driver\n");
    write(play.person, "sub dir/.gitattributes", "*.md merge=union\n");
    write(play.person, "CHANGES", "one\n");
    write(play.person, "sub dir/x.md", "one\n");
    write(play.person, "sub dir/deep/y.md", "one\n");
    commit(play.person, "attributes");
    naive(play.person, "branch", "-f", "agent/main", "main");
    Session ours = play.session(hub, "ours");
    Session theirs = play.session(hub, "theirs");
    for (Session session : List.of(ours, theirs)) {
      for (String file : List.of("CHANGES", "sub dir/x.md", "sub dir/deep/y.md")) {
        write(session.worktree(), file, "one\n" + session.id() + "\n");
      }
    }
    CommitId tip = landAll(hub, ours, 1);
    CommitId commit = collect(hub, theirs, 2);
    CommitId candidate = candidate(hub, theirs, tip, commit, 2);

    Path clone = root.resolve("clone");
    naive(root, "clone", "-q", play.person.toString(), clone.toString());
    naive(clone, "fetch", "-q", hub.folder().toString(), commit.value());
    naive(clone, "checkout", "-q", tip.value());
    naive(clone, "merge", "-q", "--no-ff", "-m", "m", commit.value());
    assertThat(hub.tree(candidate)).isEqualTo(naive(clone, "rev-parse", "HEAD^{tree}"));
    assertThat(Files.readString(clone.resolve("CHANGES"))).isEqualTo("one\nours\ntheirs\n");
  }

  @Test
  @DisplayName("a conflict names the path, both sides, and the issue that landed the other side")
  void describesConflicts() {
    Session ours = play.session(hub, "ours");
    Session theirs = play.session(hub, "theirs");
    write(ours.worktree(), "README.md", "line 1\nours here\nline 3\n");
    write(theirs.worktree(), "README.md", "line 1\ntheirs here\nline 3\n");
    naive(theirs.worktree(), "rm", "-q", ".gitignore");
    write(ours.worktree(), ".gitignore", "*.log\n*.tmp\n");
    CommitId tip = landAll(hub, ours, 7);
    CommitId commit = collect(hub, theirs, 8);

    MergeResult result = hub.mergeTree(tip, commit);

    assertThat(result)
        .isEqualTo(
            new MergeResult.Conflicts(
                List.of(
                    new MergeResult.PathClash(
                        ".gitignore", "*.log\n*.tmp", "(not there)", "acme/api#7 Do issue 7"),
                    new MergeResult.PathClash(
                        "README.md", "ours here\n", "theirs here\n", "acme/api#7 Do issue 7"))));
  }

  @Test
  @DisplayName("R3: removing a session saves commits, edits and new files on a rescue ref first")
  void rescuesBeforeRemoving() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "committed.txt", "1");
    commit(session.worktree(), "mine");
    write(session.worktree(), "README.md", "edited");
    write(session.worktree(), "new.txt", "new");
    String ref = hub.rescue(session, "test").orElseThrow();
    assertThat(ref).isEqualTo("refs/wavewright/rescue/s1/1");
    assertThat(hub.rescue(session, "again")).contains(ref);
    assertThat(hub.removeSession(session, "over")).contains(ref);

    assertThat(naive(hub.folder(), "show", ref + ":new.txt")).isEqualTo("new");
    assertThat(naive(hub.folder(), "show", ref + ":README.md")).isEqualTo("edited");
    assertThat(naive(hub.folder(), "show", ref + ":committed.txt")).isEqualTo("1");
    assertThat(session.worktree()).doesNotExist();
    assertThat(session.repository()).doesNotExist();
    assertThat(hub.liveSessions()).isEmpty();
    assertThat(
            naive(hub.folder(), "for-each-ref", "--format=%(refname)", "refs/wavewright/").lines())
        .containsExactly(ref, "refs/wavewright/trusted/main");
    assertThat(hub.prune(1 << 20)).as("few objects").isFalse();
    assertThat(hub.prune(0)).isTrue();
    assertThat(naive(hub.folder(), "show", ref + ":new.txt")).isEqualTo("new");
  }

  @Test
  @DisplayName("I4, M11: removing a session whose work landed leaves no ref, file or lock")
  void removesLandedSession() throws IOException {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "a.txt", "a");
    landAll(hub, session, 1);
    assertThat(hub.removeSession(session, "done")).as("landed work needs no rescue").isEmpty();
    assertThat(naive(hub.folder(), "for-each-ref", "--format=%(refname)").lines())
        .containsExactly("refs/heads/agent/main", "refs/wavewright/trusted/main");
    assertThat(session.folder()).isEmptyDirectory();
    try (Stream<Path> files = Files.walk(play.state)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".lock") || name.endsWith(".partial"));
    }
    assertThat(naive(play.person, "branch", "--format=%(refname:short)").lines())
        .containsExactly("agent/main", "main");
  }

  @Test
  @DisplayName("a url that is no repository, or has no such base, is refused by name")
  void refusesBadSettings() {
    Path empty = root.resolve("empty");
    Playground.folder(empty);
    assertThatThrownBy(() -> openAt(empty.toString(), "main", "agent/main"))
        .isInstanceOf(GitProblem.class)
        .hasMessageContaining("empty is no git repository");
    assertThatThrownBy(() -> openAt(root.resolve("gone").toString(), "main", "agent/main"))
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> openAt(play.person.toString(), "nowhere", "agent/main"))
        .hasMessageContaining("branch 'nowhere' does not exist");
    assertThatThrownBy(() -> openAt(play.person.toString(), "main", "main"))
        .hasMessageContaining("checked out in " + play.person);
    assertThatThrownBy(() -> openAt("file://" + play.person, "main", "main"))
        .hasMessageContaining("checked out in " + play.person);
    assertThatThrownBy(() -> openAt("--upload-pack=x", "main", "agent/main"))
        .hasMessageContaining("is no url");
    assertThatThrownBy(() -> openAt(play.person.toString(), "main", "a..b"))
        .hasMessageContaining("is no branch name");
  }

  private void openAt(String url, String base, String integration) {
    play.hubs.open(root.resolve("other"), Playground.settings(url, base, integration));
  }

  @Test
  @DisplayName("S4: ids that refs forbid make refs, and no two ids share one")
  void namesRefsInjectively() {
    for (String id : List.of("a..b", "a.", "a.lock", "a~b", "x.y~1")) {
      assertThat(SessionRefs.id(SessionRefs.name(new SessionId(id))).value()).isEqualTo(id);
      Session session = play.session(hub, id);
      assertThat(naive(session.worktree(), "branch", "--show-current")).isEqualTo(session.branch());
      hub.removeSession(session, "over");
    }
  }
}
