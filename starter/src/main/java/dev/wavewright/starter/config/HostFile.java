package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The settings of one machine, {@code host.yml} in its user's configuration folder. */
public final class HostFile {
  private static final List<String> KEYS =
      List.of("sessions", "starts-at-once", "memory-reserve", "stall-limit", "calibrated");
  private static final List<String> CALIBRATED = List.of("agent", "sessions", "memory");

  private HostFile() {}

  /**
   * Checks the file, of which a worker takes what it knows; one that is not there is right.
   *
   * @throws ConfigurationException naming every problem
   */
  public static void check(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    String name = String.valueOf(file.getFileName());
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigurationException(
          name, List.of(new ConfigurationProblem(0, "cannot be read: " + e.getMessage())));
    }
    YamlSection.Reading reading = new YamlSection.Reading();
    YamlSection section = YamlSection.of("", YamlDocument.read(name, text), KEYS, reading);
    checkNumber(section, "sessions", "'auto' or a whole number", 0);
    checkNumber(section, "starts-at-once", "'auto' or a whole number of at least 1", 1);
    Optional<String> unused =
        section.value(
            "memory-reserve",
            "auto",
            "'auto' or " + ByteSize.WANTED,
            setting ->
                Optional.of(setting)
                    .filter(size -> size.equals("auto") || ByteSize.parse(size).isPresent()));
    if (section.has("calibrated")) {
      checkCalibrated(section.section("calibrated", CALIBRATED));
    }
    Optional<Integer> unusedToo =
        section.value(
            "stall-limit",
            "40",
            "a percentage of 1 to 100",
            setting ->
                YamlSection.wholeNumber(setting).filter(number -> number >= 1 && number <= 100));
    if (!reading.problems().isEmpty()) {
      throw new ConfigurationException(name, reading.problems());
    }
  }

  /** Returns what a key of the file says; empty if it says nothing, or is not there. */
  public static Optional<String> value(Path file, String key) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    YamlSection.Reading reading = new YamlSection.Reading();
    String name = String.valueOf(file.getFileName());
    YamlSection section =
        YamlSection.of("", YamlDocument.read(name, Files.readString(file)), KEYS, reading);
    return section.text(key, null);
  }

  /**
   * Writes what a calibration found; whatever else stands in the file stays, comments included.
   *
   * @throws ConfigurationException if the file could not be used afterwards; it stays as it was
   */
  public static void calibrated(Path file, String agent, int sessions, ByteSize memory)
      throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    String before = Files.exists(file) ? Files.readString(file) : "";
    long mebibytes = (memory.bytes() + (1 << 20) - 1) >> 20;
    String line =
        "calibrated: {agent: \"%s\", sessions: %d, memory: %dMiB}\n"
            .formatted(agent.replace("\\", "\\\\").replace("\"", "\\\""), sessions, mebibytes);
    Path fresh = file.resolveSibling("host.yml.new");
    Files.writeString(fresh, without(before) + line);
    try {
      check(fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Leaves out an earlier calibration, on one line or on indented ones below it. */
  private static String without(String text) {
    StringBuilder kept = new StringBuilder();
    boolean inside = false;
    for (String line : text.lines().toList()) {
      boolean below = inside && (line.startsWith(" ") || line.startsWith("\t"));
      inside = below || line.startsWith("calibrated:");
      if (!inside) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }

  /** What {@code calibrate} writes has all its parts. */
  private static void checkCalibrated(YamlSection found) {
    part(found, "agent", "the name of an agent", Optional::of);
    part(
        found,
        "sessions",
        "a whole number of at least 1",
        setting -> YamlSection.wholeNumber(setting).filter(number -> number >= 1));
    part(found, "memory", ByteSize.WANTED, ByteSize::parse);
  }

  private static <T> void part(
      YamlSection found, String key, String wanted, Function<String, Optional<T>> parse) {
    if (found.has(key)) {
      Optional<T> unused = found.value(key, null, wanted, parse);
    } else {
      Optional<String> unused = found.requiredText(key);
    }
  }

  private static void checkNumber(YamlSection section, String key, String wanted, int least) {
    Optional<String> unused =
        section.value(
            key,
            "auto",
            wanted,
            setting ->
                setting.equals("auto")
                        || YamlSection.wholeNumber(setting)
                            .filter(number -> number >= least)
                            .isPresent()
                    ? Optional.of(setting)
                    : Optional.empty());
  }
}
