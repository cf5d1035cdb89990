package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.List;
import java.util.stream.Collectors;

/** Why there is no plan; each names its members and what to do. */
public sealed interface Refusal {
  /** Returns one sentence for people, with the next action. */
  String explain();

  /** The request chose nothing, or no open issue matches it. */
  record NothingChosen(boolean asked) implements Refusal {
    @Override
    public String explain() {
      return asked
          ? "no open issue matches: look at the milestone, label or keys"
          : "no issues were chosen: say --issues, --milestone, --label or --all";
    }
  }

  /** Every chosen issue has landed. */
  record NothingLeft() implements Refusal {
    @Override
    public String explain() {
      return "every chosen issue has landed already: there is nothing left to do";
    }
  }

  /** A chosen key is not in the tracker. */
  record UnknownIssue(IssueKey key) implements Refusal {
    @Override
    public String explain() {
      return key + " is not in the tracker: correct the key, or add the issue";
    }
  }

  /** A chosen issue is closed and did not land here. */
  record ClosedIssue(IssueKey key, String source) implements Refusal {
    @Override
    public String explain() {
      return key + " (" + source + ") is closed: open it again, or leave it out";
    }
  }

  /** An issue was chosen by its key, and nobody with write access stands behind it. */
  record Distrusted(IssueKey key, String source, String distrust) implements Refusal {
    @Override
    public String explain() {
      return key + " (" + source + ") is not worked on: " + distrust;
    }
  }

  /** The tracker's reading allows no plan. */
  record Objection(String sentence) implements Refusal {
    @Override
    public String explain() {
      return sentence;
    }
  }

  /** Several issues of the tracker have one key. */
  record DuplicateNumber(IssueKey key, List<String> sources) implements Refusal {
    public DuplicateNumber {
      sources = List.copyOf(sources);
    }

    @Override
    public String explain() {
      return key
          + " is there more than once: "
          + String.join(", ", sources)
          + ": give each its own number";
    }
  }

  /** A chosen issue belongs to a repository the project does not have. */
  record UnknownRepository(
      IssueKey key, String source, RepositoryName repository, List<RepositoryName> known)
      implements Refusal {
    public UnknownRepository {
      known = List.copyOf(known);
    }

    @Override
    public String explain() {
      return key
          + " ("
          + source
          + ") is of repository "
          + repository
          + ", which the project does not have: it has "
          + known.stream().map(RepositoryName::value).collect(Collectors.joining(", "));
    }
  }

  /** An issue depends on itself. */
  record SelfDependency(IssueKey key, String source) implements Refusal {
    @Override
    public String explain() {
      return key + " (" + source + ") depends on itself: remove that dependency line";
    }
  }

  /** An issue depends on something that is neither in the tracker nor landed. */
  record UnknownReference(IssueKey key, String source, IssueKey reference) implements Refusal {
    @Override
    public String explain() {
      return key
          + " ("
          + source
          + ") depends on "
          + reference
          + ", which is neither in the tracker nor landed: correct or remove that dependency line";
    }
  }

  /**
   * Issues wait for each other.
   *
   * @param members each depends on the next, the last on the first; starts with the smallest key
   */
  record Cycle(List<IssueKey> members) implements Refusal {
    public Cycle {
      members = List.copyOf(members);
    }

    @Override
    public String explain() {
      return "a cycle of dependencies: "
          + members.stream().map(IssueKey::value).collect(Collectors.joining(" needs "))
          + " needs "
          + members.getFirst()
          + ": remove one of these dependency lines";
    }
  }

  /** A chosen issue is worked on by a live wave. */
  record OwnedByLiveWave(IssueKey key, String wave) implements Refusal {
    @Override
    public String explain() {
      return key + " belongs to the running wave " + wave + ": wait for it, or cancel it there";
    }
  }

  /** An issue waits for work outside the wave, and that was not allowed. */
  record HeldNotAllowed(Planning.HeldOutside held) implements Refusal {
    @Override
    public String explain() {
      return held.explain() + ": choose it too, or start with --allow-held";
    }
  }
}
