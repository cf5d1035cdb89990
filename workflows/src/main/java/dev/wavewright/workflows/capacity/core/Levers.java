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
        pool ->
            pool.levered(
                new Pool.Lever(
                    set.cap(), true, plain(set.by()), plain(set.reason()), set.until())));
  }

  static void takeIn(Ledger ledger, Event.FreeCap free) {
    change(ledger, free, free.pool(), false, pool -> pool.levered(null));
  }

  /** A pool that nobody has asked for has no cap of its own: only the limit lowers it. */
  static void takeIn(Ledger ledger, Event.LimitCap limited) {
    Pool.Limit limit =
        new Pool.Limit(
            limited.cap(), plain(limited.by()), reason(limited.reason()), limited.until());
    boolean known = ledger.knows(limited.pool());
    change(
        ledger,
        limited,
        limited.pool(),
        true,
        pool -> (known ? pool : pool.configured(Integer.MAX_VALUE)).limited(limit));
  }

  static void takeIn(Ledger ledger, Event.LiftLimit lifted) {
    change(ledger, lifted, lifted.pool(), false, pool -> pool.limited(null));
  }

  /** Ends what was set by hand until now. */
  static void endDue(Ledger ledger) {
    for (Pool pool : ledger.allPools()) {
      Pool after = pool.leverEndedBy(ledger.now);
      if (!after.equals(pool)) {
        ledger.putPool(after);
        ledger.happened(new Outcome.PoolChanged(pool.name()));
      }
    }
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

  private static String reason(String text) {
    return Footprint.plain(text, Footprint.MAX_MESSAGE);
  }

  private static String plain(String text) {
    return Footprint.plain(text, Footprint.MAX_TITLE);
  }
}
