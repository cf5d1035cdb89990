package dev.wavewright.activities.host;

import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.PressureRule;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.model.HostId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether this machine is under pressure and tells the gate when that changes. Of several
 * workers of a host one does so; when it dies another takes over, and tells anew whatever it finds:
 * a host is never closed for ever by a worker that is gone. Now and then it asks what the gate
 * knows, for the gate may have begun anew.
 */
public final class PressureWatch {
  private static final Duration ASK_EVERY = Duration.ofSeconds(10);

  private final HostId host;
  private final HostGate gate;
  private final MachineRoom room;
  private final PressureRule rule;
  private final SessionLocks locks;
  private final Path folder;
  private final String about;
  private final InstantSource clock;
  private SessionLocks.@Nullable Lock turn;
  private PressureRule.State state = PressureRule.State.calm();
  private @Nullable HostCondition told;
  private Instant asked = Instant.MIN;

  /**
   * @param locks the worker's one registry
   * @param folder whose lock says which worker looks, the same for all workers of the host
   * @param about how many sessions the host carries and why
   */
  public PressureWatch(
      HostId host,
      HostGate gate,
      MachineRoom room,
      PressureRule rule,
      SessionLocks locks,
      Path folder,
      String about,
      InstantSource clock) {
    this.host = host;
    this.gate = gate;
    this.room = room;
    this.rule = rule;
    this.locks = locks;
    this.folder = folder;
    this.about = about;
    this.clock = clock;
  }

  /**
   * Looks once; is to be called every few seconds, by one thread.
   *
   * @return what was told now, for the log; empty if nothing had to be
   * @throws IOException if the machine cannot be read
   */
  public Optional<HostCondition> look() throws IOException {
    if (turn == null) {
      turn = locks.tryLock(folder).orElse(null);
      if (turn == null) {
        return Optional.empty();
      }
    }
    Instant now = clock.instant();
    MachineReading reading = room.read();
    state = rule.next(state, reading, room.need(reading), now);
    String unwatched = reading.unwatched();
    HostCondition condition =
        new HostCondition(
            host,
            state.pressure(),
            state.reason(),
            unwatched.isEmpty() ? about : about + "; " + unwatched);
    return isKnown(condition, now) ? Optional.empty() : Optional.of(tell(condition));
  }

  private boolean isKnown(HostCondition condition, Instant now) {
    HostCondition before = told;
    if (before == null || before.pressure() != condition.pressure()) {
      return false;
    }
    if (asked.plus(ASK_EVERY).isAfter(now)) {
      return true;
    }
    asked = now;
    HostCondition known = gate.condition(host);
    // Not word for word: the gate shortens words, and must not be told them for ever.
    return known.pressure() == condition.pressure() && !known.about().isEmpty();
  }

  private HostCondition tell(HostCondition condition) {
    gate.tell(condition);
    told = condition;
    asked = clock.instant();
    return condition;
  }

  /** Lets another worker of the host look. */
  public void close() {
    if (turn != null) {
      turn.close();
    }
  }
}
