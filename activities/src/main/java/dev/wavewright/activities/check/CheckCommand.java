package dev.wavewright.activities.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A check or set-up command.
 *
 * @param argv never a shell line
 * @param folder absolute folder it runs in
 * @param environment the whole environment
 * @param start after this long without having been started it gives no verdict
 * @param timeout after this long it gives no verdict
 * @param record absolute folder for its log and exit code, outside {@code folder}; emptied first
 * @param marker marks every process of it; of its own, since ending the check ends all that carry
 *     it
 */
public record CheckCommand(
    List<String> argv,
    Path folder,
    Map<String, String> environment,
    Duration start,
    Duration timeout,
    Path record,
    String marker) {
  /** How long a command may take to be started unless said otherwise. */
  public static final Duration START = Duration.ofSeconds(60);

  public CheckCommand {
    argv = List.copyOf(argv);
    environment = Map.copyOf(new TreeMap<>(environment));
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("nothing to check with");
    }
    if (!folder.isAbsolute() || !record.isAbsolute()) {
      throw new IllegalArgumentException("folders of a check are absolute");
    }
    if (!start.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("limits of a check are positive");
    }
  }
}
