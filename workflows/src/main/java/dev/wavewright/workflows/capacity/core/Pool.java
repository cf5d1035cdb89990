package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pool of leases.
 *
 * @param configured cap of the newest request or registration that named the pool; 0 until then
 * @param host whether the pool is a registered host's
 * @param lost whether that host was declared lost and has not registered since
 * @param lever the cap a person put in force, or null
 * @param limit what a monitor allows, or null; one without a cap of its own
 * @param pause set while the pool alone is paused
 * @param condition what the host's worker says of its machine, or null if it has not
 */
public record Pool(
    PoolName name,
    int configured,
    boolean host,
    boolean lost,
    @Nullable Lever lever,
    @Nullable Limit limit,
    @Nullable Pause pause,
    @Nullable Condition condition) {

  /**
   * A cap put in force by hand.
   *
   * @param set whether the cap was set outright, which beats a limit; a step only lowers
   * @param until when it ends by itself, or null for not
   */
  public record Lever(int cap, boolean set, String by, String reason, @Nullable Instant until) {}

  /**
   * What a monitor allows, of usage or of a budget: it only lowers the configured cap.
   *
   * @param until when the monitor expects to raise it, for people; nothing ends it but the monitor
   */
  public record Limit(int cap, String by, String reason, @Nullable Instant until) {}

  /**
   * What a host's worker says of its machine.
   *
   * @param reason what was measured; empty without pressure
   * @param about how many sessions the host carries and why
   * @param since when this was said first
   */
  public record Condition(Pressure pressure, String reason, String about, Instant since) {
    boolean saysAs(Condition other) {
      return pressure == other.pressure && reason.equals(other.reason) && about.equals(other.about);
    }
  }

  static Pool unknown(PoolName name) {
    return new Pool(name, 0, false, false, null, null, null, null);
  }

  /** Returns the cap in force, pauses left out. */
  public int cap() {
    if (lever == null) {
      return allowed();
    }
    return lever.set() ? lever.cap() : Math.min(lever.cap(), allowed());
  }

  /** Returns the cap that would be in force had no person set one. */
  public int allowed() {
    return limit == null ? configured : Math.min(limit.cap(), configured);
  }

  /** Returns why a monitor closed the pool, to be put behind that; empty if it did not. */
  String why() {
    Limit monitor = lever == null ? limit : null;
    return monitor == null || monitor.cap() > 0
        ? ""
        : ", by " + monitor.by() + ": " + monitor.reason();
  }

  /** Tells whether the pool admits nothing however few leases are held: paused, or a cap of 0. */
  public boolean closed() {
    return pause != null || cap() == 0;
  }

  /**
   * Tells whether the host's machine keeps it from taking one more session.
   *
   * @param held sessions that count against it
   */
  boolean pressed(int held) {
    return condition != null && condition.pressure().closes(held);
  }

  Pool configured(int cap) {
    return new Pool(name, cap, host, lost, lever, limit, pause, condition);
  }

  Pool registered(int sessions) {
    return new Pool(name, sessions, true, false, lever, limit, pause, condition);
  }

  /** A lost host takes no session, whatever cap was put in force. */
  Pool declaredLost() {
    return new Pool(name, 0, true, true, null, limit, pause, null);
  }

  Pool paused(@Nullable Pause now) {
    return new Pool(name, configured, host, lost, lever, limit, now, condition);
  }

  Pool limited(@Nullable Limit now) {
    return new Pool(name, configured, host, lost, lever, now, pause, condition);
  }

  Pool levered(@Nullable Lever now) {
    return new Pool(name, configured, host, lost, now, limit, pause, condition);
  }

  Pool told(Condition now) {
    return condition != null && condition.saysAs(now)
        ? this
        : new Pool(name, configured, host, lost, lever, limit, pause, now);
  }

  /** Goes to the next lower of 3, 2, 1, 0; at 0 nothing changes. */
  Pool steppedDown(String by, String reason) {
    int cap = cap();
    if (cap == 0) {
      return this;
    }
    boolean set = lever != null && lever.set();
    return levered(new Lever(Math.min(cap - 1, 3), set, by, reason, end()));
  }

  /**
   * Goes to the next higher of 0, 1, 2, 3 and the configured cap, which it never passes. A step
   * above what the monitor allows is a person's word against it: it counts as set outright.
   */
  Pool steppedUp(String by, String reason) {
    int cap = cap();
    if (cap >= configured) {
      return this;
    }
    int next = cap >= 3 ? configured : Math.min(cap + 1, configured);
    if (next > allowed()) {
      return levered(new Lever(next, true, by, reason, end()));
    }
    boolean set = lever != null && lever.set();
    return levered(next >= configured ? null : new Lever(next, set, by, reason, end()));
  }

  private @Nullable Instant end() {
    return lever == null ? null : lever.until();
  }

  Pool leverEndedBy(Instant now) {
    Instant end = end();
    return end == null || end.isAfter(now) ? this : levered(null);
  }
}
