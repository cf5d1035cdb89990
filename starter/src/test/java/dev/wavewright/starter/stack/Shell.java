package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands the way a person does: in a shell, with {@code wavewright} on PATH. */
final class Shell {
  private final Map<String, String> environment;
  private final Path bin;
  private final Path folder;

  Shell(TestStack stack, Path root) throws IOException {
    this.environment = stack.environment;
    this.folder = root;
    this.bin = Files.createDirectories(root.resolve("shell"));
    // Only "up" differs from the real launcher: in a test nobody presses Ctrl-C.
    program(
        "wavewright",
        """
        command="$1"; shift
        if [ "$command" = up ]; then set -- --detach "$@"; fi
        exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC '-Dwavewright.home=%s' -cp '%s' \
          dev.wavewright.starter.cli.Wavewright "$command" "$@"
        """
            .formatted(
                stack.commands.java(),
                stack.commands.home(),
                System.getProperty("java.class.path")));
    environment.put("PATH", bin + ":" + environment.getOrDefault("PATH", ""));
  }

  /** Puts a shell script on PATH. */
  void program(String name, String script) throws IOException {
    Path file = bin.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(file, "#!/bin/bash\n" + script);
  }

  /** How a command ended and what it printed. */
  record Ran(int exitCode, String out, String err) {
    /** Returns the command that the error names as the next one. */
    String fix() {
      return err.lines()
          .filter(line -> line.startsWith("  next: "))
          .map(line -> line.substring("  next: ".length()))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no next command in: " + err));
    }

    Ran fails(int code, String... parts) {
      assertThat(exitCode).as("%s%n%s", out, err).isEqualTo(code);
      for (String part : parts) {
        assertThat(err).contains(part);
      }
      return this;
    }

    Ran succeeds() {
      assertThat(exitCode).as("%s%n%s", out, err).isZero();
      return this;
    }
  }

  Ran run(String command) throws IOException, InterruptedException {
    return run(List.of("bash", "-c", command));
  }

  Ran run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end: " + Files.readString(err));
    }
    return new Ran(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
