package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks git itself, a process for each question. Also for repositories that borrow what an agent
 * wrote.
 *
 * @param call makes commands on the repository
 */
record GitReader(Supplier<GitCommand.Call> call) implements RepositoryReader {
  @Override
  public Optional<CommitId> commit(String name) {
    GitResult result =
        call.get().run("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    return result.succeeded() ? Optional.of(new CommitId(result.text())) : Optional.empty();
  }

  @Override
  public boolean isAncestor(CommitId ancestor, CommitId descendant) {
    if (ancestor.equals(descendant)) {
      return true;
    }
    GitResult result =
        call.get().run("merge-base", "--is-ancestor", ancestor.value(), descendant.value());
    return switch (result.exitCode()) {
      case 0 -> true;
      case 1 -> false;
      default ->
          throw result.problem(
              Kind.FAILED, "cannot tell whether " + descendant + " contains " + ancestor);
    };
  }

  @Override
  public String tree(CommitId commit) {
    return call.get().require("rev-parse", "--verify", commit.value() + "^{tree}");
  }

  @Override
  public List<CommitId> parents(CommitId commit) {
    String line = call.get().require("rev-list", "--parents", "--max-count=1", commit.value());
    return List.of(line.split(" ", -1)).stream().skip(1).map(CommitId::new).toList();
  }

  @Override
  public String message(CommitId commit) {
    return call.get()
        .require("log", "--max-count=1", "--no-show-signature", "--format=%B", commit.value());
  }

  @Override
  public List<TreeEntry> entries(CommitId commit) {
    List<TreeEntry> entries = new ArrayList<>();
    String listing = call.get().require("ls-tree", "-r", "-z", "--full-tree", commit.value());
    for (String line : GitResult.fields(listing)) {
      String[] parts = line.split("\t", 2);
      String[] head = parts[0].split(" ", 3);
      entries.add(new TreeEntry(head[0], head[2], parts[1]));
    }
    return entries;
  }

  @Override
  public Optional<String> text(String object, int longest) {
    GitResult result = call.get().limit(longest).run("cat-file", "blob", object);
    return result.succeeded()
        ? Optional.of(new String(result.output(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  @Override
  public List<String> refs(String prefix) {
    return call.get().require("for-each-ref", "--format=%(refname)", prefix).lines().toList();
  }
}
