package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An independent installation: the packaged command line with state, configuration and cache
 * folders of its own, every command a real process, the server a real one.
 */
final class Installation implements AutoCloseable {
  /** Longest a command may take; a first command may have to build Temporal. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final List<String> ASK_TEMPORAL =
      List.of("status", "queue", "capacity", "merges", "wave", "issue", "task", "audit");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path root;
  private final Path home;
  private @Nullable String external;

  Installation(Path root) throws IOException {
    this.root = root;
    this.home = repositoryRoot();
    for (String folder : List.of("home", "state", "config/wavewright", "logs")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.createDirectories(home.resolve("target/cds"));
    hostFile("");
  }

  /** What a command printed and how it ended. */
  record Ran(int exitCode, String out, String err) {
    JsonNode data() {
      try {
        return JSON.readTree(out).path("data");
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + out + "\n" + err, e);
      }
    }

    Ran expect(int code) {
      if (exitCode != code) {
        throw new AssertionError(
            "exit code " + exitCode + " instead of " + code + "\n" + out + "\n" + err);
      }
      return this;
    }
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  /** Runs {@code wavewright} with these arguments in {@code folder}. */
  Ran run(Path folder, String... arguments) throws IOException, InterruptedException {
    return execute(folder, wavewright(arguments));
  }

  /** Starts {@code wavewright} and returns while it runs; its output goes to files. */
  Process start(Path folder, String... arguments) throws IOException {
    Path log = Files.createTempFile(root.resolve("logs"), "command", ".log");
    return builder(folder, wavewright(arguments)).redirectOutput(log.toFile()).start();
  }

  /** Runs any program in this installation's environment. */
  Ran execute(Path folder, List<String> argv) throws IOException, InterruptedException {
    Path out = Files.createTempFile(root.resolve("logs"), "out", ".log");
    Path err = Files.createTempFile(root.resolve("logs"), "err", ".log");
    Process process =
        builder(folder, argv)
            .redirectErrorStream(false)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(argv + " did not end\n" + read(out) + "\n" + read(err));
    }
    return new Ran(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private List<String> wavewright(String... arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    argv.addAll(archive(arguments));
    argv.add("-Dwavewright.home=" + home);
    argv.add("-jar");
    argv.add(home.resolve("starter/target/wavewright-starter.jar").toString());
    argv.addAll(List.of(arguments));
    return argv;
  }

  /** The archive of loaded classes that the launcher script keeps, filled by the same commands. */
  private List<String> archive(String... arguments) {
    Path archive = home.resolve("target/cds/tests-" + Runtime.version().feature() + ".jsa");
    List<String> options = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive));
    if (arguments.length > 0 && ASK_TEMPORAL.contains(arguments[0])) {
      options.add("-XX:+AutoCreateSharedArchive");
    } else if (!Files.exists(archive)) {
      return List.of();
    }
    options.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=off"));
    return options;
  }

  private ProcessBuilder builder(Path folder, List<String> argv) {
    ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("TEMPORAL_ADDRESS");
    environment.putAll(environment());
    return builder.redirectErrorStream(true);
  }

  /** Returns the variables that make this installation its own. */
  Map<String, String> environment() {
    Map<String, String> own = new TreeMap<>();
    own.put("XDG_STATE_HOME", root.resolve("state").toString());
    own.put("XDG_CONFIG_HOME", root.resolve("config").toString());
    own.put("NO_COLOR", "1");
    if (external != null) {
      own.put("TEMPORAL_ADDRESS", external);
    }
    return own;
  }

  /** Lets every later command use a server that somebody else runs. */
  void external(String address) {
    external = address;
  }

  static Path repositoryRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".editorconfig"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run from inside the checkout");
      }
    }
    return folder;
  }

  /** Writes how many sessions this installation's host carries. */
  void sessions(int sessions) throws IOException {
    hostFile("sessions: " + sessions + "\n");
  }

  /** Lets no load of the machine that tests run on hold sessions back, unless a test wants it. */
  void hostFile(String settings) throws IOException {
    String calm = settings.contains("memory-reserve") ? "" : "memory-reserve: 0MiB\n";
    Files.writeString(
        root.resolve("config/wavewright/host.yml"), calm + "stall-limit: 100\n" + settings);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run(root, "down");
  }
}
