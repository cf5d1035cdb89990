package dev.wavewright.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scripted agents that work until a test lets them finish. */
final class HeldAgents {
  private final Path folder;

  HeldAgents(Installation installation, String name) throws IOException {
    folder = Files.createDirectories(installation.path("held/" + name));
    Files.writeString(
        folder.resolve("wait.sh"),
        "while [ ! -e '%1$s'/\"$1\" ] && [ ! -e '%1$s'/all ]; do sleep 0.1; done\n"
            .formatted(folder));
  }

  /** Returns the step that holds an agent until this name, or everybody, is let go. */
  String hold(String name) {
    return "run sh " + folder.resolve("wait.sh") + " " + name;
  }

  void finish(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
  }

  void finishAll() throws IOException {
    finish("all");
  }

  /** As {@link #finish}, for an issue's key in the place of a name. */
  void finishIssue(String key) {
    try {
      finish(nameOf(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an issue's key as one word without a slash. */
  static String nameOf(String key) {
    return key.replace('/', '.').replace('#', '.');
  }
}
