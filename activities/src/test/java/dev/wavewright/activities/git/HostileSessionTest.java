package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.collect;
import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.note;
import static dev.wavewright.activities.git.Playground.tryNaive;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an agent may leave behind. Each canary first proves that plain git would have run it, so
 * that a test cannot pass because its trap was badly set.
 */
class HostileSessionTest {
  @TempDir Path root;
  private Playground play;
  private Hub hub;
  private Session session;
  private Path worktree;
  private Path sung;
  private Path canary;

  @BeforeEach
  void open() {
    play = new Playground(root);
    hub = play.open();
    session = play.session(hub, "s1");
    worktree = session.worktree();
    sung = root.resolve("sung");
    // Reads its input, so that it also serves as a filter that git accepts.
    canary = Playground.script(root.resolve("canary.sh"), "echo \"$0 $*\" >> " + sung + "; cat");
  }

  private void provenBy(Path folder, String... arguments) throws IOException {
    tryNaive(folder, arguments);
    assertThat(sung).as("plain git runs the canary").exists();
    Files.delete(sung);
  }

  private void config(Path repository, String name, String value) {
    naive(repository, "config", name, value);
  }

  /** Does everything that Wavewright does with a session. */
  private void useEverything() {
    hub.sessionFacts(session);
    CommitId commit = collect(hub, session, 1);
    MergeResult merge = hub.mergeTree(hub.integrationTip(), commit);
    if (merge instanceof MergeResult.Clean clean) {
      CommitId tip = hub.integrationTip();
      hub.land(
          session.id(), tip, commit, hub.commitMerge(clean, tip, commit, note(session, 1, "x")));
    }
    hub.checkout(commit, root.resolve("checkout"), false);
    hub.rescue(session, "test");
    hub.removeSession(session, "test");
    assertThat(sung).as("nothing of the agent's ran").doesNotExist();
  }

  @Test
  @DisplayName("S3: a file monitor set in the private repository never runs")
  void fileMonitor() throws IOException {
    write(worktree, "a.txt", "a");
    config(worktree, "core.fsmonitor", canary.toString());
    provenBy(worktree, "status");
    useEverything();
  }

  @Test
  @DisplayName("S3: hooks of the private repository never run")
  void hooks() throws IOException {
    write(worktree, "a.txt", "a");
    for (String hook :
        new String[] {
          "post-checkout",
          "pre-commit",
          "post-commit",
          "post-index-change",
          "reference-transaction",
          "pre-push",
          "update"
        }) {
      Playground.script(session.repository().resolve("hooks").resolve(hook), canary.toString());
    }
    provenBy(worktree, "commit", "--allow-empty", "-q", "-m", "mine");
    useEverything();
  }

  @Test
  @DisplayName("S3: filters of the private repository never run, whoever's attributes ask for them")
  void filters() throws IOException {
    write(worktree, "a.txt", "a");
    write(worktree, ".gitattributes", "* filter=x diff=x\n");
    write(session.repository(), "info/attributes", "* filter=x diff=x\n");
    for (String key :
        new String[] {"filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv"}) {
      config(worktree, key, canary.toString());
    }
    config(worktree, "filter.x.required", "true");
    provenBy(worktree, "add", "--renormalize", ".");
    useEverything();
  }

  @Test
  @DisplayName("S3: a merge driver of the private repository never runs")
  void mergeDriver() throws IOException {
    Session other = play.session(hub, "other");
    write(other.worktree(), "README.md", "line 1\nother\nline 3\n");
    CommitId landed = Playground.landAll(hub, other, 9);
    write(worktree, ".gitattributes", "* merge=x\n");
    write(worktree, "README.md", "line 1\nmine\nline 3\n");
    write(session.repository(), "info/attributes", "* merge=x\n");
    config(worktree, "merge.x.driver", canary + " %A");
    config(worktree, "merge.default", "x");
    commit(worktree, "mine");
    provenBy(worktree, "merge-tree", "--write-tree", landed.value(), "HEAD");
    useEverything();
  }

