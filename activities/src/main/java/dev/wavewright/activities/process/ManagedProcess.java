package dev.wavewright.activities.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A process known by its folder, whoever started it and whether or not it still runs.
 *
 * <p>Not for several threads at once; several instances on one folder are fine.
 */
public final class ManagedProcess {
  private static final String NEVER = "never";

  /** Its work is done in milliseconds; only a machine without time to spare needs more. */
  private static final Duration WRAPPER_ENDS_WITHIN = Duration.ofSeconds(10);

  private final Path folder;
  private final ProcessTable table;
  private final Ending ending;
  private final Set<ProcessIdentity> known = new HashSet<>();

  ManagedProcess(Path folder, String marker, ProcessTable table) {
    this.folder = folder;
    this.table = table;
    this.ending = new Ending(table, marker, this::belongs);
  }

  /** What is known of a process. */
  public enum State {
    /** Not started, or not yet recorded as started. */
    ABSENT,
    /** It did not start and never will. */
    NEVER_STARTED,
    RUNNING,
    /** It ended by itself or by a signal; its exit code is on disk. */
    ENDED,
    /** It is gone and nobody saw how. */
    LOST
  }

  /** Returns where it stands; may wait up to ten seconds for an exit code that is being written. */
  public State state() {
    if (Files.exists(folder.resolve("exit"))) {
      return neverExecuted() ? State.NEVER_STARTED : State.ENDED;
    }
    List<String> record = record();
    if (record.isEmpty()) {
      return State.ABSENT;
    }
    if (record.getFirst().equals(NEVER)) {
      return State.NEVER_STARTED;
    }
    if (table.isAlive(identity(record, 1))) {
      return State.RUNNING;
    }
    return exitIsWritten() ? State.ENDED : State.LOST;
  }

  /** Returns the process itself, not its wrapper; empty if it was never recorded as started. */
  public Optional<ProcessIdentity> identity() {
    List<String> record = record();
    return record.size() < 3 ? Optional.empty() : Optional.of(identity(record, 1));
  }

  /** Returns its exit code, 128 + n after signal n; empty unless {@link State#ENDED}. */
  public OptionalInt exitCode() {
    try {
      Optional<String> exit = AtomicFiles.read(folder.resolve("exit"));
      return exit.isEmpty() || neverExecuted()
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(exit.get().strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Makes sure that a process not recorded as started never starts. Either this or the start wins,
   * in whichever process they happen.
   *
   * @return whether it will never start; false if it has
   */
  public boolean forbidStart() throws IOException {
    Files.createDirectories(folder);
    Path never = Files.createTempFile(folder, "pid", ".never");
    try {
      Files.writeString(never, NEVER + "\n");
      Files.createLink(folder.resolve("pid"), never);
      return true;
    } catch (FileAlreadyExistsException e) {
      return record().size() < 3;
    } finally {
      Files.delete(never);
    }
  }

  /**
   * Reads everything that belongs to it now: its session and group, their descendants, whatever
   * carries its marker, and what was seen to belong in an earlier reading. The wrapper is not among
   * them.
   */
  public List<ProcessReading> members() {
    List<ProcessReading> members = ending.members(known);
    members.forEach(member -> known.add(member.identity()));
    return members;
  }

  /**
   * Ends it and everything that belongs to it: asked first, after {@code grace} forced. What left
   * its session, cleared its environment and lost its parent between two readings of {@link
   * #members()} escapes; only a sandbox holds that.
   *
   * @return whether all was gone within {@code limit}
   */
  public boolean end(Duration grace, Duration limit, Pulse pulse)
      throws IOException, InterruptedException {
    if (state() == State.ABSENT) {
      forbidStart();
    }
    boolean gone = ending.end(known, grace, limit, pulse);
    if (!Waiting.until(WRAPPER_ENDS_WITHIN, () -> wrapper().isEmpty(), pulse)) {
      Waiting.until(
          WRAPPER_ENDS_WITHIN,
          () -> {
            List<ProcessIdentity> left = wrapper();
            left.forEach(process -> table.end(process, true));
            return left.isEmpty();
          },
          pulse);
    }
    return gone;
  }

  /** Returns its output from the beginning, up to the limit; may not exist yet. */
  public Path output() {
    return folder.resolve("output.log");
  }

  /** Returns the end of an output that went beyond the limit; empty or absent otherwise. */
  public Path outputBeyondLimit() {
    return folder.resolve("output.tail");
  }

  /** Returns standard error, if it was kept apart. */
  public Path errors() {
    return folder.resolve("errors.log");
  }

  /** Returns the end of a standard error that went beyond the limit. */
  public Path errorsBeyondLimit() {
    return folder.resolve("errors.tail");
  }

  private boolean neverExecuted() {
    return Files.exists(folder.resolve("unstarted")) || !Files.exists(folder.resolve("pid"));
  }

  private boolean exitIsWritten() {
    try {
      return Waiting.until(
              WRAPPER_ENDS_WITHIN,
              () -> Files.exists(folder.resolve("exit")) || wrapper().isEmpty(),
              () -> {})
          && Files.exists(folder.resolve("exit"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Files.exists(folder.resolve("exit"));
    }
  }

  private List<ProcessIdentity> wrapper() {
    List<String> record = record();
    return record.size() < 3 ? List.of() : table.inSession(identity(record, 2).pid());
  }

  private Predicate<ProcessReading> belongs(List<ProcessReading> readings) {
    List<String> record = record();
    if (record.size() < 3) {
      return ProcessReading::marked;
    }
    ProcessIdentity leader = identity(record, 1);
    long wrapper = identity(record, 2).pid();
    // The kernel gives a number to a new process only when no group or session bears it any more.
    boolean reused =
        readings.stream()
            .anyMatch(
                reading -> reading.pid() == leader.pid() && !reading.identity().equals(leader));
    return reading ->
        reading.session() != wrapper
            && (reading.marked()
                || (!reused
                    && leader.boot().equals(reading.identity().boot())
                    && (reading.group() == leader.pid() || reading.session() == leader.pid())));
  }

  /** Lines: the boot, then {@code stat} of the process, then of its wrapper. */
  private List<String> record() {
    try {
      return AtomicFiles.read(folder.resolve("pid")).map(String::lines).stream()
          .flatMap(lines -> lines)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pid in " + folder, e);
    }
  }

  private static ProcessIdentity identity(List<String> record, int line) {
    String stat = record.get(line);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
    return new ProcessIdentity(
        Long.parseLong(stat.substring(0, stat.indexOf(' '))),
        Long.parseLong(fields[19]),
        record.getFirst());
  }
}
