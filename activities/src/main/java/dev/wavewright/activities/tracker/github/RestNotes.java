package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.activities.process.AtomicFiles;
import dev.wavewright.activities.process.HostLock;
import dev.wavewright.activities.tracker.github.TokenPauses.Pause;
import dev.wavewright.activities.tracker.github.TokenPauses.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rests of tokens on disk, one {@code *.rest} file each: a JSON object with {@code source}, {@code
 * reason}, {@code until} and {@code unnamed}. {@code wavewright status} reads the first three.
 */
final class RestNotes {
  private static final Logger log = LoggerFactory.getLogger(RestNotes.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final HostLock lock;

  RestNotes(Path folder) {
    this.folder = folder;
    this.lock = new HostLock(folder);
  }

  private Path file(String name) {
    return folder.resolve(name + ".rest");
  }

  /** Returns what was told last; null if nothing was, or it cannot be read. */
  @Nullable Rest find(String name) {
    try {
      Optional<String> text = AtomicFiles.read(file(name));
      if (text.isEmpty()) {
        return null;
      }
      JsonNode told = JSON.readTree(text.get());
      return new Rest(
          new Pause(
              told.path("source").asText(),
              told.path("reason").asText(),
              Instant.parse(told.path("until").asText())),
          told.path("unnamed").asInt());
    } catch (IOException | DateTimeException unreadable) {
      return null;
    }
  }

  /** Tells the others; of two that are told at the same time the longer stays. */
  void tell(String name, Rest rest) {
    writing(
        () -> {
          Rest other = find(name);
          if (other == null || !other.pause().until().isAfter(rest.pause().until())) {
            AtomicFiles.write(file(name), json(rest));
          }
        });
  }

  /** Takes away what is over. */
  void forget(String name, Instant now) {
    writing(
        () -> {
          Rest other = find(name);
          if (other == null || !other.pause().until().isAfter(now)) {
            Files.deleteIfExists(file(name));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private void writing(Work work) {
    try {
      boolean unused =
          lock.holding(
              () -> {
                work.run();
                return true;
              });
    } catch (IOException e) {
      // This process keeps to it; the others meet the limit by themselves.
      log.warn("which tokens rest cannot be noted in {}: {}", folder, e.toString());
    }
  }

  private static String json(Rest rest) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", rest.pause().source());
    fields.put("reason", rest.pause().reason());
    fields.put("until", rest.pause().until().toString());
    fields.put("unnamed", rest.unnamed());
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
