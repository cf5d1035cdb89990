package dev.wavewright.starter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.starter.stack.StackFolders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tokens that GitHub told to rest, as the workers of this host have noted them. */
final class RestingTokens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RestingTokens() {}

  /**
   * A token that rests, for reading and for writing.
   *
   * @param source where the token comes from; never the token
   * @param until it goes on by itself then
   */
  record Resting(String source, String reason, Instant until) {
    String line() {
      return Printable.line(source)
          + " rests until "
          + until.truncatedTo(ChronoUnit.SECONDS)
          + ", for reading and for writing: "
          + Printable.line(reason);
    }
  }

  /** Returns those that rest at {@code now}, the longest last; none if no worker noted any. */
  static List<Resting> of(StackFolders folders, Instant now) {
    List<Resting> resting = new ArrayList<>();
    Path notes = folders.state().resolve("tokens");
    if (!Files.isDirectory(notes)) {
      return resting;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(notes, "*.rest")) {
      for (Path file : files) {
        read(file).filter(each -> each.until().isAfter(now)).ifPresent(resting::add);
      }
    } catch (IOException gone) {
      // The folder went away: nobody rests.
    }
    resting.sort(Comparator.comparing(Resting::until).thenComparing(Resting::source));
    return resting;
  }

  private static Optional<Resting> read(Path file) throws IOException {
    try {
      JsonNode told = JSON.readTree(Files.readString(file));
      return Optional.of(
          new Resting(
              told.path("source").asText(),
              told.path("reason").asText(),
              Instant.parse(told.path("until").asText())));
    } catch (NoSuchFileException | JsonProcessingException | DateTimeException over) {
      return Optional.empty();
    }
  }
}
