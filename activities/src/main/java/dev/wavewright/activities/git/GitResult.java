package dev.wavewright.activities.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  /** Said of a push by GitHub's rules, the older protection of a branch, and any server's hooks. */
  private static final Pattern DECLINED =
      Pattern.compile("\\bGH[0-9]{3}: |\\(push declined due to|hook declined\\)");

  private static final String REMOTE = "remote:";
  private static final String ERROR = "error:";

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

  /**
   * Returns, in the server's own words, which rule or hook of it a push was declined by; empty if
   * none did.
   */
  Optional<String> declined() {
    if (succeeded() || !DECLINED.matcher(complaint).find()) {
      return Optional.empty();
    }
    String said =
        complaint
            .lines()
            .filter(line -> line.startsWith(REMOTE))
            .map(line -> line.substring(REMOTE.length()).strip())
            .map(line -> line.startsWith(ERROR) ? line.substring(ERROR.length()).strip() : line)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" "));
    return Optional.of(CommitNote.singleLine(said.isEmpty() ? complaint : said, 400));
  }

  GitProblem problem(GitProblem.Kind kind, String sentence) {
    return problem(kind, sentence, "");
  }

  GitProblem problem(GitProblem.Kind kind, String sentence, String fix) {
    String said = CommitNote.singleLine(complaint, 400);
    return new GitProblem(kind, said.isEmpty() ? sentence : sentence + ": " + said, fix);
  }
}
