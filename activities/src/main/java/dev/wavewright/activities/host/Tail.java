package dev.wavewright.activities.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The end of a text.
 *
 * @param cut whether there was more before it
 */
record Tail(String text, boolean cut) {
  /** Returns the last {@code most} bytes of UTF-8, beginning with a whole character. */
  static Tail of(String text, int most) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= most
        ? new Tail(text, false)
        : new Tail(decoded(bytes, bytes.length - most, bytes.length), true);
  }

  /** Returns the last {@code most} bytes of a file; of a file that is not there nothing. */
  static Tail of(Path file, int most) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Math.max(0, channel.size() - most);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size() - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
        // read on
      }
      return start == 0
          ? new Tail(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8), false)
          : new Tail(decoded(bytes.array(), 0, bytes.position()), true);
    } catch (NoSuchFileException e) {
      return new Tail("", false);
    }
  }

  private static String decoded(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && (bytes[from] & 0xC0) == 0x80) {
      from++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
