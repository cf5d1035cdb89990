package dev.wavewright.activities.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What a git command said. */
public final class GitResult {
  /** In git's own words, or those of a server that hides what a stranger may not see. */
  private static final Pattern NOT_LET_IN =
      Pattern.compile(
          "Authentication failed for|could not read (Username|Password) for"
              + "|The requested URL returned error: 40[13]|HTTP 40[13]|HTTP Basic: Access denied"
              + "|Repository not found|^fatal: repository '.*' not found$"
              + "|Permission to .* denied to|Permission denied \\(|Host key verification failed",
          Pattern.MULTILINE);

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

  /** Tells whether a server did not let git in, or did not let it do this. */
  boolean isNotLetIn() {
    return !succeeded() && NOT_LET_IN.matcher(complaint).find();
  }

  GitProblem problem(GitProblem.Kind kind, String sentence) {
    return problem(kind, sentence, "");
  }

  GitProblem problem(GitProblem.Kind kind, String sentence, String fix) {
    String said = CommitNote.singleLine(complaint, 400);
    return new GitProblem(kind, said.isEmpty() ? sentence : sentence + ": " + said, fix);
  }
}
