package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of the gate.
 *
 * @param epoch of the next token
 * @param lastNumber number of the last token given out; it rises over epochs too
 * @param lastMessage id of the last message
 * @param pause set while every pool is paused
 * @param pools by name
 * @param waiting in the order of {@link Waiting#ORDER}
 * @param granted in the order of their grants
 * @param outbox messages whose delivery has not come in, oldest first
 * @param ended the last requests that ended, oldest first
 * @param cancelledEarly tickets cancelled before their request came, oldest first
 * @param lost session leases of hosts that were declared lost, oldest first; they do not count
 * @param measured how long leases were held, what was measured last at the end
 */
public record Gate(
    long epoch,
    long lastNumber,
    long lastMessage,
    @Nullable Pause pause,
    List<Pool> pools,
    List<Waiting> waiting,
    List<Granted> granted,
    List<Draining> draining,
    List<Message> outbox,
    List<EndedTicket> ended,
    List<Ticket> cancelledEarly,
    List<Draining> lost,
    List<Measured> measured) {
  public Gate {
    pools = List.copyOf(pools);
    waiting = List.copyOf(waiting);
    granted = List.copyOf(granted);
    draining = List.copyOf(draining);
    outbox = List.copyOf(outbox);
    ended = List.copyOf(ended);
    cancelledEarly = List.copyOf(cancelledEarly);
    lost = List.copyOf(lost);
    measured = List.copyOf(measured);
  }

  /** Returns a gate without pools. */
  public static Gate initial() {
    return new Gate(
        0, 0, 0, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of());
  }

  public Optional<Pool> pool(PoolName name) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  /** Tells whether a host has registered and was not declared lost since. */
  public boolean knows(HostId host) {
    return pool(host.pool()).filter(pool -> pool.host() && !pool.lost()).isPresent();
  }

  /** Returns the grant that {@code ticket} holds now. */
  public Optional<Granted> grantOf(Ticket ticket) {
    return granted.stream().filter(held -> held.request().ticket().equals(ticket)).findFirst();
  }

  /** Returns how many leases count against a pool, draining ones included. */
  public int held(PoolName name) {
    return Occupancy.of(this).held(name);
  }

  /** Tells whether anything waits, is held or drains: the gate must then look after its holders. */
  public boolean busy() {
    return !waiting.isEmpty() || !granted.isEmpty() || !draining.isEmpty();
  }

  /**
   * Returns the draining leases whose hosts may be asked: only after the holder has been told, for
   * a holder that does not know yet could still start a process.
   */
  public List<Draining> confirmable() {
    return draining.stream()
        .filter(drain -> outbox.stream().noneMatch(message -> isAbout(message, drain)))
        .toList();
  }

  private static boolean isAbout(Message message, Draining drain) {
    return message.holder().equals(drain.holder()) && message.ticket().equals(drain.ticket());
  }
}
