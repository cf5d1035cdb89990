package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Which namespace this stack's workers work for, by the id that its server gave it. They look it up
 * before they take anything: where a server died another stack's may have taken the port.
 */
final class NamespaceRecord {
  private final StackFolders folders;
  private final ProcessControl processes;

  NamespaceRecord(StackFolders folders, ProcessControl processes) {
    this.folders = folders;
    this.processes = processes;
  }

  /**
   * Makes sure that it is the stack's own server which answers, before anything there is changed. A
   * namespace that was never seen before is its own if its process is what listens, for a person
   * may have moved the database aside.
   *
   * @throws StackException (4) if another server answers
   */
  void requireOwn(StackRecord record) {
    String address = record.temporal().address();
    Optional<String> known = known(folders);
    if (known.isEmpty() || known.equals(NamespaceSetup.id(address))) {
      return;
    }
    Optional<ProcessControl.Listener> listener = processes.listener(TemporalAddress.port(address));
    long own = record.process("temporal").map(StackRecord.RunningProcess::pid).orElse(0L);
    if (listener.filter(found -> found.pid() == own).isEmpty()) {
      throw new StackException(
          StackException.UNREACHABLE,
          "the Temporal that answers at "
              + address
              + " is not this stack's"
              + listener.map(found -> ": it is pid " + found.pid()).orElse(""),
          "wavewright up");
    }
  }

  /** Returns the id of the namespace that these folders' stack works for, if it is known. */
  static Optional<String> known(StackFolders folders) {
    try {
      return Optional.of(Files.readString(folders.namespaceFile()).strip())
          .filter(id -> !id.isEmpty());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StackFile.unwritable(folders.namespaceFile(), e);
    }
  }

  /**
   * Keeps the id of the namespace at this address, for the workers that are started from now on.
   */
  void keep(String address) {
    Optional<String> id = NamespaceSetup.id(address);
    if (id.isPresent() && !id.equals(known(folders))) {
      try {
        StackFile.writeDurably(folders.namespaceFile(), id.get() + "\n");
      } catch (IOException e) {
        throw StackFile.unwritable(folders.namespaceFile(), e);
      }
    }
  }
}
