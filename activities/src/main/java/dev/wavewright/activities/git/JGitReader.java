package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Reads a repository that only Wavewright writes without starting a process, which is what nearly
 * all of a small question's time goes to. Its repository stays open: JGit looks at the files'
 * identities before it trusts what it read earlier, and git replaces files, never edits them.
 *
 * <p>SHA-1 repositories only; JGit does not read the other kind.
 */
final class JGitReader implements RepositoryReader {
  private final Repository repository;

  private JGitReader(Repository repository) {
    this.repository = repository;
  }

  /** Opens a bare repository. */
  static JGitReader open(Path folder) {
    HermeticConfiguration.install();
    try {
      return new JGitReader(
          new FileRepositoryBuilder()
              .setGitDir(folder.toFile())
              .setBare()
              .setMustExist(true)
              .build());
    } catch (IOException failure) {
      throw unreadable(folder + " cannot be opened", failure);
    }
  }

  @Override
  public Optional<CommitId> commit(String name) {
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId id = find(name);
      return id == null ? Optional.empty() : Optional.of(id(walk.parseCommit(id)));
    } catch (MissingObjectException | IncorrectObjectTypeException | RevisionSyntaxException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw unreadable(name + " cannot be read", failure);
    }
  }

  private @Nullable ObjectId find(String name) throws IOException {
    if (!name.startsWith("refs/")) {
      return repository.resolve(name);
    }
    Ref ref = repository.exactRef(name);
    return ref == null ? null : ref.getObjectId();
  }

  @Override
  public boolean isAncestor(CommitId ancestor, CommitId descendant) {
    if (ancestor.equals(descendant)) {
      return true;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      return walk.isMergedInto(
          walk.parseCommit(object(ancestor)), walk.parseCommit(object(descendant)));
    } catch (IOException failure) {
      throw unreadable("cannot tell whether " + descendant + " contains " + ancestor, failure);
    }
  }

  @Override
  public String tree(CommitId commit) {
    return parse(commit).getTree().getName();
  }

  @Override
  public List<CommitId> parents(CommitId commit) {
    return Arrays.stream(parse(commit).getParents()).map(JGitReader::id).toList();
  }

  @Override
  public String message(CommitId commit) {
    return parse(commit).getFullMessage();
  }

  @Override
  public List<TreeEntry> entries(CommitId commit) {
    List<TreeEntry> entries = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(parse(commit).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        entries.add(
            new TreeEntry(
                String.format(Locale.ROOT, "%06o", walk.getFileMode(0).getBits()),
                walk.getObjectId(0).getName(),
                new String(walk.getRawPath(), StandardCharsets.UTF_8)));
      }
    } catch (IOException failure) {
      throw unreadable("the tree of " + commit + " cannot be read", failure);
    }
    return entries;
  }

  @Override
  public Optional<String> text(String object, int longest) {
    try {
      ObjectLoader loader = repository.open(ObjectId.fromString(object), Constants.OBJ_BLOB);
      return loader.getSize() > longest
          ? Optional.empty()
          : Optional.of(new String(loader.getCachedBytes(longest), StandardCharsets.UTF_8));
    } catch (LargeObjectException | MissingObjectException | IncorrectObjectTypeException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw unreadable(object + " cannot be read", failure);
    }
  }

  @Override
  public List<String> refs(String prefix) {
    try {
      return repository.getRefDatabase().getRefsByPrefix(prefix).stream()
          .map(Ref::getName)
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw unreadable("the refs below " + prefix + " cannot be read", failure);
    }
  }

  private RevCommit parse(CommitId commit) {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(object(commit));
    } catch (IOException failure) {
      throw unreadable(commit + " cannot be read", failure);
    }
  }

  private static ObjectId object(CommitId commit) {
    return ObjectId.fromString(commit.value());
  }

  private static CommitId id(RevCommit commit) {
    return new CommitId(commit.getName());
  }

  private static GitProblem unreadable(String what, IOException failure) {
    return new GitProblem(Kind.FAILED, what + ": " + failure.getMessage(), "");
  }
}
