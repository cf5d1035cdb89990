package dev.wavewright.it;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a project's waves left behind, as plain git and the project's own checks show it: in its
 * repositories and in their hubs.
 */
final class Aftermath {
  private static final String BASE = "main";
  private static final String INTEGRATION = "agent/main";
  private static final Pattern WORKTREE = Pattern.compile("/sessions/[^/]+/worktree$");
  private static final String MARKERS = "^(<<<<<<<|>>>>>>>|[|]{7})( |$)";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path state;
  private final Path folder;
  private final String owner;
  private final List<String> repositories;
  private final List<String> check;
  private final Path scratch;

  /**
   * @param state the folder of the project's hubs and sessions
   * @param folder the folder of its repositories
   * @param owner what their names have before the slash
   * @param check the command that each of them is checked by, in its top folder
   */
  Aftermath(Path state, Path folder, String owner, List<String> repositories, List<String> check)
      throws IOException {
    this.state = state;
    this.folder = folder;
    this.owner = owner;
    this.repositories = List.copyOf(repositories);
    this.check = List.copyOf(check);
    this.scratch = Files.createTempDirectory(folder, "aftermath");
  }

  /**
   * Waits until what is done in the background has been done, and looks at everything.
   *
   * @return how many commits were checked again
   */
  int requireClean() throws Exception {
    try {
      Await.until("nothing left behind", () -> leftovers().isEmpty());
    } catch (AssertionError notYet) {
      throw new AssertionError(notYet.getMessage() + ": " + leftovers(), notYet);
    }
    List<String> wrong = new ArrayList<>(markers());
    int checked = 0;
    for (String repository : repositories) {
      for (String commit : landed(repository)) {
        checked++;
        red(repository, commit).ifPresent(wrong::add);
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(String.join("\n", wrong));
    }
    return checked;
  }

  /** Returns refs, locks and unfinished folders that nobody needs once everything has ended. */
  List<String> leftovers() throws IOException, InterruptedException {
    List<String> left = new ArrayList<>();
    for (String repository : repositories) {
      Path own = folder.resolve(repository);
      Path hub = state.resolve("hubs").resolve(owner + "~" + repository + ".git");
      for (String ref : refs(own)) {
        if (!Set.of("refs/heads/" + BASE, "refs/heads/" + INTEGRATION).contains(ref)) {
          left.add(repository + " has " + ref);
        }
      }
      for (String ref : refs(hub)) {
        if (!ref.equals("refs/heads/" + INTEGRATION)
            && !ref.startsWith("refs/wavewright/trusted/")
            && !ref.startsWith("refs/wavewright/rescue/")) {
          left.add("the hub of " + repository + " has " + ref);
        }
      }
      if (!git(own, "rev-parse", INTEGRATION).equals(git(hub, "rev-parse", INTEGRATION))) {
        left.add(repository + " and its hub differ");
      }
      left.addAll(files(own.resolve(".git")));
    }
    left.addAll(files(state));
    return left;
  }

  private static List<String> refs(Path repository) throws IOException, InterruptedException {
    return git(repository, "for-each-ref", "--format=%(refname)").lines().toList();
  }

  private static List<String> files(Path folder) throws IOException {
    List<String> left = new ArrayList<>();
    for (Path file : LiveFolder.find(folder, Aftermath::isSuspect)) {
      boolean lockable = file.endsWith("session.lock") || isHubsLock(file);
      if (!lockable || isHeld(file)) {
        left.add(file.toString());
      }
    }
    return left;
  }

  private static boolean isSuspect(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".lock")
        || name.endsWith(".partial")
        || name.endsWith(".trash")
        || isHubsLock(file)
        // What an issue worked in goes when it has landed.
        || WORKTREE.matcher(file.toString()).find();
  }

  private static boolean isHubsLock(Path file) {
    return String.valueOf(file.getParent()).endsWith(".git.locks");
  }

