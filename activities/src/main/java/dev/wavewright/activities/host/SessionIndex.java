package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds every session of this host, also of projects that keep their state elsewhere: one small
 * file for each, holding the path of the session's folder.
 */
public final class SessionIndex {
  private final Path folder;

  SessionIndex(Path folder) {
    this.folder = folder;
  }

  /** Returns the index of a host. */
  public static SessionIndex of(HostLayout layout) {
    return new SessionIndex(layout.stateHome().resolve("sessions-index"));
  }

  void add(SessionId session, Path sessionFolder) {
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, ".entry", ".new");
      Files.writeString(fresh, sessionFolder.toString());
      Files.move(
          fresh,
          folder.resolve(session.value()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot index session " + session + " in " + folder, e);
    }
  }

  void remove(SessionId session) {
    try {
      Files.deleteIfExists(folder.resolve(session.value()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove session " + session + " from " + folder, e);
    }
  }

  /** Returns the sessions whose folders exist, ordered by id. */
  List<SessionFolder> sessions() {
    return sessions("");
  }

  /** Returns the sessions of one issue whose folders exist, ordered by id. */
  List<SessionFolder> sessionsOf(IssueKey key) {
    return sessions(key.folder()).stream()
        .filter(session -> session.record().map(SessionRecord::key).filter(key::equals).isPresent())
        .toList();
  }

  private List<SessionFolder> sessions(String prefix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<SessionFolder> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry :
          entries
              .filter(entry -> !entry.getFileName().toString().startsWith("."))
              .filter(entry -> entry.getFileName().toString().startsWith(prefix))
              .sorted()
              .toList()) {
        Path session = Path.of(Files.readString(entry).strip());
        if (Files.isDirectory(session)) {
          found.add(new SessionFolder(session));
        }
      }
    } catch (NoSuchFileException e) {
      // A session ended while the list was read: the next reading is complete.
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return found;
  }
}
