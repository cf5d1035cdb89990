package dev.wavewright.activities.tracker;

import dev.wavewright.activities.tracker.TrackerProblems.Problem;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Issues as files: every {@code .md} file of one folder is an issue, subfolders, hidden files and
 * {@code README.md} aside. Files are only read, never written, and links are not followed.
 *
 * <p>What could deceive a reader is refused, not repaired: control and direction-changing
 * characters in a title, label or milestone, control characters (NUL included) in a text. A text
 * may contain direction marks, as right-to-left prose does.
 */
public final class FilesTracker implements Tracker {
  /** Front matter and text together; a longer file is not read. */
  private static final int MAX_FILE_BYTES = IssueText.MAX_BODY_BYTES + 16_384;

  private final Path folder;

  /**
   * @param folder of the issue files; it may itself be reached through a link
   */
  public FilesTracker(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns every issue, whatever is wanted.
   *
   * @throws TrackerProblems naming file, line and fix of everything that is wrong
   * @throws UncheckedIOException when a file cannot be read
   */
  @Override
  public TrackerReading readIssues(Wanted wanted) {
    return TrackerReading.of(readAll());
  }

  private List<TrackedIssue> readAll() {
    return files().values().stream()
        .map(
            issue ->
                new TrackedIssue(
                    issue.key(),
                    issue.title(),
                    issue.file(),
                    Digests.sha256(issue.body()),
                    issue.labels(),
                    issue.milestone(),
                    issue.open(),
                    issue.completed(),
                    DependencyLines.parse(issue.key().repository().orElseThrow(), issue.body()),
                    null))
        .sorted((one, other) -> one.key().compareTo(other.key()))
        .toList();
  }

  /**
   * Returns title and text of one issue; empty when the tracker has no such issue.
   *
   * @throws TrackerProblems when the tracker cannot be read as it is
   */
  @Override
  public Optional<Body> readBody(IssueKey key) {
    return Optional.ofNullable(files().get(key)).map(issue -> Body.of(issue.title(), issue.body()));
  }

  private Map<IssueKey, IssueFile> files() {
    List<Problem> problems = new ArrayList<>();
    Map<IssueKey, IssueFile> issues = new LinkedHashMap<>();
    for (Path path : markdownFiles(problems)) {
      String name = String.valueOf(path.getFileName());
      IssueFile issue = read(path, name, problems);
      if (issue != null) {
        IssueFile other = issues.putIfAbsent(issue.key(), issue);
        if (other != null) {
          problems.add(
              new Problem(
                  name,
                  issue.keyLine(),
                  issue.key() + " is in " + other.file() + " too",
                  "give it a number of its own"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new TrackerProblems(problems);
    }
    return issues;
  }

  private List<Path> markdownFiles(List<Problem> problems) {
    if (!Files.isDirectory(folder)) {
      throw new TrackerProblems(
          List.of(
              new Problem(
                  folder.toString(), 1, "it is no folder", "set tracker path in wavewright.yml")));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> isIssueName(String.valueOf(path.getFileName())))
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .filter(path -> isPlainFile(path, problems))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private static boolean isIssueName(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".md")
        && !name.startsWith(".")
        && !name.equalsIgnoreCase("README.md");
  }

  private static boolean isPlainFile(Path path, List<Problem> problems) {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    problems.add(
        new Problem(
            String.valueOf(path.getFileName()),
            1,
            "it is a link or no plain file, and links are not followed",
            "put the file itself here"));
    return false;
  }

  private static @Nullable IssueFile read(Path path, String name, List<Problem> problems) {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        problems.add(
            new Problem(
                name,
                1,
                "it is longer than " + IssueText.MAX_BODY_BYTES + " bytes of text",
                "shorten it, or put the rest into a file of the repository"));
        return null;
      }
      return IssueFile.read(name, bytes, problems);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
