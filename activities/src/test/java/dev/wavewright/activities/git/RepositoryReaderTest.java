package dev.wavewright.activities.git;

import static dev.wavewright.activities.git.Playground.commit;
import static dev.wavewright.activities.git.Playground.naive;
import static dev.wavewright.activities.git.Playground.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryReaderTest {
  private static final long SEED = 20_261;
  private static final int STEPS = 40;

  @TempDir Path root;
  private Path worktree;
  private Path bare;
  private RepositoryReader git;
  private RepositoryReader jgit;
  private final List<CommitId> commits = new ArrayList<>();

  @BeforeEach
  void open() {
    Playground play = new Playground(root);
    worktree = play.person;
    bare = root.resolve("bare.git");
    naive(root, "clone", "-q", "--bare", worktree.toString(), bare.toString());
    GitCommand command = GitCommand.find();
    git = new GitReader(() -> command.on(bare));
    jgit = JGitReader.open(bare);
    commits.add(new CommitId(naive(worktree, "rev-parse", "HEAD")));
  }

  @Test
  @DisplayName("a repository kept open answers as git does after every change git made to it")
  void agreesWithGit() throws IOException {
    Random random = new Random(SEED);
    Map<String, Integer> done = new TreeMap<>();
    for (int step = 0; step < STEPS; step++) {
      done.merge(change(random, step), 1, Integer::sum);
      CommitId one = commits.get(random.nextInt(commits.size()));
      CommitId other = commits.get(random.nextInt(commits.size()));
      assertThat(answers(jgit, one, other))
          .as("seed %d, step %d", SEED, step)
          .isEqualTo(answers(git, one, other));
    }
    System.out.println("changes git made: " + done);
    assertThat(done)
        .containsOnlyKeys("branch", "commit", "delete", "gc", "merge", "move", "pack", "tag");
  }

  private List<Object> answers(RepositoryReader reader, CommitId one, CommitId other) {
    List<Object> answers = new ArrayList<>();
    for (String prefix : List.of("refs/heads/", "refs/tags/", "refs/wavewright/session/")) {
      List<String> refs = reader.refs(prefix);
      answers.add(refs);
      refs.forEach(ref -> answers.add(reader.commit(ref)));
    }
    for (String name : List.of("refs/heads/none", "f".repeat(40), other + "^1", other.value())) {
      answers.add(reader.commit(name));
    }
    answers.add(reader.isAncestor(one, other));
    answers.add(reader.isAncestor(other, one));
    answers.add(reader.tree(one));
    answers.add(reader.parents(one));
    answers.add(reader.message(one).strip());
    List<RepositoryReader.TreeEntry> entries = reader.entries(one);
    answers.add(entries);
    for (RepositoryReader.TreeEntry entry : entries) {
      answers.add(reader.text(entry.object(), 100));
      answers.add(reader.text(entry.object(), 5));
    }
    answers.add(reader.text(one.value(), 1 << 20));
    return answers;
  }

  private String change(Random random, int step) throws IOException {
    return switch (random.nextInt(8)) {
      case 0 -> {
        naive(bare, "update-ref", "refs/wavewright/session/s" + random.nextInt(9), any(random));
        yield "branch";
      }
      case 1 -> {
        List<String> refs = git.refs("refs/wavewright/session/");
        if (!refs.isEmpty()) {
          naive(bare, "update-ref", "-d", refs.get(random.nextInt(refs.size())));
        }
        yield "delete";
      }
      case 2 -> {
        naive(bare, "gc", "-q", "--prune=now");
        yield "gc";
      }
      case 3 -> {
        naive(bare, "pack-refs", "--all");
        yield "pack";
      }
      case 4 -> {
        naive(bare, "tag", "-f", "-a", "-m", "a tag", "t" + random.nextInt(3), any(random));
        yield "tag";
      }
      case 5 -> {
        naive(bare, "update-ref", "refs/heads/moved", any(random));
        yield "move";
      }
      case 6 -> {
        naive(worktree, "merge", "-q", "-s", "ours", "-m", "merge " + step, any(random));
        fetch();
        yield "merge";
      }
      default -> {
        naive(worktree, "checkout", "-q", "--detach", any(random));
        write(worktree, "folder " + step + "/näme\t" + step + ".txt", "content " + step);
        Path script = write(worktree, "run" + step, "#!/bin/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(worktree.resolve("link" + step), Path.of("README.md"));
        commit(worktree, "Commit " + step + "\n\nBody with ümlaut\n\nTrailer: " + step);
        fetch();
        yield "commit";
      }
    };
  }

  private String any(Random random) {
    return commits.get(random.nextInt(commits.size())).value();
  }

  private void fetch() {
    String head = naive(worktree, "rev-parse", "HEAD");
    naive(bare, "fetch", "-q", worktree.toString(), "+HEAD:refs/heads/kept-" + commits.size());
    commits.add(new CommitId(head));
  }

  @Test
  @DisplayName("a commit that is not there is a problem where one is needed, nothing where asked")
  void missingCommits() {
    CommitId none = new CommitId("a".repeat(40));
    for (RepositoryReader reader : List.of(git, jgit)) {
      assertThat(reader.commit(none.value())).isEmpty();
      assertThatThrownBy(() -> reader.tree(none)).isInstanceOf(GitProblem.class);
      assertThatThrownBy(() -> reader.parents(none)).isInstanceOf(GitProblem.class);
      assertThatThrownBy(() -> reader.entries(none)).isInstanceOf(GitProblem.class);
      assertThatThrownBy(() -> reader.isAncestor(none, commits.getFirst()))
          .isInstanceOf(GitProblem.class);
    }
  }

  @Test
  @DisplayName("how exact file times are is not found out by files in the repository")
  void measuresNothing() {
    FS.FileStoreAttributes times = FS.FileStoreAttributes.get(bare);
    assertThat(times.getFsTimestampResolution())
        .isEqualTo(times.getMinimalRacyInterval())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  @DisplayName("a repository with SHA-256 ids is read too, by git")
  void readsSha256() {
    Path person = root.resolve("sha256");
    Playground.folder(person);
    naive(person, "init", "-q", "-b", "main", "--object-format=sha256");
    write(person, "README.md", "text\n");
    CommitId first = commit(person, "first");
    Hub hub =
        new Hubs(GitCommand.find())
            .open(
                root.resolve("other-state"),
                Playground.settings(person.toString(), "main", "agent/main"))
            .hub();

    assertThat(hub.integrationTip()).isEqualTo(first);
    assertThat(hub.tree(first)).hasSize(64);
  }
}
