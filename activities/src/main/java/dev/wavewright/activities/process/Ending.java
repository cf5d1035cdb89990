package dev.wavewright.activities.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Finds what belongs to a process and ends it. */
final class Ending {
  private final ProcessTable table;
  private final String marker;
  private final Belonging belonging;

  Ending(ProcessTable table, String marker, Belonging belonging) {
    this.table = table;
    this.marker = marker;
    this.belonging = belonging;
  }

  /** Says which processes belong by themselves; their descendants then do too. */
  @FunctionalInterface
  interface Belonging {
    Predicate<ProcessReading> among(List<ProcessReading> readings);
  }

  static Predicate<ProcessReading> marked(List<ProcessReading> readings) {
    return ProcessReading::marked;
  }

  /**
   * Reads what belongs now.
   *
   * @param known what was seen to belong earlier; a process that left its group and lost its parent
   *     is recognised by this
   */
  List<ProcessReading> members(Set<ProcessIdentity> known) {
    List<ProcessReading> readings = table.read(marker);
    Predicate<ProcessReading> belongs = belonging.among(readings);
    Map<Long, Boolean> inside = new HashMap<>();
    for (ProcessReading reading : readings) {
      inside.put(reading.pid(), known.contains(reading.identity()) || belongs.test(reading));
    }
    boolean grew = true;
    while (grew) {
      grew = false;
      for (ProcessReading reading : readings) {
        if (!inside.getOrDefault(reading.pid(), false)
            && inside.getOrDefault(reading.parent(), false)) {
          inside.put(reading.pid(), true);
          grew = true;
        }
      }
    }
    return readings.stream().filter(reading -> inside.getOrDefault(reading.pid(), false)).toList();
  }

  /** Ends what belongs; the set of known ones grows by what was seen. */
  boolean end(Set<ProcessIdentity> known, Duration grace, Duration limit, Pulse pulse)
      throws InterruptedException {
    long start = System.nanoTime();
    Set<ProcessIdentity> asked = new HashSet<>();
    return Waiting.until(
        limit,
        () -> {
          List<ProcessReading> members = members(known);
          boolean force = System.nanoTime() - start >= grace.toNanos();
          for (ProcessReading member : members) {
            known.add(member.identity());
            if (force || asked.add(member.identity())) {
              table.end(member.identity(), force);
            }
          }
          return members.isEmpty();
        },
        pulse);
  }
}
