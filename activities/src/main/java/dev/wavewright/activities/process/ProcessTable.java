package dev.wavewright.activities.process;

import java.util.List;

/** The machine's processes, as far as our user may see and end them. */
public interface ProcessTable {
  /** Name of the environment variable that marks every process of one session. */
  String MARKER = "WAVEWRIGHT_SESSION";

  /** Returns whether exactly this process runs; one that has ended but was not reaped does not. */
  boolean isAlive(ProcessIdentity process);

  /**
   * Reads every process of our user, this one and its ancestors left out: they are never a target.
   *
   * @param marker value of {@link #MARKER} to look for
   */
  List<ProcessReading> read(String marker);

  /** Reads the processes of one process session, at a part of what {@link #read} costs. */
  List<ProcessIdentity> inSession(long session);

  /** Asks a process to end, or with {@code force} ends it; nothing happens if it has ended. */
  void end(ProcessIdentity process, boolean force);
}
