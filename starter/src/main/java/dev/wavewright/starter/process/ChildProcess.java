package dev.wavewright.starter.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a short command to its end, with bounded time and output. */
public final class ChildProcess {
  private static final int MOST_BYTES = 1 << 20;

  private ChildProcess() {}

  /**
   * How a command ended.
   *
   * @param exitCode its own; -1 when it could not be started, -2 when it was ended after the time
   * @param output standard output and error together, at most 1 MiB, without the last line end
   */
  public record Ended(int exitCode, String output) {
    public boolean ok() {
      return exitCode == 0;
    }

    public String firstLine() {
      return output.lines().findFirst().orElse("");
    }
  }

  /** Runs {@code command} in {@code folder} without input; never throws for what it does. */
  public static Ended run(
      Path folder, Map<String, String> extraEnvironment, Duration most, List<String> command)
      throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(extraEnvironment);
    return run(builder, folder, most);
  }

  /** As {@link #run}, with exactly this environment. */
  public static Ended runWithOnly(
      Map<String, String> environment, Path folder, Duration most, List<String> command)
      throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return run(builder, folder, most);
  }

  private static Ended run(ProcessBuilder builder, Path folder, Duration most)
      throws InterruptedException {
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
    AtomicReference<String> output = new AtomicReference<>("");
    Thread reader = Thread.ofVirtual().start(() -> output.set(read(process.getInputStream())));
    boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    reader.join(Duration.ofSeconds(10));
    return new Ended(ended ? process.exitValue() : -2, output.get().stripTrailing());
  }

  private static String read(InputStream stream) {
    try {
      byte[] bytes = stream.readNBytes(MOST_BYTES);
      stream.skip(Long.MAX_VALUE);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
