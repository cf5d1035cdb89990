package dev.wavewright.activities.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Starts processes and finds them again. */
public final class ProcessStarter {
  private final ProcessTable table;
  private final String script;

  public ProcessStarter(ProcessTable table) {
    this.table = table;
    try (InputStream resource = ProcessStarter.class.getResourceAsStream("run.sh")) {
      if (resource == null) {
        throw new IllegalStateException("run.sh is missing from the class path");
      }
      script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("run.sh cannot be read", e);
    }
  }

  /**
   * Starts what {@code launch} says and waits until its pid is on disk. The process belongs to
   * nobody: the death of this one does not reach it.
   *
   * @param within when its pid is not on disk by then, it is made sure that it never starts
   * @throws IOException if no process could be made or the folder was used before; nothing runs
   */
  public ManagedProcess start(ProcessLaunch launch, Duration within, Pulse pulse)
      throws IOException, InterruptedException {
    Path folder = launch.folder();
    Files.createDirectories(folder);
    ManagedProcess process = find(folder, launch.marker());
    if (process.state() != ManagedProcess.State.ABSENT) {
      throw new IOException("used before: " + folder);
    }
    Files.writeString(folder.resolve("run.sh"), script);
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of("/bin/sh", folder.resolve("run.sh").toString(), folder.toString()));
    argv.add(launch.input() == null ? "/dev/null" : launch.input().toString());
    argv.add(Long.toString(Math.ceilDiv(launch.outputLimit(), 512)));
    argv.add(launch.separateErrors() ? "yes" : "no");
    argv.addAll(launch.argv());
    // A session of its own for the wrapper too: a terminal's Ctrl-C ends the worker, not its
    // agents.
    argv.addFirst("setsid");
    ProcessBuilder builder = new ProcessBuilder(argv).directory(launch.workingFolder().toFile());
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    builder.environment().put(ProcessTable.MARKER, launch.marker());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("wrapper.log").toFile());
    Process wrapper = builder.start();
    Waiting.until(
        within, () -> process.state() != ManagedProcess.State.ABSENT || !wrapper.isAlive(), pulse);
    if (process.state() == ManagedProcess.State.ABSENT) {
      process.forbidStart();
    }
    return process;
  }

  /** Returns the process that was started in {@code folder}, if any ever was. */
  public ManagedProcess find(Path folder, String marker) {
    return new ManagedProcess(folder, marker, table);
  }

  /**
   * Ends every process with this marker, wherever it came from: asked first, after {@code grace}
   * forced.
   *
   * @return whether all were gone within {@code limit}
   */
  public boolean endMarked(String marker, Duration grace, Duration limit, Pulse pulse)
      throws InterruptedException {
    return new Ending(table, marker, Ending::marked).end(new HashSet<>(), grace, limit, pulse);
  }

  /** Returns the processes with this marker that run now. */
  public Set<ProcessIdentity> marked(String marker) {
    Set<ProcessIdentity> marked = new HashSet<>();
    for (ProcessReading reading : table.read(marker)) {
      if (reading.marked()) {
        marked.add(reading.identity());
      }
    }
    return marked;
  }
}
