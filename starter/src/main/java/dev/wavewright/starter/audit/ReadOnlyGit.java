package dev.wavewright.starter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs git for reading: argv without a shell, a cleared environment, hooks and every configured
 * program off, limits on time and output. A url is only ever reached by the transport, so no
 * configuration of a repository that is not Wavewright's is read here.
 */
final class ReadOnlyGit {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_BYTES = 64 << 20;
  private static final List<String> SETTINGS =
      List.of(
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "core.attributesFile=/dev/null",
          "core.pager=cat",
          "core.commitGraph=false",
          "credential.helper=",
          "diff.external=",
          "gc.auto=0",
          "maintenance.auto=false",
          "protocol.ext.allow=never",
          "protocol.file.allow=always",
          "fetch.recurseSubmodules=no",
          "log.showSignature=false",
          "i18n.logOutputEncoding=UTF-8",
          "safe.directory=*");

  /** Somebody's own way in, where no other one is given. */
  private static final List<String> OWN_WAYS =
      List.of("HOME", "SSH_AUTH_SOCK", "GIT_ASKPASS", "SSH_ASKPASS");

  private static final List<String> FOR_REMOTES =
      List.of(
          "GIT_SSL_CAINFO",
          "GIT_SSL_CAPATH",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "http_proxy",
          "https_proxy",
          "HTTPS_PROXY",
          "all_proxy",
          "ALL_PROXY",
          "no_proxy",
          "NO_PROXY");

  private final Map<String, String> environment;

  /**
   * @param environment of the command, from which only what reaches a url is taken
   */
  ReadOnlyGit(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * How git ended.
   *
   * @param output standard output
   * @param complaint the beginning of standard error, without a secret
   */
  record Result(int exitCode, String output, String complaint) {
    boolean ok() {
      return exitCode == 0;
    }
  }

  /** Runs git on exactly this git directory; it reaches no url. */
  Result on(Path gitDirectory, String... arguments) {
    return run(prepared(gitDirectory, List.of(), arguments));
  }

  /**
   * Runs git on exactly this git directory, for a command that reaches a url.
   *
   * @param shown the one way in, which only this git's processes have; empty for the person's own
   */
  Result reaching(Optional<Admission.Shown> shown, Path gitDirectory, String... arguments) {
    ProcessBuilder builder =
        prepared(gitDirectory, shown.map(Admission.Shown::settings).orElse(List.of()), arguments);
    take(FOR_REMOTES, builder);
    shown.ifPresentOrElse(
        way -> builder.environment().putAll(way.environment()), () -> take(OWN_WAYS, builder));
    Result result = run(builder);
    return shown
        .map(
            way ->
                new Result(
                    result.exitCode(), result.output(), way.masking().apply(result.complaint())))
        .orElse(result);
  }

  private void take(List<String> names, ProcessBuilder builder) {
    for (String name : names) {
      if (environment.containsKey(name)) {
        builder.environment().put(name, environment.getOrDefault(name, ""));
      }
    }
  }

  private static ProcessBuilder prepared(
      Path gitDirectory, List<String> settings, String... arguments) {
    List<String> line = new ArrayList<>(List.of(executable()));
    SETTINGS.forEach(setting -> line.addAll(List.of("-c", setting)));
    settings.forEach(setting -> line.addAll(List.of("-c", setting)));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(gitDirectory.toFile());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.put("PATH", PATH);
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("GIT_DIR", gitDirectory.toString());
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
    variables.put("GIT_ATTR_NOSYSTEM", "1");
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("GIT_OPTIONAL_LOCKS", "0");
    variables.put("GIT_NO_REPLACE_OBJECTS", "1");
    variables.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    return builder;
  }

  private static String executable() {
    for (String folder : PATH.split(":", -1)) {
      Path candidate = Path.of(folder, "git");
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return "git";
  }

  private static Result run(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      ByteArrayOutputStream complaint = new ByteArrayOutputStream();
      Thread reader =
          Thread.ofVirtual().start(() -> drain(process.getInputStream(), output, MOST_BYTES));
      Thread listener =
          Thread.ofVirtual().start(() -> drain(process.getErrorStream(), complaint, 8 << 10));
      boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Result(-1, "", "git took longer than " + PATIENCE);
      }
      reader.join();
      listener.join();
      return new Result(
          process.exitValue(),
          output.toString(StandardCharsets.UTF_8),
          complaint.toString(StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("git cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(-1, "", "interrupted");
    }
  }

  private static void drain(InputStream from, ByteArrayOutputStream into, int most) {
    byte[] buffer = new byte[1 << 14];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        into.write(buffer, 0, Math.min(count, Math.max(0, most - into.size())));
      }
    } catch (IOException closed) {
      // What was read until then is the output.
    }
  }
}
