package dev.wavewright.starter.stack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes that a part of the stack had loaded when it last ended in order, ready to be mapped
 * at its next start, which then takes half the processor time. The JVM writes the archive by itself
 * at that end, and writes it anew when the jars or the JDK are others.
 */
final class ClassArchive {
  private static final int HEAD = 4;

  private ClassArchive() {}

  /**
   * Returns the JVM's options, none where classes cannot be archived: in a folder that cannot be
   * written, and for classes that lie in folders, at which the JVM would fail as it ends.
   *
   * @param home folder of Wavewright, whose build the archive belongs to
   * @param classPath jars and folders, as {@code java -cp} takes them
   */
  static List<String> options(Path home, String part, String classPath) {
    try (Stream<String> entries =
        Pattern.compile(Pattern.quote(File.pathSeparator)).splitAsStream(classPath)) {
      if (entries.map(Path::of).anyMatch(Files::isDirectory)) {
        return List.of();
      }
      Path archives = Files.createDirectories(home.resolve("target").resolve("cds"));
      if (!Files.isWritable(archives)) {
        return List.of();
      }
      Path archive = archives.resolve(part + "-" + Runtime.version().feature() + ".jsa");
      if (isCutShort(archive)) {
        Files.delete(archive);
      }
      return List.of(
          "-XX:+AutoCreateSharedArchive",
          "-XX:SharedArchiveFile=" + archive,
          // An archive of another build is told as a warning; it is made anew all the same.
          "-Xlog:disable",
          "-Xlog:all=off",
          "-XX:-PrintWarnings");
    } catch (IOException readOnly) {
      return List.of();
    }
  }

  /** The JVM writes the head of an archive last, and never replaces one that has none. */
  private static boolean isCutShort(Path archive) throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    try (InputStream file = Files.newInputStream(archive)) {
      byte[] head = file.readNBytes(HEAD);
      return head.length < HEAD || Arrays.equals(head, new byte[HEAD]);
    }
  }
}
