package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what landed from the trailers of a branch's first-parent line. */
record Landings(HubRepository hub) {
  private static final String FORMAT =
      "%H%x1f%s%x1f%(trailers:key="
          + CommitNote.ISSUE
          + ",valueonly,separator=%x1e)%x1f%(trailers:key="
          + CommitNote.DEPENDS
          + ",valueonly,separator=%x1e)";

  List<Landing> all(CommitId tip) {
    List<Landing> landings = new ArrayList<>();
    String log =
        hub.call()
            .require(
                "log",
                "-z",
                "--first-parent",
                "--no-show-signature",
                "--format=" + FORMAT,
                tip.value());
    for (String line : GitResult.fields(log)) {
      landing(line).ifPresent(landings::add);
    }
    return landings;
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
      return Optional.of(new Landing(key, new CommitId(parts[0]), parts[1], keys(parts[3])));
    } catch (IllegalArgumentException someoneElses) {
      return Optional.empty();
    }
  }
}
