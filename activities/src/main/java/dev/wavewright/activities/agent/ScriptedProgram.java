package dev.wavewright.activities.agent;

import dev.wavewright.activities.agent.scripted.Script;
import dev.wavewright.activities.agent.scripted.ScriptedAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scripted agent's classes as a folder that {@code java -cp} takes: the worker's own class path
 * may be a jar inside a jar, or be built anew while agents run.
 */
final class ScriptedProgram {
  private static final List<Class<?>> CLASSES = List.of(ScriptedAgent.class, Script.class);

  private final Path cache;

  ScriptedProgram(Path cache) {
    this.cache = cache;
  }

  /** Returns the folder, written at its first use; its name is the digest of what is in it. */
  Path classPath() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (Class<?> type : CLASSES) {
      for (Class<?> member : type.getNestMembers()) {
        String name = member.getName().replace('.', '/') + ".class";
        files.put(name, bytes(name));
      }
    }
    Path folder = cache.resolve("scripted-agent").resolve(digest(files));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path fresh = Files.createTempDirectory(folder.getParent(), "new");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = fresh.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another worker was first; the systems disagree on which exception that is.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    return folder;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream resource = ScriptedAgent.class.getClassLoader().getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException(name + " is not on the class path");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      resource.transferTo(bytes);
      return bytes.toByteArray();
    }
  }

  private static String digest(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
