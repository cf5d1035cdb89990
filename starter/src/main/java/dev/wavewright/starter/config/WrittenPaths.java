package dev.wavewright.starter.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What paths in a configuration mean.
 *
 * @param folder the configuration's own, to which they are relative
 * @param environment where {@code HOME} is looked up for {@code ~}
 */
record WrittenPaths(Path folder, Map<String, String> environment) {
  Path resolve(String written) {
    if (written.equals("~") || written.startsWith("~/")) {
      String home = environment.get("HOME");
      if (home != null && !home.isBlank()) {
        return Path.of(home + written.substring(1)).normalize();
      }
    }
    return folder.resolve(written).normalize();
  }
}
