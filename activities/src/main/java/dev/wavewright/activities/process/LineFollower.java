package dev.wavewright.activities.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads a growing file line by line, from its beginning. */
public final class LineFollower {
  /** What a longer line has beyond this many bytes is dropped. */
  public static final int MAX_LINE_BYTES = 4 << 20;

  private final Path file;
  private final byte[] buffer = new byte[64 << 10];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;

  public LineFollower(Path file) {
    this.file = file;
  }

  /** Returns how many bytes were read so far. */
  public long offset() {
    return offset;
  }

  /**
   * Returns lines that were completed since the last call, without their ends; at most what one
   * mebibyte holds, so call again until it is empty. A file that does not exist has no lines.
   */
  public List<String> read() throws IOException {
    List<String> lines = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int round = 0; round < 16; round++) {
        int count = channel.read(ByteBuffer.wrap(buffer), offset);
        if (count <= 0) {
          break;
        }
        offset += count;
        split(count, lines);
      }
    } catch (NoSuchFileException e) {
      return lines;
    }
    return lines;
  }

  /** Returns what follows the last complete line; empty when nothing does. */
  public String rest() {
    return line.toString(StandardCharsets.UTF_8);
  }

  private void split(int count, List<String> lines) {
    int start = 0;
    for (int at = 0; at < count; at++) {
      if (buffer[at] == '\n') {
        add(start, at);
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
        start = at + 1;
      }
    }
    add(start, count);
  }

  private void add(int start, int end) {
    line.write(buffer, start, Math.min(end - start, MAX_LINE_BYTES - line.size()));
  }
}
