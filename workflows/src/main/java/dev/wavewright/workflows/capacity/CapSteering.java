package dev.wavewright.workflows.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.PoolName;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pull on the lever of one pool, or of all.
 *
 * @param pool null means every pool for {@code pause} and {@code resume}; required otherwise
 * @param cap the cap for {@code set} and {@code limit}; ignored otherwise
 * @param by who pulls: a person or a monitor
 * @param reason shown to people
 * @param until for {@code set} when the cap ends by itself, or null for not; for {@code limit} when
 *     the monitor expects to allow more, or null if it cannot tell; ignored otherwise
 */
public record CapSteering(
    Action action,
    @Nullable PoolName pool,
    int cap,
    String by,
    String reason,
    @Nullable Instant until) {
  /** A pull that lasts until the next. */
  public CapSteering(Action action, @Nullable PoolName pool, int cap, String by, String reason) {
    this(action, pool, cap, by, reason, null);
  }

  public CapSteering {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(reason, "reason");
    if (cap < 0) {
      throw new IllegalArgumentException("a cap is at least 0, not " + cap);
    }
    if (pool == null && action != Action.PAUSE && action != Action.RESUME) {
      throw new IllegalArgumentException(action.word() + " needs a pool");
    }
  }

  /** What is done to the cap. */
  public enum Action {
    /**
     * Puts a cap in force until the next steering or its end; may exceed the configured one and
     * what the usage monitor allows.
     */
    SET("set"),
    /** Takes back what a person set or stepped; configuration and usage monitor rule again. */
    RELEASE("release"),
    /** A monitor's word, of usage or of a budget: it only lowers, and a set cap beats it. */
    LIMIT("limit"),
    /** The monitor limits the pool no more. */
    LIFT("lift"),
    /** Goes to the next lower of 3, 2, 1, 0. */
    STEP_DOWN("step-down"),
    /** Goes one step back up, at most to the configured cap. */
    STEP_UP("step-up"),
    /** Admits nothing; what runs goes on. */
    PAUSE("pause"),
    /** Ends a pause; the cap before it is in force again. */
    RESUME("resume");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }
}
