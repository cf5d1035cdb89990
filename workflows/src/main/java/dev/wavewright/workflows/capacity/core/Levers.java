package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.PoolName;
import java.util.function.UnaryOperator;

/** Takes in what steers the caps. */
final class Levers {
  private Levers() {}

  /** What comes back counts with the cap its host registers, not with one set for a lost host. */
  static void takeIn(Ledger ledger, Event.SetCap set) {
    if (ledger.pool(set.pool()).lost()) {
      ledger.ignored(set, "the host of " + set.pool() + " was declared lost: it takes no session");
      return;
    }
    change(
        ledger,
        set,
        set.pool(),
        true,
        pool -> pool.capSet(set.cap(), plain(set.by()), plain(set.reason())));
  }

  static void takeIn(Ledger ledger, Event.StepDown step) {
    change(
        ledger,
        step,
        step.pool(),
        false,
        pool -> pool.steppedDown(plain(step.by()), plain(step.reason())));
  }

  static void takeIn(Ledger ledger, Event.StepUp step) {
    change(
        ledger,
        step,
        step.pool(),
        false,
        pool -> pool.steppedUp(plain(step.by()), plain(step.reason())));
  }

  static void takeIn(Ledger ledger, Event.PauseGate paused) {
    Pause pause = new Pause(plain(paused.by()), plain(paused.reason()), ledger.now);
    PoolName only = paused.pool();
    if (only != null) {
      change(ledger, paused, only, true, pool -> pool.pause() == null ? pool.paused(pause) : pool);
    } else if (ledger.pause() == null) {
      ledger.setPause(pause);
      ledger.happened(new Outcome.GateChanged(true));
    } else {
      ledger.ignored(paused, "everything is paused already");
    }
  }

  static void takeIn(Ledger ledger, Event.ResumeGate resumed) {
    PoolName only = resumed.pool();
    if (only != null) {
      change(ledger, resumed, only, false, pool -> pool.paused(null));
      return;
    }
    boolean wasPaused = ledger.pause() != null;
    for (Pool pool : ledger.allPools()) {
      wasPaused |= pool.pause() != null;
      ledger.putPool(pool.paused(null));
    }
    ledger.setPause(null);
    if (wasPaused) {
      ledger.happened(new Outcome.GateChanged(false));
    } else {
      ledger.ignored(resumed, "nothing is paused");
    }
  }

  static void takeIn(Ledger ledger, Event.EpochRaised raised) {
    if (raised.epoch() > ledger.epoch()) {
      ledger.setEpoch(raised.epoch());
    } else {
      ledger.ignored(raised, "the epoch is " + ledger.epoch());
    }
  }

  static void change(
      Ledger ledger,
      Event event,
      PoolName name,
      boolean mayBeNew,
      UnaryOperator<Pool> changedPool) {
    if (!ledger.knows(name) && (!mayBeNew || ledger.poolCount() >= Footprint.MAX_POOLS)) {
      ledger.ignored(event, mayBeNew ? "too many pools" : "the pool is not known");
      return;
    }
    Pool before = ledger.pool(name);
    Pool after = changedPool.apply(before);
    if (ledger.knows(name) && after.equals(before)) {
      ledger.ignored(event, "the pool stays as it is");
      return;
    }
    ledger.putPool(after);
    ledger.happened(new Outcome.PoolChanged(name));
  }

  private static String plain(String text) {
    return Footprint.plain(text, Footprint.MAX_TITLE);
  }
}
