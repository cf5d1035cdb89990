package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The cap of one pool as history tells it.
 *
 * @param configured of the newest accepted request or registration; 0 before
 * @param host whether a host registered itself
 * @param lever the cap put in force by hand, or null
 * @param outright whether that was set outright; a step can only lower the configured cap
 * @param until when that ends by itself, or null for not
 * @param limit what the usage monitor allows, or null
 */
record PoolCap(
    int configured,
    boolean host,
    @Nullable Integer lever,
    boolean outright,
    @Nullable Instant until,
    @Nullable Integer limit,
    boolean paused) {
  static final PoolCap UNKNOWN = new PoolCap(0, false, null, false, null, null, false);

  /** Reads a pool of the gate's state record. */
  static PoolCap of(JsonNode row) {
    JsonNode lever = row.path(3);
    JsonNode limit = row.path(6);
    return new PoolCap(
        row.path(1).asInt(),
        row.path(2).asBoolean(),
        lever.isArray() ? lever.path(0).asInt() : null,
        lever.isArray() && lever.path(1).asBoolean(),
        lever.path(4).isNumber() ? Instant.ofEpochMilli(lever.path(4).asLong()) : null,
        limit.isArray() ? limit.path(0).asInt() : null,
        row.path(4).isArray());
  }

  int inForce() {
    if (lever == null) {
      return allowed();
    }
    return outright || lever < allowed() ? lever : allowed();
  }

  private int allowed() {
    return limit != null && limit < configured ? limit : configured;
  }

  boolean closed() {
    return paused || inForce() == 0;
  }

  private PoolCap with(int cap, boolean ofHost) {
    return new PoolCap(cap, ofHost, lever, outright, until, limit, paused);
  }

  private PoolCap with(@Nullable Integer hand, boolean set, @Nullable Instant end) {
    return new PoolCap(configured, host, hand, set, end, limit, paused);
  }

  PoolCap requested(int cap) {
    return host ? this : with(cap, false);
  }

  PoolCap registered(int sessions) {
    return with(sessions, true);
  }

  /** A host declared lost takes nothing, whatever was set. */
  PoolCap lost() {
    return with(0, true).released();
  }

  PoolCap paused(boolean now) {
    return new PoolCap(configured, host, lever, outright, until, limit, now);
  }

  PoolCap set(int cap, @Nullable Instant end) {
    return with(cap, true, end);
  }

  PoolCap released() {
    return with(null, false, null);
  }

  /** A pool that nothing has named before has no cap but this. */
  PoolCap limited(@Nullable Integer cap, boolean known) {
    int own = known ? configured : Integer.MAX_VALUE;
    return new PoolCap(own, host, lever, outright, until, cap, paused);
  }

  /** What was set until now is gone. */
  PoolCap at(Instant now) {
    return until == null || until.isAfter(now) ? this : released();
  }

  /** The next lower of 3, 2, 1, 0. */
  PoolCap down() {
    int now = inForce();
    if (now == 0) {
      return this;
    }
    int next = now > 3 ? 3 : now - 1;
    return with(next, lever != null && outright, until);
  }

  /** The next higher of 1, 2, 3 and the configured cap; beyond a limit it counts as set. */
  PoolCap up() {
    int now = inForce();
    if (now >= configured) {
      return this;
    }
    int next = now < 3 && now + 1 < configured ? now + 1 : configured;
    if (next > allowed()) {
      return with(next, true, until);
    }
    return next < configured ? with(next, outright, until) : released();
  }
}
