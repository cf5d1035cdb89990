package dev.wavewright.starter.stack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Processes by way of {@code setsid} and {@code /proc}. */
public final class LinuxProcesses implements ProcessControl {
  private static final int STATE_FIELD = 0;
  private static final int START_FIELD = 19;

  @Override
  public Started start(List<String> command, Map<String, String> environment, Path folder, Path log)
      throws IOException {
    Path logs = log.toAbsolutePath().getParent();
    if (logs != null) {
      Files.createDirectories(logs);
    }
    // setsid executes in place when its caller leads no group, so the pid stays the child's.
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new Started(process.pid(), identity(process.pid()).orElse("gone"));
  }

  @Override
  public Optional<String> identity(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The second field is the command in parentheses and may itself contain any of both.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE_FIELD].equals("Z") || fields[STATE_FIELD].equals("X")) {
        return Optional.empty();
      }
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return Optional.of(boot + "/" + fields[START_FIELD]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean end(long pid, String identity, Duration grace) {
    if (!lives(pid, identity)) {
      return true;
    }
    if (grace.isPositive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      if (gone(pid, identity, grace)) {
        return true;
      }
    }
    signalGroup(pid);
    ProcessHandle.of(pid)
        .filter(handle -> lives(pid, identity))
        .ifPresent(ProcessHandle::destroyForcibly);
    gone(pid, identity, Duration.ofSeconds(10));
    return false;
  }

  @Override
  public Optional<Listener> listener(int port) {
    return LinuxPorts.listener(port);
  }

  private boolean gone(long pid, String identity, Duration limit) {
    return Waiting.until(limit, () -> !lives(pid, identity));
  }

  /** Called only while the group's leader lives, so its number cannot belong to another group. */
  private static void signalGroup(long leader) {
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -KILL -- -" + leader)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (!kill.waitFor(5, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      // The leader itself is ended next; only its children could be left, and have no owner then.
      System.err.println("cannot signal process group " + leader + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
