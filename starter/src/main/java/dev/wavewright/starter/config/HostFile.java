package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
