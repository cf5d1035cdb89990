package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.process.HostLock;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Keeps which repository a name stands for, so that no two projects of a host mean different ones
 * by it: merge queue, issues and caps are known by the repository's name alone. One file for each
 * name. One per process; serves every worker of the host.
 */
public final class RepositoryNames {
  private final Path folder;
  private final HostLock lock;

  public RepositoryNames(Path folder) {
    this.folder = folder;
    this.lock = new HostLock(folder);
  }

  /**
   * A name that stands for another repository already.
   *
   * @param url what was asked for; for a local repository its real path
   * @param taken what the name stands for
   * @param project the project that used the name first
   * @param projectFolder where that project's {@code wavewright.yml} lies
   * @param file what keeps the name
   */
  record Conflict(
      RepositoryName name,
      String url,
      String taken,
      String project,
      String projectFolder,
      Path file) {
    String explain() {
      return ("repository name %s stands for %s in project %s (%s) and cannot stand for %s too;"
              + " give one of them another name in wavewright.yml"
              + " (if both urls are one repository: rm '%s')")
          .formatted(name, taken, project, projectFolder, url, file);
    }
  }

  /** Who uses a name, as it is kept: one line each. */
  private record Entry(String url, String project, String projectFolder) {
    static Optional<Entry> read(Path file) throws IOException {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file);
      return lines.size() == 3
          ? Optional.of(new Entry(lines.get(0), lines.get(1), lines.get(2)))
          : Optional.empty();
    }

    /** Under a hidden name first: one that ends in .new could be another repository's entry. */
    void write(Path file) throws IOException {
      Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
      Files.write(fresh, List.of(url, project, projectFolder));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A local repository that was removed or moved keeps its name from nobody. */
    boolean gone() {
      return url.startsWith("/") && !Files.exists(Path.of(url));
    }
  }

  /** Returns what keeps a project from using the repository's name; changes nothing. */
  Optional<Conflict> find(RepositorySettings repository) {
    try {
      Path file = file(repository);
      return Entry.read(file).flatMap(entry -> conflict(entry, repository, file));
    } catch (IOException e) {
      throw unusable(repository, e);
    }
  }

  /**
   * Takes the repository's name for its url unless it stands for another one. Idempotent; of
   * several at once one wins.
   *
   * @return what keeps this project from using the name; empty if it may
   */
  Optional<Conflict> claim(ProjectSettings project, RepositorySettings repository) {
    Path file = file(repository);
    try {
      return lock.holding(
          () -> {
            Optional<Entry> entry = Entry.read(file);
            if (entry.isPresent() && !entry.get().gone()) {
              return conflict(entry.get(), repository, file);
            }
            new Entry(canonical(repository.url()), project.project(), project.folder()).write(file);
            return Optional.empty();
          });
    } catch (IOException e) {
      throw unusable(repository, e);
    }
  }

  private static Optional<Conflict> conflict(
      Entry entry, RepositorySettings repository, Path file) {
    String url = canonical(repository.url());
    return entry.url().equals(url) || entry.gone()
        ? Optional.empty()
        : Optional.of(
            new Conflict(
                repository.name(), url, entry.url(), entry.project(), entry.projectFolder(), file));
  }

  private Path file(RepositorySettings repository) {
    return folder.resolve(repository.name().folder());
  }

  /** Writes a local repository by its real path; a remote as it is, but for a slash at its end. */
  private static String canonical(String url) {
    return Hubs.localFolder(url)
        .filter(Path::isAbsolute)
        .map(folder -> real(folder.normalize()).toString())
        .orElseGet(() -> url.replaceFirst("/+$", ""));
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  private UncheckedIOException unusable(RepositorySettings repository, IOException cause) {
    return new UncheckedIOException(
        "cannot keep the name of " + repository.name() + " in " + folder, cause);
  }
}
