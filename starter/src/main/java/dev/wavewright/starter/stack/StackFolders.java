package dev.wavewright.starter.stack;

import java.nio.file.Path;
import java.util.Map;

/**
 * The three folders that make a stack: other folders are another, independent stack.
 *
 * @param state databases, logs, pids; {@code $XDG_STATE_HOME/wavewright}
 * @param config the host's own settings; {@code $XDG_CONFIG_HOME/wavewright}
 * @param cache what can be made again; {@code $XDG_CACHE_HOME/wavewright}
 */
public record StackFolders(Path state, Path config, Path cache) {
  /**
   * Reads the folders from an environment. A relative XDG value is ignored, as its specification
   * asks.
   *
   * @throws StackException (3) if neither {@code HOME} nor the XDG variables say where to be
   */
  public static StackFolders of(Map<String, String> environment) {
    return new StackFolders(
        folder(environment, "XDG_STATE_HOME", ".local/state"),
        folder(environment, "XDG_CONFIG_HOME", ".config"),
        folder(environment, "XDG_CACHE_HOME", ".cache"));
  }

  private static Path folder(Map<String, String> environment, String variable, String below) {
    String explicit = environment.getOrDefault(variable, "");
    if (explicit.startsWith("/")) {
      return Path.of(explicit, "wavewright").normalize();
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.startsWith("/")) {
      throw new StackException(
          StackException.CONFIGURATION,
          "neither HOME nor " + variable + " is an absolute path",
          "export HOME=\"$(getent passwd \"$(id -u)\" | cut -d: -f6)\"");
    }
    return Path.of(home, below, "wavewright").normalize();
  }

  /** Returns the file that describes the running stack. */
  public Path stackFile() {
    return state.resolve("stack.json");
  }

  /** Returns the file of the id that the namespace of this stack's Temporal has. */
  Path namespaceFile() {
    return state.resolve("namespace-id");
  }

  public Path logs() {
    return state.resolve("logs");
  }

  /**
   * Returns the folder of ready files: {@code worker-<pid>.ready} appears once that worker polls.
   */
  public Path run() {
    return state.resolve("run");
  }

  /** Returns the settings of this machine, kept by its user. */
  public Path hostFile() {
    return config.resolve("host.yml");
  }
}
