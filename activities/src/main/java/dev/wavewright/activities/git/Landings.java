package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads what landed from the trailers of a branch's first-parent line. What was read for one tip is
 * remembered, so that a longer line costs only what is new on it.
 */
record Landings(HubRepository hub) {
  private static final String FORMAT =
      "%H %P%x1f%s%x1f%(trailers:key="
          + CommitNote.ISSUE
          + ",valueonly,separator=%x1e)%x1f%(trailers:key="
          + CommitNote.DEPENDS
          + ",valueonly,separator=%x1e)";

  /** The landings on the way to a tip; no commit's past ever changes. */
  record Known(CommitId tip, List<Landing> landings) {
    Known {
      landings = List.copyOf(landings);
    }
  }

  /** Returns every landing on the way to {@code tip}, the last one first. */
  List<Landing> all(CommitId tip) {
    Known known = hub.landings().get();
    if (known != null && known.tip().equals(tip)) {
      return known.landings();
    }
    List<Landing> landings =
        (known == null ? Optional.<List<Landing>>empty() : since(known, tip))
            .orElseGet(() -> read(log(tip.value())));
    hub.landings().set(new Known(tip, landings));
    return landings;
  }

  /** Goes on from what is known; empty if {@code tip}'s first-parent line does not pass there. */
  private Optional<List<Landing>> since(Known known, CommitId tip) {
    if (hub.commit(known.tip().value()).isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = log(tip.value(), "^" + known.tip().value());
    if (lines.isEmpty() || !firstParent(lines.getLast()).equals(known.tip().value())) {
      return Optional.empty();
    }
    List<Landing> landings = read(lines);
    landings.addAll(known.landings());
    return Optional.of(landings);
  }

  private List<String> log(String... revisions) {
    List<String> arguments =
        new ArrayList<>(
            List.of("log", "-z", "--first-parent", "--no-show-signature", "--format=" + FORMAT));
    arguments.addAll(List.of(revisions));
    return GitResult.fields(hub.call().require(arguments.toArray(String[]::new)));
  }

  private static List<Landing> read(List<String> lines) {
    List<Landing> landings = new ArrayList<>();
    for (String line : lines) {
      landing(line).ifPresent(landings::add);
    }
    return landings;
  }

  private static String firstParent(String line) {
    String[] commits = line.split("\u001f", 2)[0].split(" ", -1);
    return commits.length < 2 ? "" : commits[1];
  }

  /** Returns the landing that changed {@code path} last on the way from {@code since}. */
  Optional<Landing> lastTouching(String path, CommitId since, CommitId tip) {
    GitResult result =
        hub.call()
            .run(
                "log",
                "-z",
                "--first-parent",
                "--diff-merges=first-parent",
                "--no-show-signature",
                "--max-count=1",
                "--format=" + FORMAT,
                tip.value(),
                "^" + since.value(),
                "--",
                path);
    return result.succeeded()
        ? result.fields().stream().findFirst().flatMap(Landings::landing)
        : Optional.empty();
  }

  private static List<IssueKey> keys(String values) {
    return values.isBlank()
        ? List.of()
        : Arrays.stream(values.split("\u001e")).map(String::strip).map(IssueKey::new).toList();
  }

  private static Optional<Landing> landing(String line) {
    String[] parts = line.split("\u001f", 4);
    if (parts.length < 4 || parts[2].isBlank()) {
      return Optional.empty();
    }
    String[] values = parts[2].split("\u001e", -1);
    try {
      IssueKey key = new IssueKey(values[values.length - 1].strip());
      return Optional.of(
          new Landing(key, new CommitId(parts[0].split(" ", 2)[0]), parts[1], keys(parts[3])));
    } catch (IllegalArgumentException someoneElses) {
      return Optional.empty();
    }
  }
}
