package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.workflows.model.GitLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one way to run git: argv without a shell, a cleared environment, no configuration but the
 * repository's own with everything that names a program switched off, limits on time and output.
 *
 * <p>Configuration of the repository a command runs in is read by git, so commands run only in
 * repositories that Wavewright wrote, and at a user's repository by its url.
 */
public final class GitCommand {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** For what carries or writes a whole repository. */
  static final Duration WHOLE_REPOSITORY = Duration.ofMinutes(20);

  /** What people set so that git reaches their url: keys, proxies, certificates. */
  private static final List<String> REMOTE =
      List.of(
          "HOME",
          "SSH_AUTH_SOCK",
          "GIT_ASKPASS",
          "SSH_ASKPASS",
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

  private static final int OUTPUT = 64 << 20;
  private static final List<String> SETTINGS =
      List.of(
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "core.untrackedCache=false",
          "core.attributesFile=/dev/null",
          "core.excludesFile=/dev/null",
          "core.commitGraph=false",
          "core.multiPackIndex=false",
          "core.protectHFS=true",
          "core.protectNTFS=true",
          "core.quotePath=false",
          "core.pager=cat",
          "credential.helper=",
          "diff.external=",
          "commit.gpgSign=false",
          "gc.auto=0",
          "maintenance.auto=false",
          "protocol.ext.allow=never",
          "protocol.file.allow=always",
          "submodule.recurse=false",
          "push.recurseSubmodules=no",
          "fetch.recurseSubmodules=no",
          "log.showSignature=false",
          "i18n.commitEncoding=UTF-8",
          "i18n.logOutputEncoding=UTF-8");

  /** What of that is somebody's own way in, where another one is given. */
  private static final List<String> OWN_WAYS =
      List.of("HOME", "SSH_AUTH_SOCK", "GIT_ASKPASS", "SSH_ASKPASS");

  private final Path executable;
  private final Map<String, String> remoteEnvironment;
  private final Redactor redactor;

  /**
   * @param executable absolute path of git
   * @param remoteEnvironment variables that only commands reaching a url receive, for example
   *     {@code SSH_AUTH_SOCK} or {@code GIT_ASKPASS}; empty for none
   */
  public GitCommand(Path executable, Map<String, String> remoteEnvironment) {
    this(executable, remoteEnvironment, new Redactor());
  }

  private GitCommand(Path executable, Map<String, String> remoteEnvironment, Redactor redactor) {
    this.executable = executable;
    this.remoteEnvironment = Map.copyOf(remoteEnvironment);
    this.redactor = redactor;
  }

  /**
   * Finds git on the fixed search path.
   *
   * @throws GitProblem if there is none, or one older than {@link GitVersion#FLOOR}
   */
  public static GitCommand find() {
    for (String folder : PATH.split(":", -1)) {
      Path candidate = Path.of(folder, "git");
      if (Files.isExecutable(candidate)) {
        GitCommand git = new GitCommand(candidate, Map.of());
        git.requireFloor();
        return git;
      }
    }
    throw new GitProblem(
        Kind.NO_GIT, "there is no git in " + PATH, "install git " + GitVersion.FLOOR + " or newer");
  }

  /** Returns this git with what {@code environment} says about reaching remotes, no more of it. */
  public GitCommand reaching(Map<String, String> environment) {
    Map<String, String> remote = new HashMap<>(environment);
    remote.keySet().retainAll(REMOTE);
    return new GitCommand(executable, remote, redactor);
  }

  /** Returns this git with its complaints masked by {@code masking}. */
  public GitCommand redacting(Redactor masking) {
    return new GitCommand(executable, remoteEnvironment, masking);
  }

  /** Refuses a git older than {@link GitVersion#FLOOR}, and what is no git. */
  void requireFloor() {
    GitResult result = in(Path.of("/")).run("--version");
    GitVersion version =
        GitVersion.parse(result.text())
            .orElseThrow(
                () ->
                    new GitProblem(
                        Kind.NO_GIT, executable + " is no git", "install git " + GitVersion.FLOOR));
    if (!version.isEnough()) {
      throw new GitProblem(
          Kind.NO_GIT,
          "git " + version + " cannot merge without a checkout",
          "install git " + GitVersion.FLOOR + " or newer");
    }
  }

  /** Prepares a command that runs in {@code folder} and finds its repository there or above. */
  public Call in(Path folder) {
    return new Call(folder);
  }

  /** Prepares a command on exactly this git directory. */
  public Call on(Path gitDirectory) {
    return new Call(gitDirectory).with("GIT_DIR", gitDirectory.toString());
  }

  /** One command being prepared; not shared between threads, runs once. */
  public final class Call {
    private final Path folder;
    private final Map<String, String> extra = new HashMap<>();
    private byte @Nullable [] input;
    private Duration patience = PATIENCE;
    private int limit = OUTPUT;
    private boolean remote;
    private @Nullable Credential credential;

    private Call(Path folder) {
      this.folder = folder;
    }

    Call with(String name, String value) {
      extra.put(name, value);
      return this;
    }

    Call workTree(Path workTree) {
      return with("GIT_WORK_TREE", workTree.toString());
    }

    Call index(Path index) {
      return with("GIT_INDEX_FILE", index.toString());
    }

    Call author(Identity author) {
      return with("GIT_AUTHOR_NAME", author.name()).with("GIT_AUTHOR_EMAIL", author.email());
    }

    Call input(String text) {
      input = text.getBytes(StandardCharsets.UTF_8);
      return this;
    }

    Call input(byte[] bytes) {
      input = bytes.clone();
      return this;
    }

    Call patience(Duration longest) {
      patience = longest;
      return this;
    }

    /** Bounds standard output; a longer one is cut and the command ended. */
    Call limit(int bytes) {
      limit = bytes;
      return this;
    }

    /** Lets the command reach a url: it gets the remote environment. */
    Call remote() {
      remote = true;
      return this;
    }

    /**
     * Lets the command reach a url. With a credential it is the only way in, and only this
     * command's processes have it.
     */
    Call remote(Optional<Credential> shown) {
      credential = shown.orElse(null);
      shown.ifPresent(each -> redactor.know(each.secret()));
      return remote();
    }

    /**
     * Runs the command and returns its standard output.
     *
     * @throws GitProblem if it fails or its output is longer than the limit
     */
    public String require(String... arguments) {
      GitResult result = run(arguments);
      if (result.truncated()) {
        throw new GitProblem(
            Kind.TOO_LARGE, "git " + arguments[0] + " printed more than " + limit + " bytes", "");
      }
      if (!result.succeeded()) {
        throw result.problem(Kind.FAILED, "git " + arguments[0] + " failed");
      }
      return result.text();
    }

    /** Runs the command; a failure of git is a result, a failure to run it is thrown. */
    public GitResult run(String... arguments) {
      Process process = start(arguments);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      ByteArrayOutputStream complaint = new ByteArrayOutputStream();
      boolean[] cut = new boolean[1];
      Thread feeder = Thread.ofVirtual().start(() -> feed(process.getOutputStream()));
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    cut[0] = GitProcess.drain(process.getInputStream(), output, limit);
                    if (cut[0]) {
                      GitProcess.end(process);
                    }
                  });
      Thread listener =
          Thread.ofVirtual().start(() -> GitProcess.drainAll(process.getErrorStream(), complaint));
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new GitProblem(
              Kind.TIMED_OUT, "git " + arguments[0] + " took longer than " + patience, "");
        }
        reader.join();
        listener.join();
        feeder.join();
        return new GitResult(
            process.exitValue(),
            output.toByteArray(),
            redactor.redact(complaint.toString(StandardCharsets.UTF_8).strip()),
            cut[0]);
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        throw new GitProblem(Kind.INTERRUPTED, "git " + arguments[0] + " was interrupted", "");
      } finally {
        GitProcess.end(process);
      }
    }

    private Process start(String... arguments) {
      List<String> line = new ArrayList<>();
      line.add(executable.toString());
      Credential shown = credential;
      for (String setting : SETTINGS) {
        line.addAll(List.of("-c", setting));
      }
      if (shown != null) {
        shown.login().settings().forEach(setting -> line.addAll(List.of("-c", setting)));
      }
      line.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("PATH", PATH);
      environment.put("LC_ALL", "C.UTF-8");
      environment.put("GIT_CONFIG_NOSYSTEM", "1");
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
      environment.put("GIT_ATTR_NOSYSTEM", "1");
      environment.put("GIT_TERMINAL_PROMPT", "0");
      environment.put("GIT_OPTIONAL_LOCKS", "0");
      environment.put("GIT_LITERAL_PATHSPECS", "1");
      environment.put("GIT_NO_REPLACE_OBJECTS", "1");
      environment.put("GIT_EDITOR", ":");
      environment.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
      environment.put("GIT_AUTHOR_NAME", Identity.WAVEWRIGHT.name());
      environment.put("GIT_AUTHOR_EMAIL", Identity.WAVEWRIGHT.email());
      environment.put("GIT_COMMITTER_NAME", Identity.WAVEWRIGHT.name());
      environment.put("GIT_COMMITTER_EMAIL", Identity.WAVEWRIGHT.email());
      if (remote) {
        environment.putAll(remoteEnvironment);
      }
      if (shown != null) {
        environment.keySet().removeAll(OWN_WAYS);
        environment.put(GitLogin.VARIABLE, shown.secret().reveal());
      }
      environment.putAll(extra);
      try {
        return builder.start();
      } catch (IOException failure) {
        throw new GitProblem(Kind.NO_GIT, "git cannot be run: " + failure.getMessage(), "");
      }
    }

    private void feed(OutputStream standardInput) {
      try (standardInput) {
        if (input != null) {
          standardInput.write(input);
        }
      } catch (IOException unread) {
        // Git ended without reading all of it; its exit code tells.
      }
    }
  }
}
