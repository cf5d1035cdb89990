package dev.wavewright.activities.agent;

import dev.wavewright.activities.agent.AgentBackendAdapter.CannotRunException;
import dev.wavewright.workflows.model.AgentSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An agent's private home and the environment it sees: an allow-list, never the worker's own.
 *
 * @param folder the session's folder
 */
record SessionHome(Path folder, Map<String, String> workerEnvironment) {
  private static final List<String> PASSED_ON = List.of("PATH", "LANG", "LC_ALL", "TZ");

  /** Where they lie in the private home, as in any home that sets none of them. */
  private static final Map<String, String> XDG =
      new TreeMap<>(
          Map.of(
              "XDG_CONFIG_HOME", ".config",
              "XDG_DATA_HOME", ".local/share",
              "XDG_STATE_HOME", ".local/state",
              "XDG_CACHE_HOME", ".cache"));

  Path home() {
    return folder.resolve("home");
  }

  /** Makes the home if need be and copies the agent's logins into it, readable by us alone. */
  void prepare(AgentSettings agent) throws IOException, CannotRunException {
    for (Path mine : List.of(home(), folder.resolve("tmp"))) {
      Files.createDirectories(mine);
      Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));
    }
    for (String place : XDG.values()) {
      Files.createDirectories(home().resolve(place));
    }
    for (String login : agent.login()) {
      copyLogin(login);
    }
  }

  Map<String, String> environment(AgentLaunch launch, Map<String, String> backend) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : PASSED_ON) {
      pass(name, environment);
    }
    environment.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.putIfAbsent("LANG", "C.UTF-8");
    launch.agent().environment().forEach(name -> pass(name, environment));
    environment.put("TERM", "dumb");
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    environment.put("HOME", home().toString());
    XDG.forEach((name, place) -> environment.put(name, home().resolve(place).toString()));
    environment.putAll(backend);
    environment.putAll(launch.environment());
    environment.put("WAVEWRIGHT_SESSION", launch.session().value());
    environment.put("WAVEWRIGHT_ATTEMPT", Integer.toString(launch.attempt()));
    environment.put("WAVEWRIGHT_WORKTREE", launch.worktree().toString());
    return environment;
  }

  private void pass(String name, Map<String, String> environment) {
    String value = workerEnvironment.get(name);
    if (value != null) {
      environment.put(name, value);
    }
  }

  private void copyLogin(String login) throws IOException, CannotRunException {
    Path userHome = Path.of(workerEnvironment.getOrDefault("HOME", "/")).toAbsolutePath();
    Path source =
        login.startsWith("~/")
            ? userHome.resolve(login.substring(2)).normalize()
            : Path.of(login).toAbsolutePath().normalize();
    if (!Files.isRegularFile(source)) {
      throw new CannotRunException("login file is missing: " + login);
    }
    Path target = home().resolve(place(source, userHome)).normalize();
    Files.createDirectories(target.getParent());
    Path fresh =
        Files.createTempFile(
            target.getParent(),
            "login",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(fresh)) {
      Files.copy(source, out);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns where in the private home a file lies that has its place in the user's home. */
  private Path place(Path source, Path userHome) {
    for (Map.Entry<String, String> xdg : XDG.entrySet()) {
      @Nullable String root = workerEnvironment.get(xdg.getKey());
      if (root != null && root.startsWith("/") && source.startsWith(Path.of(root).normalize())) {
        return Path.of(xdg.getValue()).resolve(Path.of(root).normalize().relativize(source));
      }
    }
    return source.startsWith(userHome) && userHome.getNameCount() > 0
        ? userHome.relativize(source)
        : source.getFileName();
  }
}
