package dev.wavewright.activities.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Makes a process vanish as a power loss does: nobody sees how it ended. */
public final class Vanishing {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Vanishing() {}

  /**
   * Ends every process with this marker, the one that would write an exit code first.
   *
   * @param folder of the process's start
   */
  public static void vanish(ProcessStarter starter, Path folder, String marker) throws Exception {
    String wrapper = Files.readAllLines(folder.resolve("pid")).getLast();
    long pid = Long.parseLong(wrapper.substring(0, wrapper.indexOf(' ')));
    boolean asked = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    assertThat(asked).as("its wrapper lives").isTrue();
    assertThat(Waiting.until(PATIENCE, () -> !lives(starter, marker, pid), () -> {})).isTrue();
    assertThat(starter.endMarked(marker, Duration.ZERO, PATIENCE, () -> {})).isTrue();
    assertThat(folder.resolve("exit")).doesNotExist();
  }

  private static boolean lives(ProcessStarter starter, String marker, long pid) {
    return starter.marked(marker).stream().anyMatch(process -> process.pid() == pid);
  }
}
