package dev.wavewright.workflows.issue.core;

import java.util.Optional;

/** What a reviewing agent said. What does not fit the schema exactly is no verdict. */
public sealed interface ReviewVerdict {
  /** Longest findings kept, in characters; the rest is cut off. */
  int MAX_FINDINGS = 16_384;

  /** The change may land. */
  record Approve(String findings) implements ReviewVerdict {}

  /**
   * The change needs work.
   *
   * @param findings never blank
   */
  record Changes(String findings) implements ReviewVerdict {}

  /** Nothing that could be taken for a verdict; never an approval. */
  record NoVerdict(String why) implements ReviewVerdict {}

  /**
   * Reads the verdict from the last line of a reviewer's output that is not blank. That line has to
   * be one JSON object with exactly the members {@code decision} ({@code "approve"} or {@code
   * "changes"}) and {@code findings} (a string, not blank for changes).
   */
  static ReviewVerdict parse(String output) {
    String line = output.lines().filter(text -> !text.isBlank()).reduce("", (a, b) -> b).strip();
    if (line.isEmpty()) {
      return new NoVerdict("the reviewer said nothing");
    }
    Optional<StrictJson.Members> members = StrictJson.parseObjectOfStrings(line);
    if (members.isEmpty()) {
      return new NoVerdict("the last line is not a JSON object of strings");
    }
    Optional<String> decision = members.get().get("decision");
    Optional<String> findings = members.get().get("findings");
    if (members.get().size() != 2 || decision.isEmpty() || findings.isEmpty()) {
      return new NoVerdict("the members are not exactly decision and findings");
    }
    String kept = bounded(findings.get());
    return switch (decision.get()) {
      case "approve" -> new Approve(kept);
      case "changes" ->
          kept.isBlank() ? new NoVerdict("changes without findings") : new Changes(kept);
      // Strings are open: anything but the two words is no verdict.
      default -> new NoVerdict("the decision is neither approve nor changes");
    };
  }

  private static String bounded(String findings) {
    return findings.length() <= MAX_FINDINGS ? findings : findings.substring(0, MAX_FINDINGS);
  }
}
