package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens hubs. One per process: its locks hold between threads only if every hub comes from it. Safe
 * for threads.
 */
public final class Hubs {
  private final GitCommand git;
  private final RepositoryLocks locks;
  private final Credentials credentials;
  private final Set<Names> wellFormed;
  private final ConcurrentMap<Path, RepositoryReader> readers;
  private final ConcurrentMap<Path, AtomicReference<Landings.@Nullable Known>> landings;

  /** What is checked about settings before git sees them. */
  private record Names(String url, String base, String integration) {}

  /**
   * @param git how git is run
   */
  public Hubs(GitCommand git) {
    this(git, new RepositoryLocks());
  }

  /**
   * @param git how git is run
   * @param locks the process's locks
   */
  public Hubs(GitCommand git, RepositoryLocks locks) {
    this.git = git;
    this.locks = locks;
    this.credentials = Credentials.NONE;
    this.wellFormed = ConcurrentHashMap.newKeySet();
    this.readers = new ConcurrentHashMap<>();
    this.landings = new ConcurrentHashMap<>();
  }

  private Hubs(Hubs same, Credentials credentials) {
    this.git = same.git;
    this.locks = same.locks;
    this.credentials = credentials;
    this.wellFormed = same.wellFormed;
    this.readers = same.readers;
    this.landings = same.landings;
  }

  /** Returns the same hubs, whose urls are reached with these credentials. */
  public Hubs with(Credentials others) {
    return new Hubs(this, others);
  }

  RepositoryLocks locks() {
    return locks;
  }

  /** Returns where a repository's hub lies below a project's state folder. */
  public static Path folder(Path projectState, RepositoryName name) {
    return projectState.resolve("hubs").resolve(name.folder() + ".git");
  }

  /** Returns the folder that a repository's url names; empty if it names a remote. */
  public static Optional<Path> localFolder(String url) {
    return Upstream.local(url);
  }

  /**
   * Opens a repository's hub, making it on first use, brings it up to the url, and creates and
   * pushes the integration branch where there is none.
   *
   * @throws GitProblem if the url is no repository, the base does not exist, the integration branch
   *     is checked out or was rewound, or the url cannot be reached
   */
  public Opened open(Path projectState, RepositorySettings settings) {
    Hub hub = made(projectState, settings);
    return new Opened(hub, hub.branch());
  }

  /**
   * Opens a repository's hub as {@link #open} does, but nothing is created at the url, and nothing
   * pushed: a branch that is not there is told as it would be created.
   *
   * @throws GitProblem as {@link #open} does
   */
  public Opened look(Path projectState, RepositorySettings settings) {
    Hub hub = made(projectState, settings);
    return new Opened(hub, hub.branch(hub.upstream().look()));
  }

  /** Reads what has landed, newest first, as {@link #look} finds it. */
  public List<Landing> landings(Path projectState, RepositorySettings settings) {
    return look(projectState, settings).branch().landings();
  }

  private Hub made(Path projectState, RepositorySettings settings) {
    Hub hub = existing(projectState, settings);
    Names names = new Names(settings.url(), settings.base(), settings.integration());
    if (!wellFormed.contains(names)) {
      hub.upstream().checkNames();
      wellFormed.add(names);
    }
    if (!isMade(hub)) {
      makeOnce(hub);
      // By another reader: one is chosen by what the hub is.
      hub = existing(projectState, settings);
    }
    hub.upstream().requireNotCheckedOut();
    return hub;
  }

  /**
   * An opened hub.
   *
   * @param branch the integration branch when the hub was opened or looked at
   */
  public record Opened(Hub hub, BranchState branch) {}

  /**
   * Returns a repository's hub without touching it or its url; for looking, and for work on a hub
   * that was opened before.
   */
  public Hub existing(Path projectState, RepositorySettings settings) {
    Path folder = folder(projectState, settings.name()).toAbsolutePath().normalize();
    HubRepository repository =
        new HubRepository(
            folder,
            git,
            locks,
            reader(folder),
            landings.computeIfAbsent(folder, each -> new AtomicReference<>()));
    return new Hub(repository, new Upstream(repository, settings, credentials));
  }

  /** One for each hub, so that its repository is opened once. */
  private RepositoryReader reader(Path folder) {
    RepositoryReader known = readers.get(folder);
    if (known != null) {
      return known;
    }
    RepositoryReader byGit = new GitReader(() -> git.on(folder));
    if (!Files.exists(folder.resolve("HEAD"))) {
      return byGit;
    }
    String configuration = PrivateRefs.read(folder.resolve("config")).toLowerCase(Locale.ROOT);
    boolean sha1 = !configuration.contains("objectformat");
    return readers.computeIfAbsent(folder, each -> sha1 ? JGitReader.open(each) : byGit);
  }

  private static boolean isMade(Hub hub) {
    return Files.exists(hub.folder().resolve("HEAD"));
  }

  private void makeOnce(Hub hub) {
    boolean made =
        hub.repository()
            .locked(
                () -> {
                  if (!isMade(hub)) {
                    make(hub);
                  }
                  return isMade(hub);
                });
    if (!made) {
      throw new IllegalStateException("there is no hub in " + hub.folder());
    }
  }

  private void make(Hub hub) {
    Path folder = hub.folder();
    try {
      Files.createDirectories(Folders.parent(folder));
      Upstream.Tips tips = hub.upstream().ask(Folders.parent(folder));
      ObjectFormat format = tips.base().map(ObjectFormat::of).orElse(ObjectFormat.SHA1);
      Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
      Folders.delete(partial);
      // The shared clone of a session names the hub; without hideRefs it could push into it.
      NewRepository.bare(git, partial, format)
          .configure(
              """
              [receive]
              \thideRefs = refs
              [gc]
              \tpruneExpire = never
              [core]
              \tlogAllRefUpdates = false
              """);
      Files.createDirectories(partial.resolve("info"));
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make the hub " + folder, failure);
    }
  }
}
