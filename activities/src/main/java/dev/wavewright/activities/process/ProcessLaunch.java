package dev.wavewright.activities.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to start.
 *
 * @param folder where its pid, exit code and output go; a folder serves one start, ever
 * @param argv never a shell line; the program is looked up in the PATH of {@code environment}
 * @param workingFolder where it starts
 * @param environment the whole environment; nothing is inherited
 * @param input file given as standard input, or null for none
 * @param marker marks the process and what it starts; becomes {@link ProcessTable#MARKER}
 * @param outputLimit bytes kept from the beginning of each output; the last 64 KiB beyond it are
 *     kept apart, what lies between is dropped and never fills the disk
 * @param separateErrors whether standard error has its own log rather than going with the output
 */
public record ProcessLaunch(
    Path folder,
    List<String> argv,
    Path workingFolder,
    Map<String, String> environment,
    @Nullable Path input,
    String marker,
    long outputLimit,
    boolean separateErrors) {
  /** What is kept of an output unless said otherwise. */
  public static final long OUTPUT_LIMIT = 64L << 20;

  public ProcessLaunch {
    argv = List.copyOf(argv);
    environment = Map.copyOf(new TreeMap<>(environment));
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      throw new IllegalArgumentException("nothing to start");
    }
    if (argv.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("an argument holds a NUL character");
    }
    if (marker.isEmpty() || marker.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a marker: '" + marker + "'");
    }
    if (outputLimit < 4096) {
      throw new IllegalArgumentException("output limit below 4096: " + outputLimit);
    }
  }
}
