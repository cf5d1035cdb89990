package dev.wavewright.activities.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.SessionId;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One session's folder on disk, apart from what the git and agent rooms keep in it. */
final class SessionFolder {
  private static final String RECORD = "session.json";
  private static final String LEASE = "lease";
  private static final String AGENT_SESSION = "agent-session";
  private static final String RESCUE = "rescue";
  private static final String LIMIT = "limited-by";
  private static final ObjectMapper JSON = JacksonJsonPayloadConverter.newDefaultObjectMapper();

  private final Path folder;

  SessionFolder(Path folder) {
    this.folder = folder;
  }

  /** Returns every session of a project that has a readable record, ordered by folder name. */
  static List<SessionFolder> all(Path project) {
    Path sessions = HostLayout.sessions(project);
    if (!Files.isDirectory(sessions)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(sessions)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(RECORD)))
          .sorted()
          .map(SessionFolder::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + sessions, e);
    }
  }

  Path path() {
    return folder;
  }

  Optional<SessionRecord> record() {
    return read(RECORD)
        .map(
            text -> {
              try {
                return JSON.readValue(text, SessionRecord.class);
              } catch (IOException e) {
                throw new UncheckedIOException("unreadable " + folder.resolve(RECORD), e);
              }
            });
  }

  void keep(SessionRecord record) {
    try {
      write(RECORD, JSON.writeValueAsString(record));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder.resolve(RECORD), e);
    }
  }

  /** Returns the session lease under which an agent was last run. */
  Optional<LeaseToken> lease() {
    return read(LEASE).map(text -> LeaseToken.parse(text.strip()));
  }

  void keepLease(LeaseToken token) {
    write(LEASE, token.toString());
  }

  /** Returns the agent's own session that its next turn continues. */
  Optional<String> agentSession() {
    return read(AGENT_SESSION).map(String::strip);
  }

  void keepAgentSession(String session) {
    write(AGENT_SESSION, session);
  }

  /** Returns the meter that was told to be used up with nobody knowing until when. */
  Optional<String> limitedBy() {
    return read(LIMIT).map(String::strip);
  }

  void keepLimitedBy(String meter) {
    write(LIMIT, meter);
  }

  void forgetLimit() {
    try {
      Files.deleteIfExists(folder.resolve(LIMIT));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder.resolve(LIMIT), e);
    }
  }

  /** Notes the rescue ref made when the session was reset, for people who look at its folder. */
  void keepRescue(String ref) {
    write(RESCUE, ref);
  }

  Path reviewFolder(int turn) {
    return folder.resolve("reviews").resolve(Integer.toString(turn));
  }

  /** Returns when the session was last prepared, or the epoch. */
  Instant touched() {
    try {
      return Files.getLastModifiedTime(folder.resolve(RECORD)).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  Path dependsFile() {
    return folder.resolve("depends.json");
  }

  Path issueText() {
    return folder.resolve("issue.md");
  }

  SessionId id() {
    return new SessionId(String.valueOf(folder.getFileName()));
  }

  private Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder.resolve(name), e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Path fresh = folder.resolve(name + ".new");
      Files.writeString(fresh, text);
      Files.move(
          fresh,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder.resolve(name), e);
    }
  }
}
