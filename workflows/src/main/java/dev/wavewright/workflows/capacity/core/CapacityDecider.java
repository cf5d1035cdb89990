package dev.wavewright.workflows.capacity.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of the gate: who holds, who waits, and what is told to whom. */
public final class CapacityDecider {
  /** How long a message waits that its receiver could not take. */
  public static final Duration RESEND_AFTER = Duration.ofSeconds(5);

  private CapacityDecider() {}

  /**
   * Lets time pass, takes in the events in their order, then admits whoever can be admitted.
   *
   * <p>Deadlines come first: an event of the same moment finds an expired request expired. A cap
   * that ends now is gone before anything is admitted, were it set only now.
   */
  public static Decision decide(CapacitySnapshot snapshot) {
    Ledger ledger = new Ledger(snapshot.gate(), snapshot.now());
    Holders.expireDue(ledger);
    Aging.bringUpToNow(ledger);
    snapshot.events().forEach(event -> takeIn(ledger, event));
    Levers.endDue(ledger);
    Aging.bringUpToNow(ledger);
    boolean again;
    do {
      again = admit(ledger);
    } while (again);
    WavePools.forgetIdle(ledger);
    ledger.stopAndStartClocks();
    Gate gate = ledger.toGate();
    return new Decision(gate, ledger.outcomes(), wakeAt(gate, snapshot.now()));
  }

  /**
   * Grants what can be granted. A grant may change who reserves, and with it who can be granted:
   * true asks to look again.
   */
  private static boolean admit(Ledger ledger) {
    Gate gate = ledger.toGate();
    List<Verdict> verdicts = Admission.judge(gate, false);
    boolean granted = false;
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Admit admit -> {
          ledger.grant(admit.waiting(), admit.host());
          granted = true;
        }
        case Verdict.Hold hold -> {}
      }
    }
    if (!granted) {
      return false;
    }
    Overtaking.count(gate, verdicts).forEach(ledger::overtaken);
    return ledger.allWaiting().stream().anyMatch(Waiting::mayReserve);
  }

  private static void takeIn(Ledger ledger, Event event) {
    switch (event) {
      case Event.Ask ask -> Asking.takeIn(ledger, ask);
      case Event.Release release -> Holders.takeIn(ledger, release);
      case Event.Cancel cancel -> Holders.takeIn(ledger, cancel);
      case Event.CancelWaiting cancel -> Holders.takeIn(ledger, cancel);
      case Event.Move move -> Placing.takeIn(ledger, move);
      case Event.PutBeside put -> Placing.takeIn(ledger, put);
      case Event.Extend extend -> Placing.takeIn(ledger, extend);
      case Event.HolderLost lost -> Holders.takeIn(ledger, lost);
      case Event.SessionGone gone -> Holders.takeIn(ledger, gone);
      case Event.Undeliverable undeliverable -> Holders.takeIn(ledger, undeliverable);
      case Event.SetCap set -> Levers.takeIn(ledger, set);
      case Event.FreeCap free -> Levers.takeIn(ledger, free);
      case Event.LimitCap limited -> Levers.takeIn(ledger, limited);
      case Event.LiftLimit lifted -> Levers.takeIn(ledger, lifted);
      case Event.StepDown step -> Levers.takeIn(ledger, step);
      case Event.StepUp step -> Levers.takeIn(ledger, step);
      case Event.PauseGate pause -> Levers.takeIn(ledger, pause);
      case Event.ResumeGate resume -> Levers.takeIn(ledger, resume);
      case Event.HostRegistered host -> Hosts.takeIn(ledger, host);
      case Event.ConditionTold told -> Hosts.takeIn(ledger, told);
      case Event.HostLost lost -> Hosts.takeIn(ledger, lost);
      case Event.EpochRaised raised -> Levers.takeIn(ledger, raised);
      case Event.Delivered delivered -> takeIn(ledger, delivered);
      case Event.NotDelivered notDelivered -> takeIn(ledger, notDelivered);
    }
  }

  private static void takeIn(Ledger ledger, Event.Delivered delivered) {
    Message message = ledger.message(delivered.message());
    if (message == null) {
      ledger.ignored(delivered, "no such message");
      return;
    }
    ledger.removeMessage(message.id());
    Granted holds = ledger.granted(message.ticket());
    if (message instanceof Message.Grant
        && holds != null
        && holds.request().run().equals(message.run())) {
      ledger.putGranted(holds.wasDelivered());
    }
  }

  private static void takeIn(Ledger ledger, Event.NotDelivered notDelivered) {
    Message message = ledger.message(notDelivered.message());
    if (message == null) {
      ledger.ignored(notDelivered, "no such message");
    } else {
      ledger.delayMessage(message, ledger.now.plus(RESEND_AFTER));
    }
  }

  /**
   * The next moment at which time alone changes something; not after now when a request's longest
   * wait is nothing.
   */
  private static @Nullable Instant wakeAt(Gate gate, Instant now) {
    Stream<Instant> expiries =
        gate.waiting().stream().flatMap(waiting -> Stream.ofNullable(waiting.expiresAt()));
    Stream<Instant> resends =
        gate.outbox().stream()
            .flatMap(message -> Stream.ofNullable(message.notBefore()))
            .filter(earliest -> earliest.isAfter(now));
    Stream<Instant> ends =
        gate.pools().stream()
            .flatMap(pool -> Stream.ofNullable(pool.lever()))
            .flatMap(lever -> Stream.ofNullable(lever.until()));
    return Stream.of(expiries, resends, ends)
        .flatMap(times -> times)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