  @Test
  @DisplayName("S3: a .git file that points at another repository changes nothing")
  void redirectedWorktree() throws IOException {
    Path trap = root.resolve("trap");
    Playground.folder(trap);
    naive(trap, "init", "-q");
    config(trap, "core.fsmonitor", canary.toString());
    write(worktree, "a.txt", "a");
    write(worktree, ".git", "gitdir: " + trap.resolve(".git") + "\n");
    provenBy(worktree, "status");
    assertThat(hub.sessionFacts(session).repositoryIntact()).isFalse();
    useEverything();
  }

  @Test
  @DisplayName("S3: a repository nested in the worktree never runs, and is saved but not landed")
  void nestedRepository() throws IOException {
    Path nested = worktree.resolve("vendor");
    Playground.folder(nested);
    naive(nested, "init", "-q");
    write(nested, "inner.txt", "inner");
    commit(nested, "inner");
    write(nested, "late.txt", "late");
    commit(worktree, "with a gitlink");
    config(nested, "core.fsmonitor", canary.toString());
    provenBy(worktree, "status");

    assertThat(hub.isDirty(session)).isFalse();
    assertThatThrownBy(() -> collect(hub, session, 1))
        .isInstanceOfSatisfying(
            GitProblem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.HOSTILE_TREE))
        .hasMessageContaining("vendor");
    naive(worktree, "rm", "-q", "--cached", "vendor");
    naive(worktree, "commit", "-q", "-m", "without it");
    assertThatThrownBy(() -> collect(hub, session, 1)).hasMessageContaining("vendor");
    String ref = hub.removeSession(session, "over").orElseThrow();
    assertThat(naive(hub.folder(), "show", ref + ":vendor/late.txt")).isEqualTo("late");
    assertThat(sung).doesNotExist();
  }

  @Test
  @DisplayName("R3: a worktree that the agent deleted still gives up its commits")
  void deletedWorktree() {
    write(worktree, "a.txt", "a");
    commit(worktree, "mine");
    naive(worktree, "checkout", "-q", "-b", "aside");
    write(worktree, "b.txt", "b");
    commit(worktree, "aside");
    naive(worktree, "checkout", "-q", session.branch());
    Folders.delete(worktree);

    assertThat(hub.sessionFacts(session).worktreePresent()).isFalse();
    assertThatThrownBy(() -> collect(hub, session, 1)).hasMessageContaining("is gone");
    String ref = hub.removeSession(session, "deleted").orElseThrow();
    assertThat(naive(hub.folder(), "log", "--format=%s", ref).lines())
        .contains("mine", "aside", "first");
  }

  @Test
  @DisplayName("R3: a damaged private repository still gives up the worktree's files")
  void deletedRepository() {
    write(worktree, "a.txt", "a");
    Folders.delete(session.repository());
    SessionFacts facts = hub.sessionFacts(session);
    assertThat(facts.head()).isEmpty();
    assertThat(facts.repositoryIntact()).isFalse();
    assertThat(hub.isDirty(session)).isTrue();
    Session again = play.session(hub, "s1");
    assertThat(again.worktree().resolve("a.txt")).as("made anew").doesNotExist();
    assertThat(naive(hub.folder(), "show", "refs/wavewright/rescue/s1/1:a.txt")).isEqualTo("a");
  }

  @Test
  @DisplayName("moved branches: work off the base becomes one commit on it, the rest is rescued")
  void movedBranches() {
    naive(worktree, "checkout", "-q", "--orphan", "elsewhere");
    write(worktree, "a.txt", "a");
    CommitId orphan = commit(worktree, "orphan");
    SessionFacts facts = hub.sessionFacts(session);
    assertThat(facts.head()).contains(orphan);
    assertThat(facts.headDescendsFromBase()).isFalse();
    assertThat(hub.isDirty(session)).isFalse();

    CommitId commit = collect(hub, session, 1);

    assertThat(naive(hub.folder(), "rev-parse", commit + "^")).isEqualTo(session.base().value());
    assertThat(naive(hub.folder(), "rev-parse", "refs/wavewright/rescue/s1/1"))
        .isEqualTo(orphan.value());
  }

  @Test
  @DisplayName("a link out of the tree is refused and never followed; one inside is kept as a link")
  void links() throws IOException {
    write(root, "secret/key", "secret");
    Files.createSymbolicLink(worktree.resolve("inside"), Path.of("README.md"));
    CommitId fine = collect(hub, session, 1);
    assertThat(naive(hub.folder(), "ls-tree", fine.value(), "inside")).startsWith("120000");

    Files.createSymbolicLink(worktree.resolve("out"), root.resolve("secret"));
    assertThatThrownBy(() -> collect(hub, session, 1))
        .hasMessageContaining("'out' is a symbolic link out of the tree");
    String ref = hub.rescue(session, "links").orElseThrow();
    assertThat(naive(hub.folder(), "ls-tree", "-r", "--name-only", ref)).doesNotContain("key");
    CommitId hostile = new CommitId(naive(hub.folder(), "rev-parse", ref));
    Path target = root.resolve("checkout");
    assertThatThrownBy(() -> hub.checkout(hostile, target, false))
        .hasMessageContaining("symbolic link out of the tree");
    assertThat(target).doesNotExist();
  }

  @Test
  @DisplayName("names that fall together on other disks are refused")
  void collidingNames() {
    write(worktree, "src/Name.txt", "1");
    write(worktree, "SRC/name.txt", "2");
    assertThatThrownBy(() -> collect(hub, session, 1)).hasMessageContaining("differs only in case");
  }

  @Test
  @DisplayName("a commit with a .git entry does not get into the hub")
  void dotGitEntry() {
    String blob = naive(worktree, "hash-object", "-w", "README.md");
    String inner = treeOf("100644 blob " + blob + "\tconfig\n");
    String outer = treeOf("040000 tree " + inner + "\t.git\n");
    String commit =
        naive(worktree, "commit-tree", outer, "-p", session.base().value(), "-m", "evil");
    naive(worktree, "update-ref", "HEAD", commit);
    assertThatThrownBy(() -> collect(hub, session, 1)).isInstanceOf(GitProblem.class);
    assertThat(hub.collected(session.id())).isEmpty();
  }

  /** Has git's plumbing write a tree that porcelain would refuse. */
  private String treeOf(String listing) {
    return GitCommand.find().in(worktree).input(listing).require("mktree");
  }

  @Test
  @DisplayName("unreadable files, odd names and large files are collected like any other")
  void oddFiles() throws IOException {
    Path locked = write(worktree, "locked/file.txt", "locked");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(locked.getParent(), PosixFilePermissions.fromString("---------"));
    write(worktree, "--upload-pack=x", "1");
    write(worktree, "$(id); rm -rf \u202e\ud83d\ude80", "2");
    write(worktree, "large", "0123456789abcdef".repeat(1 << 18));
    CommitId commit = collect(hub, session, 1);
    Path checkout = root.resolve("checkout");
    hub.checkout(commit, checkout, true);
    assertThat(checkout.resolve("$(id); rm -rf \u202e\ud83d\ude80")).hasContent("2");
    assertThat(checkout.resolve("locked/file.txt")).hasContent("locked");
    assertThat(checkout.resolve("large")).hasSize(1 << 22);
    assertThat(Files.getPosixFilePermissions(checkout.resolve("large")).toString())
        .doesNotContain("WRITE");
    assertThat(hub.diff(session.base(), commit, 1000))
        .satisfies(diff -> assertThat(diff.truncated()).isTrue())
        .satisfies(diff -> assertThat(diff.text().length()).isLessThanOrEqualTo(1000));
    hub.removeCheckout(checkout);
    assertThat(checkout).doesNotExist();
  }

  @Test
  @DisplayName("I1b: work in one session changes no ref, index or file of another")
  void sessionsAreApart() {
    Session other = play.session(hub, "s2");
    write(other.worktree(), "theirs.txt", "theirs");
    naive(other.worktree(), "add", "-A");
    String refs = naive(other.worktree(), "for-each-ref");
    String index = naive(other.worktree(), "ls-files", "-s");
    write(worktree, "a.txt", "a");
    commit(worktree, "mine");
    naive(worktree, "branch", "-f", "agent/main", "HEAD");
    naive(worktree, "tag", "x");
    collect(hub, session, 1);
    hub.removeSession(session, "over");
    assertThat(naive(other.worktree(), "for-each-ref")).isEqualTo(refs);
    assertThat(naive(other.worktree(), "ls-files", "-s")).isEqualTo(index);
    assertThat(hub.isDirty(other)).isTrue();
    assertThat(naive(other.worktree(), "status", "--porcelain")).isEqualTo("A  theirs.txt");
  }
}
