package dev.wavewright.starter.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a url and a hub through a scratch repository of its own, which borrows the hub's objects
 * and is removed at the end: nothing is written to either.
 */
final class GitRepository implements Repository {
  private static final String OURS = "refs/wavewright/";
  private static final String FORMAT =
      "%H%x1f%P%x1f%(trailers:key=Wavewright-Issue,valueonly,separator=%x1e)";

  private final ReadOnlyGit git;
  private final String name;
  private final String url;
  private final String integration;
  private final Path hub;
  private final Optional<Admission.Shown> shown;
  private final Path scratch;
  private String complaint = "";

  GitRepository(ReadOnlyGit git, Place place, Optional<Admission.Shown> shown, Path hub) {
    this.git = git;
    this.name = place.name();
    this.url = place.url();
    this.integration = "refs/heads/" + place.integration();
    this.shown = shown;
    this.hub = hub;
    try {
      scratch = Files.createTempDirectory("wavewright-audit-");
      require(git.on(scratch, "init", "--quiet", "--bare", scratch.toString()));
      if (hasHub()) {
        Path alternates = scratch.resolve("objects/info/alternates");
        Files.createDirectories(scratch.resolve("objects/info"));
        Files.writeString(alternates, hub.resolve("objects") + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no scratch repository can be made", e);
    }
  }

  private boolean hasHub() {
    return Files.isDirectory(hub.resolve("objects"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<List<Landed>> atTheUrl() {
    String tip = "refs/audit/url";
    ReadOnlyGit.Result heads = git.reaching(shown, scratch, "ls-remote", "--", url, integration);
    if (!heads.ok()) {
      return unreadable(heads);
    }
    if (heads.output().isBlank()) {
      return Optional.of(List.of());
    }
    ReadOnlyGit.Result fetched =
        git.reaching(
            shown,
            scratch,
            "fetch",
            "--quiet",
            "--no-tags",
            "--",
            url,
            "+" + integration + ":" + tip);
    return fetched.ok() ? Optional.of(line(tip)) : unreadable(fetched);
  }

  private Optional<List<Landed>> unreadable(ReadOnlyGit.Result failed) {
    complaint =
        String.join(" ", failed.complaint().lines().map(String::strip).toList())
            + shown.map(way -> "; git showed the token of " + way.source()).orElse("");
    return Optional.empty();
  }

  @Override
  public String complaint() {
    return complaint;
  }

  @Override
  public Optional<List<Landed>> inTheHub() {
    if (!hasHub()) {
      return Optional.empty();
    }
    ReadOnlyGit.Result tip =
        git.on(hub, "rev-parse", "--verify", "--quiet", integration + "^{commit}");
    return Optional.of(tip.ok() ? line(tip.output().strip()) : List.of());
  }

  private List<Landed> line(String tip) {
    String log =
        require(git.on(scratch, "log", "-z", "--first-parent", "--format=" + FORMAT, tip, "--"));
    return Arrays.stream(log.split("\0"))
        .filter(each -> !each.isBlank())
        .map(GitRepository::landed)
        .toList();
  }

  private static Landed landed(String line) {
    String[] parts = line.split("\u001f", -1);
    return new Landed(
        parts[0].strip(),
        words(parts[1], " "),
        parts.length > 2 ? words(parts[2], "\u001e") : List.of());
  }

  private static List<String> words(String text, String separator) {
    return Arrays.stream(text.split(separator))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Override
  public Map<String, String> refs() {
    Map<String, String> refs = new TreeMap<>();
    if (hasHub()) {
      require(git.on(hub, "for-each-ref", "--format=%(refname) %(objectname)", OURS))
          .lines()
          .map(row -> row.split(" ", 2))
          .forEach(row -> refs.put(row[0].substring(OURS.length()), row[1]));
    }
    return refs;
  }

  @Override
  public boolean contains(String tip, String commit) {
    return git.on(scratch, "merge-base", "--is-ancestor", commit, tip).ok();
  }

  private static String require(ReadOnlyGit.Result result) {
    if (!result.ok()) {
      throw new IllegalStateException("git could not be read: " + result.complaint());
    }
    return result.output();
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(scratch)) {
      List<Path> deepestFirst = new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList());
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A scratch folder that stays behind in the temporary folder disturbs nobody.
    }
  }
}
