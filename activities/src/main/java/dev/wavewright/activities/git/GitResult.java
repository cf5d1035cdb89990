package dev.wavewright.activities.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a git command said. */
public final class GitResult {
  private final int exitCode;
  private final byte[] output;
  private final String complaint;
  private final boolean truncated;

  GitResult(int exitCode, byte[] output, String complaint, boolean truncated) {
    this.exitCode = exitCode;
    this.output = output.clone();
    this.complaint = complaint;
    this.truncated = truncated;
  }

  public int exitCode() {
    return exitCode;
  }

  /** Returns standard output, at most as long as the command's limit. */
  public byte[] output() {
    return output.clone();
  }

  /** Returns the beginning of standard error. */
  public String complaint() {
    return complaint;
  }

  /** Tells whether the output was longer than the limit; the command was ended then. */
  public boolean truncated() {
    return truncated;
  }

  public boolean succeeded() {
    return exitCode == 0 && !truncated;
  }

  /** Returns the output as text without its last line end. */
  public String text() {
    String text = new String(output, StandardCharsets.UTF_8);
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Returns the fields of NUL-separated output, the empty one after the last NUL left out. */
  List<String> fields() {
    return fields(text());
  }

  static List<String> fields(String text) {
    String[] parts = text.split("\0", -1);
    int count = parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
    return Arrays.asList(parts).subList(0, count);
  }

  GitProblem problem(GitProblem.Kind kind, String sentence) {
    return problem(kind, sentence, "");
  }

  GitProblem problem(GitProblem.Kind kind, String sentence, String fix) {
    String said = CommitNote.singleLine(complaint, 400);
    return new GitProblem(kind, said.isEmpty() ? sentence : sentence + ": " + said, fix);
  }
}
