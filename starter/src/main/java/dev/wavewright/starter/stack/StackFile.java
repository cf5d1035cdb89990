package dev.wavewright.starter.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads and writes {@code stack.json}; a write is whole or not at all, and survives a power cut.
 */
public final class StackFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;

  public StackFile(StackFolders folders) {
    this.file = folders.stackFile();
  }

  /**
   * Returns the record; empty if there never was a stack.
   *
   * @throws StackException (3) if the file cannot be read or is not ours
   */
  public Optional<StackRecord> read() {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      Path folder = file.getParent();
      if (folder != null && Files.isRegularFile(folder)) {
        throw unwritable(file, e);
      }
      throw unreadable("cannot be read: " + e, e);
    }
    StackRecord stored;
    try {
      stored = JSON.readValue(text, StackRecord.class);
    } catch (JsonProcessingException e) {
      throw unreadable("is damaged: " + e.getOriginalMessage(), e);
    }
    if (stored == null) {
      throw unreadable("is damaged: it says nothing", new IOException("null"));
    }
    if (stored.format() > StackRecord.FORMAT) {
      throw new StackException(
          StackException.CONFIGURATION,
          file + " was written by a newer Wavewright (format " + stored.format() + ")",
          "mv '" + file + "' '" + file + ".newer' && wavewright up");
    }
    return Optional.of(stored);
  }

  private StackException unreadable(String why, Exception cause) {
    return new StackException(
        StackException.CONFIGURATION,
        file + " " + why,
        "mv '" + file + "' '" + file + ".damaged' && wavewright up",
        cause);
  }

  /**
   * Replaces the record.
   *
   * @throws StackException (3) if the state folder cannot be written
   */
  public void write(StackRecord changed) {
    try {
      writeDurably(file, JSON.writeValueAsString(changed));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  static StackException unwritable(Path file, IOException cause) {
    return new StackException(
        StackException.CONFIGURATION, "cannot write " + file + ": " + cause, wayOut(file), cause);
  }

  /**
   * Returns what makes room for a file: never a change of owner outside the folders that bear
   * Wavewright's name.
   */
  private static String wayOut(Path file) {
    Path there = file.toAbsolutePath();
    Path missing = there;
    while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      missing = there;
      there = there.getParent();
    }
    if (Files.isRegularFile(there) && !there.equals(file.toAbsolutePath())) {
      return "mv '" + there + "' '" + there + ".aside' && wavewright up";
    }
    Path folder = Files.isDirectory(there) ? there : there.resolveSibling("");
    for (Path name : folder) {
      if (name.toString().equals("wavewright")) {
        return "sudo chown -R \"$(id -u)\" '" + folder + "' && chmod -R u+rwX '" + folder + "'";
      }
    }
    return "sudo install -d -o \"$(id -u)\" -g \"$(id -g)\" '" + missing + "' && wavewright up";
  }

  /** Writes a file by way of a synced neighbour, and syncs the folder. */
  static void writeDurably(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no folder for " + file);
    }
    Files.createDirectories(folder);
    Path next = folder.resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
