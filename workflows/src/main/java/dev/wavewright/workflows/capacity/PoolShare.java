package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.PoolName;
import java.util.Objects;

/**
 * A pool a request draws one lease from.
 *
 * @param configured the pool's configured cap as the requester's configuration has it; the newest
 *     request's value is in force. 0 admits nothing
 */
public record PoolShare(PoolName pool, int configured) {
  /** The cap of a pool that only a person or a monitor limits. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Draws from a pool that has no cap of its own. */
  public static PoolShare unlimited(PoolName pool) {
    return new PoolShare(pool, UNLIMITED);
  }

  /** Returns a cap for people. */
  public static String inWords(int cap) {
    return cap == UNLIMITED ? "no cap" : Integer.toString(cap);
  }

  public PoolShare {
    Objects.requireNonNull(pool, "pool");
    if (configured < 0) {
      throw new IllegalArgumentException("cap of " + pool + " is negative: " + configured);
    }
  }
}
