package dev.wavewright.activities.process;

/**
 * What the machine says about one process of our user that has not ended.
 *
 * @param parent pid of its parent
 * @param group its process group
 * @param session its process session
 * @param cpuMillis processor time it and the children it waited for have used
 * @param bytes bytes it has read and written, terminals and pipes included
 * @param marked whether it was started with the marker asked for in its environment
 */
public record ProcessReading(
    ProcessIdentity identity,
    long parent,
    long group,
    long session,
    long cpuMillis,
    long bytes,
    boolean marked) {
  public long pid() {
    return identity.pid();
  }
}
