package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.PoolName;
import org.jspecify.annotations.Nullable;

/**
 * A pool of leases.
 *
 * @param configured cap of the newest request or registration that named the pool; 0 until then
 * @param host whether the pool is a registered host's
 * @param lost whether that host was declared lost and has not registered since
 * @param lever the cap a person or monitor put in force, or null
 * @param pause set while the pool alone is paused
 */
public record Pool(
    PoolName name,
    int configured,
    boolean host,
    boolean lost,
    @Nullable Lever lever,
    @Nullable Pause pause) {

  /**
   * A cap put in force by hand.
   *
   * @param set whether the cap was set outright; a step only lowers the configured cap
   */
  public record Lever(int cap, boolean set, String by, String reason) {}

  static Pool unknown(PoolName name) {
    return new Pool(name, 0, false, false, null, null);
  }

  /** Returns the cap in force, pauses left out. */
  public int cap() {
    if (lever == null) {
      return configured;
    }
    return lever.set() ? lever.cap() : Math.min(lever.cap(), configured);
  }

  /** Tells whether the pool admits nothing however few leases are held: paused, or a cap of 0. */
  public boolean closed() {
    return pause != null || cap() == 0;
  }

  Pool configured(int cap) {
    return new Pool(name, cap, host, lost, lever, pause);
  }

  Pool registered(int sessions) {
    return new Pool(name, sessions, true, false, lever, pause);
  }

  /** A lost host takes no session, whatever cap was put in force. */
  Pool declaredLost() {
    return new Pool(name, 0, true, true, null, pause);
  }

  Pool paused(@Nullable Pause now) {
    return new Pool(name, configured, host, lost, lever, now);
  }

  Pool capSet(int cap, String by, String reason) {
    return new Pool(name, configured, host, lost, new Lever(cap, true, by, reason), pause);
  }

  /** Goes to the next lower of 3, 2, 1, 0; at 0 nothing changes. */
  Pool steppedDown(String by, String reason) {
    int cap = cap();
    if (cap == 0) {
      return this;
    }
    boolean set = lever != null && lever.set();
    return new Pool(
        name, configured, host, lost, new Lever(Math.min(cap - 1, 3), set, by, reason), pause);
  }

  /** Goes to the next higher of 0, 1, 2, 3 and the configured cap, which it never passes. */
  Pool steppedUp(String by, String reason) {
    int cap = cap();
    if (lever == null || cap >= configured) {
      return this;
    }
    int next = cap >= 3 ? configured : cap + 1;
    Lever higher = next >= configured ? null : new Lever(next, lever.set(), by, reason);
    return new Pool(name, configured, host, lost, higher, pause);
  }
}
