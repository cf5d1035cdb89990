package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The cap of one pool as history tells it.
 *
 * @param configured of the newest accepted request or registration; 0 before
 * @param host whether a host registered itself
 * @param lever the cap put in force by hand, or null
 * @param outright whether that was set outright; a step can only lower the configured cap
 */
record PoolCap(
    int configured, boolean host, @Nullable Integer lever, boolean outright, boolean paused) {
  static final PoolCap UNKNOWN = new PoolCap(0, false, null, false, false);

  /** Reads a pool of the gate's state record. */
  static PoolCap of(JsonNode row) {
    JsonNode lever = row.path(3);
    return new PoolCap(
        row.path(1).asInt(),
        row.path(2).asBoolean(),
        lever.isArray() ? lever.path(0).asInt() : null,
        lever.isArray() && lever.path(1).asBoolean(),
        row.path(4).isArray());
  }

  int inForce() {
    if (lever == null) {
      return configured;
    }
    return outright || lever < configured ? lever : configured;
  }

  boolean closed() {
    return paused || inForce() == 0;
  }

  PoolCap requested(int cap) {
    return host ? this : new PoolCap(cap, false, lever, outright, paused);
  }

  PoolCap registered(int sessions) {
    return new PoolCap(sessions, true, lever, outright, paused);
  }

  /** A host declared lost takes nothing, whatever was set. */
  PoolCap lost() {
    return new PoolCap(0, true, null, false, paused);
  }

  PoolCap paused(boolean now) {
    return new PoolCap(configured, host, lever, outright, now);
  }

  PoolCap set(int cap) {
    return new PoolCap(configured, host, cap, true, paused);
  }

  /** The next lower of 3, 2, 1, 0. */
  PoolCap down() {
    int now = inForce();
    if (now == 0) {
      return this;
    }
    int next = now > 3 ? 3 : now - 1;
    return new PoolCap(configured, host, next, lever != null && outright, paused);
  }

  /** The next higher of 1, 2, 3 and the configured cap. */
  PoolCap up() {
    int now = inForce();
    if (lever == null || now >= configured) {
      return this;
    }
    int next = now < 3 ? now + 1 : configured;
    return next < configured
        ? new PoolCap(configured, host, next, outright, paused)
        : new PoolCap(configured, host, null, false, paused);
  }
}
