package dev.wavewright.starter.access;

import dev.wavewright.starter.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks a url by git as a worker asks it: without the configuration of the person and of the folder,
 * so that what works here works there.
 */
public final class RemoteGit {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";

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

  /** What of that is somebody's own way in, where another one is given. */
  private static final List<String> OWN_WAYS =
      List.of("HOME", "SSH_AUTH_SOCK", "GIT_ASKPASS", "SSH_ASKPASS");

  private static final List<String> SETTINGS =
      List.of(
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "credential.helper=",
          "commit.gpgSign=false",
          "protocol.ext.allow=never",
          "protocol.file.allow=always",
          "push.recurseSubmodules=no");
  private static final Pattern NOT_LET_IN =
      Pattern.compile(
          "(?i)authentication failed|could not read (username|password)|permission denied"
              + "|repository .*not found|access denied|returned error: 40[134]|write access");

  private final Map<String, String> environment;
  private final Duration most;

  /**
   * @param environment of the command, from which only what reaches a url is taken
   * @param most how long git may take
   */
  public RemoteGit(Map<String, String> environment, Duration most) {
    this.environment = Map.copyOf(environment);
    this.most = most;
  }

  /**
   * How git ended; nothing in it holds the token.
   *
   * @param output standard output and error together
   */
  public record Answer(boolean ok, String output) {
    /** Returns what went wrong, on one line: the server's own words before git's. */
    public String complaint() {
      return output
          .lines()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> first.startsWith("remote:") ? first : second)
          .orElse("");
    }

    /** Tells whether a server did not let git in, or did not let it do this. */
    public boolean isNotLetIn() {
      return !ok && NOT_LET_IN.matcher(output).find();
    }
  }

  /** Runs git in {@code folder}, which is no repository or one of our own. */
  public Answer run(Path folder, Optional<GitCredential> shown, String... arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
    shown.ifPresent(
        credential ->
            credential.settings().forEach(setting -> command.addAll(List.of("-c", setting))));
    command.addAll(List.of(arguments));
    ChildProcess.Ended ended = ChildProcess.runWithOnly(variables(shown), folder, most, command);
    String said =
        ended.exitCode() == -2 ? "git took longer than " + most.toSeconds() + " s" : ended.output();
    return new Answer(
        ended.ok(), shown.map(credential -> credential.token().masked(said)).orElse(said));
  }

  /**
   * Asks whether git would be let in to push to {@code url}, and sends nothing: a dry run ends when
   * the server has said what it has.
   *
   * @throws IOException if there is no room for a scratch repository
   */
  public Answer tryPush(String url, Optional<GitCredential> shown)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("wavewright-push-");
    try {
      Answer made = run(scratch, Optional.empty(), "init", "--quiet", "--bare", ".");
      Answer tree = made.ok() ? run(scratch, Optional.empty(), "mktree") : made;
      Answer commit =
          tree.ok()
              ? run(
                  scratch,
                  Optional.empty(),
                  "-c",
                  "user.name=Wavewright",
                  "-c",
                  "user.email=wavewright@localhost",
                  "commit-tree",
                  "-m",
                  "Nothing",
                  tree.output())
              : tree;
      return commit.ok()
          ? run(
              scratch,
              shown,
              "push",
              "--quiet",
              "--dry-run",
              "--",
              url,
              commit.output() + ":refs/wavewright/claims/doctor")
          : commit;
    } finally {
      remove(scratch);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A scratch folder that stays behind in the temporary folder disturbs nobody.
    }
  }

  private Map<String, String> variables(Optional<GitCredential> shown) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.keySet().retainAll(REMOTE);
    shown.ifPresent(
        credential -> {
          variables.keySet().removeAll(OWN_WAYS);
          variables.putAll(credential.environment());
        });
    variables.put("PATH", PATH);
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("GIT_OPTIONAL_LOCKS", "0");
    variables.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    return variables;
  }
}