  /** Some files are there to be locked by whoever uses what they stand for, and stay. */
  private static boolean isHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Returns files with conflict markers in whatever stood on an integration branch. */
  List<String> markers() throws IOException, InterruptedException {
    List<String> marked = new ArrayList<>();
    for (String repository : repositories) {
      List<String> command = new ArrayList<>(List.of("grep", "-I", "-l", "-E", "-e", MARKERS));
      command.addAll(landed(repository));
      Ended ended = tryGit(folder.resolve(repository), command.toArray(String[]::new));
      if (ended.exitCode() == 0) {
        ended.output().lines().forEach(file -> marked.add("markers in " + repository + " " + file));
      } else if (ended.exitCode() != 1) {
        throw new AssertionError(ended.output());
      }
    }
    return marked;
  }

  /** Returns the first-parent commits of an integration branch since its base, oldest first. */
  List<String> landed(String repository) throws IOException, InterruptedException {
    List<String> commits =
        git(
                folder.resolve(repository),
                "rev-list",
                "--reverse",
                "--first-parent",
                BASE + ".." + INTEGRATION)
            .lines()
            .toList();
    if (commits.isEmpty()) {
      throw new AssertionError("nothing landed in " + repository);
    }
    return commits;
  }

  /** Runs the check of one commit in a fresh clone; returns what it said if it is not green. */
  Optional<String> red(String repository, String commit) throws IOException, InterruptedException {
    Path clone = cloned(repository, commit);
    Path depends =
        Files.writeString(
            scratch.resolve(commit + ".json"),
            JSON.writerWithDefaultPrettyPrinter().writeValueAsString(given(repository, commit)));
    Ended ended = run(clone, check, Map.of("WAVEWRIGHT_DEPENDS", depends.toString()));
    return ended.exitCode() == 0
        ? Optional.empty()
        : Optional.of("%s is red at %s: %s".formatted(repository, commit, ended.output()));
  }

  private Path cloned(String repository, String commit) throws IOException, InterruptedException {
    Path clone = scratch.resolve(commit);
    if (!Files.exists(clone)) {
      git(scratch, "clone", "-q", "--no-checkout", folder.resolve(repository).toString(), commit);
      git(clone, "checkout", "-q", "--detach", commit);
    }
    return clone;
  }

  /**
   * The dependencies in other repositories of all that has landed up to a commit: of each
   * repository one checkout, of the last landing that is needed.
   */
  private List<Map<String, String>> given(String repository, String commit)
      throws IOException, InterruptedException {
    List<String> wanted =
        trailers(repository, commit, "Wavewright-Depends").stream().map(Trailer::value).toList();
    List<Map<String, String>> given = new ArrayList<>();
    for (String other : repositories) {
      List<Trailer> needed =
          other.equals(repository)
              ? List.of()
              : trailers(other, INTEGRATION, "Wavewright-Issue").stream()
                  .filter(landing -> wanted.contains(landing.value()))
                  .toList();
      if (!needed.isEmpty()) {
        Trailer last = needed.getLast();
        given.add(Map.of("key", last.value(), "path", cloned(other, last.commit()).toString()));
      }
    }
    return given;
  }

  private record Trailer(String commit, String value) {}

  /** Returns what the commits since the base say of one thing, oldest first. */
  private List<Trailer> trailers(String repository, String tip, String key)
      throws IOException, InterruptedException {
    String format = "--format=%H %(trailers:key=" + key + ",valueonly,separator=%x20)";
    List<Trailer> trailers = new ArrayList<>();
    for (String line :
        git(
                folder.resolve(repository),
                "log",
                "--reverse",
                "--first-parent",
                format,
                BASE + ".." + tip)
            .lines()
            .toList()) {
      String[] words = line.strip().split(" +", -1);
      for (String value : words) {
        if (!value.equals(words[0])) {
          trailers.add(new Trailer(words[0], value));
        }
      }
    }
    return trailers;
  }

  private record Ended(int exitCode, String output) {}

  private static String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    Ended ended = tryGit(folder, arguments);
    if (ended.exitCode() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + ended.output());
    }
    return ended.output();
  }

  private static Ended tryGit(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    return run(folder, argv, Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1"));
  }

  private static Ended run(Path folder, List<String> argv, Map<String, String> more)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(more);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output.strip());
  }
}
