package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a part's log, in one line: what it said when it died. */
final class LastWords {
  private static final int LINES = 3;

  /** A part that died is asked for them again and again, and its log may be of any length. */
  private static final int MAX_BYTES = 65_536;

  private LastWords() {}

  /** Returns the last words in a log and where it is; never fails. */
  static String in(Path log) {
    return in(log, 0);
  }

  /** Returns the last words behind the first {@code from} bytes of a log; never fails. */
  static String in(Path log, long from) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(Math.max(from, channel.size() - MAX_BYTES));
      String words =
          of(
              new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                  .lines()
                  .toList());
      return (words.isEmpty() ? "nothing said" : words) + " (" + log + ")";
    } catch (IOException e) {
      return "see " + log;
    }
  }

  /** Returns the last lines that say something; the frames of a stack trace do not. */
  static String of(List<String> lines) {
    List<String> said =
        lines.stream()
            .filter(line -> !line.isBlank() && !isFrame(line))
            .map(String::strip)
            .toList();
    return String.join(" | ", said.subList(Math.max(0, said.size() - LINES), said.size()));
  }

  private static boolean isFrame(String line) {
    return line.startsWith("\t")
        && (line.stripLeading().startsWith("at ") || line.stripLeading().startsWith("... "));
  }
}
