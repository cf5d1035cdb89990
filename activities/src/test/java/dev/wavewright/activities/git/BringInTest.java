package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.collect;
import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.key;
import static dev.wavewright.activities.git.Playground.landAll;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.read;
import static dev.wavewright.activities.git.Playground.tryNaive;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BringInTest {
  @TempDir Path root;
  private Playground play;
  private Hub hub;

  @BeforeEach
  void open() {
    play = new Playground(root);
    write(play.person, "doc.rst", "Title\n=======\n\none\ntwo\nthree\n");
    write(play.person, "src/a.txt", "a1\na2\na3\n");
    write(play.person, "src/old.txt", "o1\no2\no3\no4\no5\n");
    write(play.person, "data.bin", "\0\1base");
    commit(play.person, "content");
    hub = play.open();
  }

  /** Lands another session's edit of one file. */
  private CommitId landed(int number, String file, String text) {
    Session other = play.session(hub, "other" + number);
    write(other.worktree(), file, text);
    write(other.worktree(), "landed" + number + ".txt", "landed\n");
    return landAll(hub, other, number);
  }

  private Session conflicting() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "README.md", "line 1\nmine\nline 3\n");
    write(session.worktree(), "mine.txt", "mine\n");
    collect(hub, session, 1);
    landed(2, "README.md", "line 1\ntheirs\nline 3\n");
    return session;
  }

  private List<String> bringIn(Session session) {
    return hub.bringIn(session, hub.integrationTip());
  }

  private void settle(Session session) {
    write(session.worktree(), "README.md", "line 1\ntheirs and mine\nline 3\n");
  }

  private String landedFile(String file) {
    return naive(play.person, "show", "agent/main:" + file);
  }

  private void refused(Session session, String part) {
    assertThatThrownBy(() -> collect(hub, session, 1))
        .isInstanceOfSatisfying(
            GitProblem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.UNSETTLED))
        .hasMessageContaining(part);
  }

  private List<String> refs() {
    return naive(hub.folder(), "for-each-ref", "--format=%(refname)", "refs/wavewright")
        .lines()
        .toList();
  }

  @Test
  @DisplayName("a conflict settled by editing files alone lands, with the tip as second parent")
  void settledByEditing() {
    Session session = conflicting();
    CommitId before = hub.collected(session.id()).orElseThrow();
    CommitId tip = hub.integrationTip();
    assertThat(hub.mergeTree(tip, before)).isInstanceOf(MergeResult.Conflicts.class);

    assertThat(bringIn(session)).containsExactly("README.md");
    assertThat(read(session.worktree().resolve("README.md")))
        .isEqualTo(
            "line 1\n<<<<<<< %s\ntheirs\n=======\nmine\n>>>>>>> %s\nline 3\n"
                .formatted(tip, before));
    assertThat(session.worktree().resolve("landed2.txt")).hasContent("landed\n");
    assertThat(hub.sessionFacts(session).broughtIn()).contains(tip);
    assertThat(tryNaive(session.worktree(), "status", "--porcelain").output())
        .contains("M README.md");
    settle(session);

    CommitId commit = collect(hub, session, 1);
    assertThat(naive(hub.folder(), "rev-list", "--parents", "--max-count=1", commit.value()))
        .isEqualTo(commit + " " + before + " " + tip);
    assertThat(collect(hub, session, 1)).isEqualTo(commit);
    assertThat(hub.sessionFacts(session).broughtIn()).isEmpty();
    MergeResult.Clean clean = (MergeResult.Clean) hub.mergeTree(tip, commit);
    assertThat(clean.tree()).isEqualTo(hub.tree(commit));
    landAll(hub, session, 1);
    assertThat(landedFile("README.md")).isEqualTo("line 1\ntheirs and mine\nline 3");
    assertThat(landedFile("mine.txt")).isEqualTo("mine");
    assertThat(landedFile("landed2.txt")).isEqualTo("landed");
  }

  @Test
  @DisplayName("an agent that commits on its own branch, twice, keeps the tip as a parent")
  void settledByCommits() {
    Session session = conflicting();
    bringIn(session);
    settle(session);
    commit(session.worktree(), "settle");
    CommitId tip = hub.integrationTip();
    collect(hub, session, 1);
    write(session.worktree(), "more.txt", "more\n");
    CommitId own = commit(session.worktree(), "more");

    CommitId commit = collect(hub, session, 1);

    assertThat(naive(hub.folder(), "rev-list", "--parents", "--max-count=1", commit.value()))
        .isEqualTo(commit + " " + own + " " + tip);
    landAll(hub, session, 1);
    assertThat(landedFile("more.txt")).isEqualTo("more");
  }

  @Test
  @DisplayName("an agent that merges the tip itself gets no second merge")
  void settledByMerge() {
    Session session = conflicting();
    CommitId tip = hub.integrationTip();
    bringIn(session);
    naive(session.worktree(), "stash", "--include-untracked");
    write(session.worktree(), "README.md", "line 1\nmine\nline 3\n");
    commit(session.worktree(), "mine");
    tryNaive(session.worktree(), "merge", tip.value());
    commit(session.worktree(), "merge, with its markers");
    refused(session, "'README.md' still holds");
    settle(session);
    naive(session.worktree(), "add", "-A");
    naive(session.worktree(), "commit", "-q", "--amend", "--no-edit");
    CommitId own = new CommitId(naive(session.worktree(), "rev-parse", "HEAD"));
    assertThat(naive(session.worktree(), "rev-parse", "HEAD^2")).isEqualTo(tip.value());
    assertThat(collect(hub, session, 1)).isEqualTo(own);
    assertThat(naive(session.worktree(), "rev-list", "--parents", "--max-count=1", own.value()))
        .endsWith(" " + tip);
    landAll(hub, session, 1);
  }

  @Test
  @DisplayName("M11: untouched files, left markers and half-removed markers are no repair")
  void refusesMarkers() {
    Session session = conflicting();
    bringIn(session);
    refused(session, "'README.md' was left as the merge wrote it");
    commit(session.worktree(), "everything as it is");
    refused(session, "'README.md' still holds");
    write(session.worktree(), "README.md", "line 1\ntheirs\n=======\nmine\nline 3\n");
    refused(session, "'README.md' still holds");
    settle(session);
    assertThat(collect(hub, session, 1)).isNotNull();
  }

  @Test
  @DisplayName("lines that look like markers pass where a side has them or nothing conflicted")
  void allowsOwnLines() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "doc.rst", "Title\n=======\n\none\nmine\nthree\n");
    write(session.worktree(), "manual.md", "<<<<<<< HEAD\n=======\n>>>>>>> other\n");
    collect(hub, session, 1);
    landed(2, "doc.rst", "Title\n=======\n\none\ntheirs\nthree\n");
    bringIn(session);
    write(session.worktree(), "doc.rst", "Title\n=======\n\none\nboth\nthree\n");
    landAll(hub, session, 1);
    assertThat(landedFile("doc.rst")).contains("both");
  }

  @Test
  @DisplayName("an agent that throws the merge away undoes nobody's landed work")
  void refusesUndoing() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "README.md", "line 1\nmine\nline 3\n");
    commit(session.worktree(), "mine");
    collect(hub, session, 1);
    landed(2, "README.md", "line 1\ntheirs\nline 3\n");
    landed(3, "src/a.txt", "a1\nlanded\na3\n");
    bringIn(session);
    naive(session.worktree(), "reset", "-q", "--hard");
    refused(session, "'src/a.txt' is without what landed meanwhile");
  }

  @Test
  @DisplayName("a tip that moves before and after the repair is merged on top, edits are kept")
  void movesAgain() {
    Session session = conflicting();
    bringIn(session);
    write(session.worktree(), "notes.txt", "half done\n");
    landed(3, "src/a.txt", "a1\nlanded\na3\n");
    assertThat(bringIn(session)).containsExactly("README.md");
    assertThat(session.worktree().resolve("notes.txt")).hasContent("half done\n");
    assertThat(session.worktree().resolve("src/a.txt")).hasContent("a1\nlanded\na3\n");
    refused(session, "README.md");
    settle(session);
    collect(hub, session, 1);
    landed(4, "README.md", "line 1\nfourth\nline 3\n");
    assertThat(hub.mergeTree(hub.integrationTip(), hub.collected(session.id()).orElseThrow()))
        .isInstanceOf(MergeResult.Conflicts.class);
    assertThat(bringIn(session)).containsExactly("README.md");
    settle(session);
    landAll(hub, session, 1);
    assertThat(landedFile("src/a.txt")).contains("landed");
    assertThat(landedFile("README.md")).contains("theirs and mine");
  }

  @Test
  @DisplayName("a repeat changes no file, whatever the agent made of the merge")
  void repeats() {
    Session session = conflicting();
    bringIn(session);
    write(session.worktree(), "README.md", "line 1\nmine\nline 3\n");
    assertThat(bringIn(session)).containsExactly("README.md");
    assertThat(session.worktree().resolve("README.md")).hasContent("line 1\nmine\nline 3\n");
    CommitId commit = collect(hub, session, 1);
    assertThat(bringIn(session)).isEmpty();
    assertThat(collect(hub, session, 1)).isEqualTo(commit);
  }

  @Test
  @DisplayName(
      "a crash between the first file and the last is made good; until then nothing is collected")
  void crashes() throws IOException {
    Session session = conflicting();
    bringIn(session);
    // What a crash leaves: the intent, one file written in part, one not yet.
    SessionRefs names = new SessionRefs(session.id());
    String merge = naive(hub.folder(), "rev-parse", names.brought());
    naive(hub.folder(), "update-ref", names.bringing(), merge);
    naive(hub.folder(), "update-ref", "-d", names.brought());
    String whole = read(session.worktree().resolve("README.md"));
    write(session.worktree(), "README.md", "line 1\n<<<<");
    Files.delete(session.worktree().resolve("landed2.txt"));
    refused(session, "half merged");

    assertThat(bringIn(session)).containsExactly("README.md");

    assertThat(session.worktree().resolve("README.md")).hasContent(whole);
    assertThat(session.worktree().resolve("landed2.txt")).exists();
    assertThat(refs()).contains(names.brought()).doesNotContain(names.bringing(), names.before());
  }

  @Test
  @DisplayName("delete against modify: the agent's choice counts once it made one")
  void deleteAndModify() throws IOException {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "src/a.txt", "a1\nmine\na3\n");
    collect(hub, session, 1);
    Session other = play.session(hub, "other");
    Files.delete(other.worktree().resolve("src/a.txt"));
    landAll(hub, other, 2);

    assertThat(bringIn(session)).containsExactly("src/a.txt");
    assertThat(session.worktree().resolve("src/a.txt")).hasContent("a1\nmine\na3\n");
    refused(session, "'src/a.txt' was left as the merge wrote it");
    commit(session.worktree(), "it stays");
    landAll(hub, session, 1);
    assertThat(landedFile("src/a.txt")).contains("mine");
  }

  @Test
  @DisplayName(
      "a file that landed work renamed and both sides changed conflicts under its new name")
  void rename() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "src/old.txt", "o1\nmine\no3\no4\no5\n");
    collect(hub, session, 1);
    Session other = play.session(hub, "other");
    naive(other.worktree(), "mv", "src/old.txt", "src/new.txt");
    write(other.worktree(), "src/new.txt", "o1\ntheirs\no3\no4\no5\n");
    landAll(hub, other, 2);

    assertThat(bringIn(session)).containsExactly("src/new.txt");
    assertThat(session.worktree().resolve("src/old.txt")).doesNotExist();
    refused(session, "'src/new.txt'");
    write(session.worktree(), "src/new.txt", "o1\nboth\no3\no4\no5\n");
    landAll(hub, session, 1);
    assertThat(landedFile("src/new.txt")).contains("both");
    assertThat(naive(play.person, "ls-tree", "-r", "--name-only", "agent/main"))
        .doesNotContain("old.txt");
  }

  @Test
  @DisplayName("a binary conflict shows the landed side, and needs an answer")
  void binary() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "data.bin", "\0\1mine");
    collect(hub, session, 1);
    landed(2, "data.bin", "\0\1theirs");
    assertThat(bringIn(session)).containsExactly("data.bin");
    assertThat(session.worktree().resolve("data.bin")).hasContent("\0\1theirs");
    refused(session, "'data.bin' was left as the merge wrote it");
    write(session.worktree(), "data.bin", "\0\1mine");
    landAll(hub, session, 1);
    assertThat(landedFile("data.bin")).isEqualTo("\0\1mine");
  }

  @Test
  @DisplayName("a folder replaced by an ignored link out of the tree is not written through")
  void link() throws IOException {
    Path outside = root.resolve("outside");
    write(outside, "a.txt", "precious\n");
    write(outside, "old.txt", "precious\n");
    Session session = play.session(hub, "s1");
    write(session.worktree(), ".gitignore", "*.log\n/src\n");
    Folders.delete(session.worktree().resolve("src"));
    Files.createSymbolicLink(session.worktree().resolve("src"), outside);
    landed(2, "src/a.txt", "a1\nlanded\na3\n");

    assertThat(bringIn(session)).containsExactly("src/a.txt");

    assertThat(outside.resolve("a.txt")).hasContent("precious\n");
    assertThat(outside.resolve("old.txt")).hasContent("precious\n");
    assertThat(Files.isDirectory(session.worktree().resolve("src"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
    assertThat(session.worktree().resolve("src/a.txt")).hasContent("a1\nlanded\na3\n");
  }

  @Test
  @DisplayName("nothing that the agent configured runs while its files are written")
  void runsNothing() {
    Session session = conflicting();
    Path trace = root.resolve("trace");
    Path evil = Playground.script(root.resolve("evil"), "echo ran >> '" + trace + "'\ncat");
    naive(session.repository(), "config", "filter.evil.smudge", evil.toString());
    naive(session.repository(), "config", "filter.evil.clean", evil.toString());
    naive(session.repository(), "config", "core.fsmonitor", evil.toString());
    Playground.script(session.repository().resolve("hooks/post-checkout"), evil.toString());
    Playground.script(session.repository().resolve("hooks/post-index-change"), evil.toString());
    write(session.worktree(), ".gitattributes", "* filter=evil\n");
    bringIn(session);
    settle(session);
    collect(hub, session, 1);
    assertThat(trace).doesNotExist();
  }

  @Test
  @DisplayName("a link out of the tree in the agent's change is refused before anything is written")
  void hostileChange() throws IOException {
    Session session = conflicting();
    Files.createSymbolicLink(session.worktree().resolve("way-out"), root);
    assertThatThrownBy(() -> bringIn(session)).hasMessageContaining("'way-out'");
    assertThat(session.worktree().resolve("README.md")).hasContent("line 1\nmine\nline 3\n");
    assertThat(refs()).noneMatch(ref -> ref.contains("/bringing/") || ref.contains("/brought/"));
  }

  @Test
  @DisplayName("removal rescues what the agent made of a merge, with the tip, and leaves no ref")
  void removes() {
    Session session = conflicting();
    CommitId tip = hub.integrationTip();
    bringIn(session);
    settle(session);
    String rescue = hub.removeSession(session, "ended").orElseThrow();
    assertThat(naive(hub.folder(), "show", rescue + ":README.md")).contains("theirs and mine");
    assertThat(naive(hub.folder(), "log", "-1", "--format=%P", rescue)).contains(tip.value());
    assertThat(refs()).noneMatch(ref -> ref.contains("brought/") || ref.contains("before/"));
  }

  @Test
  @DisplayName("what an issue's check was given comes back from its landing")
  void remembersDependencies() {
    Session session = play.session(hub, "s1");
    write(session.worktree(), "b.txt", "b\n");
    CommitId commit = collect(hub, session, 1);
    CommitId tip = hub.integrationTip();
    CommitNote note = new CommitNote("Use it", key(1), session.id(), 1, List.of(key(7), key(12)));
    CommitId made =
        hub.commitMerge((MergeResult.Clean) hub.mergeTree(tip, commit), tip, commit, note);
    hub.land(session.id(), tip, commit, made);
    assertThat(hub.branch().landings().getFirst())
        .isEqualTo(new Landing(key(1), made, "Use it", List.of(key(7), key(12))));
    Session second = play.session(hub, "s2");
    write(second.worktree(), "c.txt", "c\n");
    landAll(hub, second, 2);
    assertThat(hub.branch().landings()).extracting(Landing::dependsOn).first().isEqualTo(List.of());
  }
}
