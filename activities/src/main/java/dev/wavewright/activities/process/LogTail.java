package dev.wavewright.activities.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log as it may be kept in a history or shown on a terminal. */
public final class LogTail {
  public static final int MAX_LINES = 200;
  public static final int MAX_BYTES = 16 << 10;

  /** Colours and cursor movements; the other control characters become a replacement character. */
  private static final Pattern ESCAPE =
      Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?)");

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

  private LogTail() {}

  /**
   * Returns the end of the first of {@code files} that exists and is not empty, or "".
   *
   * @return at most {@link #MAX_LINES} lines and {@link #MAX_BYTES} bytes of UTF-8
   */
  public static String of(Path... files) throws IOException {
    for (Path file : files) {
      byte[] end = end(file, 2L * MAX_BYTES);
      if (end.length > 0) {
        return clean(new String(end, StandardCharsets.UTF_8));
      }
    }
    return "";
  }

  /** Returns the end of {@code text} under the same bounds. */
  public static String clean(String text) {
    String shown = ESCAPE.matcher(text.replace("\r\n", "\n")).replaceAll("");
    shown = CONTROL.matcher(shown.replace('\r', '\n')).replaceAll("\ufffd");
    List<String> lines = shown.lines().toList();
    int first = lines.size();
    int bytes = 0;
    while (first > 0 && lines.size() - first < MAX_LINES) {
      bytes += lines.get(first - 1).getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_BYTES) {
        break;
      }
      first--;
    }
    if (first == lines.size() && first > 0) {
      return lastBytes(lines.getLast());
    }
    return String.join("\n", lines.subList(first, lines.size()));
  }

  private static String lastBytes(String line) {
    int start = line.length();
    int bytes = 0;
    while (start > 0) {
      int codePoint = line.codePointBefore(start);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > MAX_BYTES) {
        break;
      }
      start -= Character.charCount(codePoint);
    }
    return line.substring(start);
  }

  private static byte[] end(Path file, long limit) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Math.max(0, channel.size() - limit);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(limit, channel.size() - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
        // read on
      }
      int from = 0;
      if (start > 0) {
        while (from < bytes.position() && (bytes.get(from) & 0xc0) == 0x80) {
          from++;
        }
      }
      byte[] result = new byte[bytes.position() - from];
      bytes.get(from, result);
      return result;
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
