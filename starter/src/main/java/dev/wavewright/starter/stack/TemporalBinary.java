package dev.wavewright.starter.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An executable Temporal command line.
 *
 * @param serverVersion of the server inside it, for example {@code 1.29.1}
 */
public record TemporalBinary(Path path, String serverVersion) {
  /** The build that is made when none is on PATH; later tags cannot be installed by Go. */
  public static final String PINNED = "v1.5.1";

  /** What Go installs. */
  public static final String MODULE = "github.com/temporalio/cli/cmd/temporal@" + PINNED;

  private static final Pattern SERVER = Pattern.compile("\\(Server ([0-9][^,)\\s]*)");

  /**
   * Returns the first of: {@code temporal} on PATH, the cached pinned build, a build made now by Go
   * (some minutes, once).
   *
   * @param progress gets one line before anything that takes long
   * @throws NoTemporalException (4) if none is to be had
   */
  public static TemporalBinary provide(
      Map<String, String> environment, StackFolders folders, Consumer<String> progress) {
    Optional<Path> onPath = onPath(environment, "temporal");
    if (onPath.isPresent()) {
      return inspect(onPath.get(), environment);
    }
    Path cached = cached(folders);
    if (Files.isExecutable(cached)) {
      return inspect(cached, environment);
    }
    Path go =
        onPath(environment, "go")
            .orElseThrow(
                () ->
                    new NoTemporalException(
                        "no Temporal: neither TEMPORAL_ADDRESS, nor `temporal` on PATH, nor Go to"
                            + " build it (https://go.dev/dl/); without durability it can run in memory",
                        "wavewright up --in-memory"));
    progress.accept("building Temporal " + PINNED + " with Go (some minutes, once)");
    build(go, cached, environment);
    return inspect(cached, environment);
  }

  /** Tells whether {@link #provide} would have to build it first. */
  static boolean isToBuild(Map<String, String> environment, StackFolders folders) {
    return onPath(environment, "temporal").isEmpty()
        && !Files.isExecutable(cached(folders))
        && onPath(environment, "go").isPresent();
  }

  static Path cached(StackFolders folders) {
    return folders.cache().resolve("temporal").resolve(PINNED).resolve("temporal");
  }

  static Optional<Path> onPath(Map<String, String> environment, String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst();
  }

  private static void build(Path go, Path target, Map<String, String> environment) {
    Path folder = target.resolveSibling("build-" + ProcessHandle.current().pid());
    Deque<String> last = new ArrayDeque<>();
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(go.toString(), "install", MODULE).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.environment().put("GOBIN", folder.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          last.addLast(line);
          if (last.size() > 5) {
            last.removeFirst();
          }
        }
      }
      if (process.waitFor() != 0) {
        throw new NoTemporalException(
            "Go could not build Temporal: " + String.join(" | ", last),
            "GOBIN='"
                + target.getParent()
                + "' '"
                + go
                + "' install "
                + MODULE
                + " && wavewright up");
      }
      // Two commands may build at once: whole files are put in place, the last one wins.
      Files.move(
          folder.resolve("temporal"),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      Files.delete(folder);
    } catch (IOException e) {
      throw StackFile.unwritable(target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException(
          StackException.UNREACHABLE, "the build of Temporal was interrupted", "wavewright up", e);
    }
  }

  private static TemporalBinary inspect(Path binary, Map<String, String> environment) {
    String output = "";
    try {
      ProcessBuilder builder =
          new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      output = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw broken(binary, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken(binary, "interrupted");
    }
    Matcher server = SERVER.matcher(output);
    if (!server.find()) {
      throw broken(binary, "its --version says '" + output.strip() + "'");
    }
    return new TemporalBinary(binary, server.group(1));
  }

  private static StackException broken(Path binary, String why) {
    return new NoTemporalException(
        binary + " is no Temporal command line: " + why,
        "mv '" + binary + "' '" + binary + ".broken' && wavewright up");
  }
}
