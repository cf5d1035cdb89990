package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Caps, pauses and hosts of the {@link NaiveGate}, read from all that ever came in. */
class NaivePools {
  final List<Event> log = new ArrayList<>();

  /** What time it was when the log was so long. */
  private final Map<Integer, Instant> clocks = new TreeMap<>();

  private final Map<PoolName, Integer> caps = new TreeMap<>();
  private final Map<PoolName, Boolean> pauses = new TreeMap<>();
  private final Map<PoolName, Pressure> pressures = new TreeMap<>();
  private final List<HostId> known = new ArrayList<>();
  private int readAt = -1;

  int cap(PoolName pool) {
    forgetWhatIsOutdated();
    return caps.computeIfAbsent(pool, name -> read(name).effective());
  }

  private void forgetWhatIsOutdated() {
    if (readAt != log.size()) {
      caps.clear();
      pauses.clear();
      pressures.clear();
      known.clear();
      readAt = log.size();
    }
  }

  int configured(PoolName pool) {
    return read(pool).configured;
  }

  int allowed(PoolName pool) {
    return read(pool).allowed();
  }

  boolean isSet(PoolName pool) {
    Reading reading = read(pool);
    return reading.lever != null && reading.set;
  }

  /** Ends what was to end by now; tells whether anything did. */
  boolean endLeversUntil(Instant now) {
    Map<PoolName, Integer> before = new TreeMap<>();
    log.stream()
        .flatMap(event -> event instanceof Event.SetCap set ? Stream.of(set.pool()) : Stream.of())
        .forEach(pool -> before.put(pool, read(pool).lever));
    clocks.put(log.size(), now);
    readAt = -1;
    return before.entrySet().stream()
        .anyMatch(entry -> entry.getValue() != null && read(entry.getKey()).lever == null);
  }

  /** What the log says of one pool. */
  private static final class Reading {
    boolean seen;
    int configured;
    boolean host;
    boolean gone;
    @Nullable Integer lever;
    boolean set;
    @Nullable Instant until;
    @Nullable Integer limit;

    int allowed() {
      return limit == null || limit > configured ? configured : limit;
    }

    int effective() {
      if (lever != null && set) {
        return lever;
      }
      return lever == null || lever > allowed() ? allowed() : lever;
    }

    void drop() {
      lever = null;
      set = false;
      until = null;
    }

    void timeIs(@Nullable Instant now) {
      if (now != null && until != null && !now.isBefore(until)) {
        drop();
      }
    }
  }

  private Reading read(PoolName pool) {
    Reading reading = new Reading();
    for (int at = 0; at < log.size(); at++) {
      reading.timeIs(clocks.get(at));
      read(reading, pool, log.get(at));
    }
    reading.timeIs(clocks.get(log.size()));
    return reading;
  }

  private static void read(Reading reading, PoolName pool, Event event) {
    int now = reading.effective();
    if (event instanceof Event.Ask ask) {
      for (Event.Configured told : ask.configured()) {
        if (told.pool().equals(pool) && !reading.host) {
          reading.configured = told.cap();
          reading.seen = true;
        }
      }
    } else if (event instanceof Event.HostRegistered registered
        && registered.host().pool().equals(pool)) {
      reading.seen = true;
      reading.host = true;
      reading.gone = false;
      reading.configured = registered.sessions();
    } else if (event instanceof Event.HostLost loss && loss.host().pool().equals(pool)) {
      reading.gone = true;
      reading.configured = 0;
      reading.drop();
    } else if (event instanceof Event.PauseGate pause && pool.equals(pause.pool())) {
      reading.seen = true;
    } else if (event instanceof Event.SetCap told && !reading.gone && told.pool().equals(pool)) {
      reading.seen = true;
      reading.lever = told.cap();
      reading.set = true;
      reading.until = told.until();
    } else if (event instanceof Event.FreeCap free && free.pool().equals(pool)) {
      reading.drop();
    } else if (event instanceof Event.LimitCap limited && limited.pool().equals(pool)) {
      reading.configured = reading.seen ? reading.configured : Integer.MAX_VALUE;
      reading.seen = true;
      reading.limit = limited.cap();
    } else if (event instanceof Event.LiftLimit lifted && lifted.pool().equals(pool)) {
      reading.limit = null;
    } else if (event instanceof Event.StepDown down && down.pool().equals(pool)) {
      for (int step : new int[] {3, 2, 1, 0}) {
        if (step < now) {
          reading.lever = step;
          break;
        }
      }
    } else if (event instanceof Event.StepUp up && up.pool().equals(pool)) {
      for (int step : new int[] {1, 2, 3, Integer.MAX_VALUE}) {
        if (step > now && now < reading.configured) {
          stepUp(reading, Math.min(step, reading.configured));
          break;
        }
      }
    }
  }

  private static void stepUp(Reading reading, int next) {
    if (next > reading.allowed()) {
      reading.lever = next;
      reading.set = true;
    } else if (next == reading.configured) {
      reading.drop();
    } else {
      reading.lever = next;
    }
  }

  boolean everythingPaused() {
    boolean paused = false;
    for (Event event : log) {
      if (event instanceof Event.PauseGate pause && pause.pool() == null) {
        paused = true;
      } else if (event instanceof Event.ResumeGate resume && resume.pool() == null) {
        paused = false;
      }
    }
    return paused;
  }

  boolean pausedAlone(PoolName pool) {
    forgetWhatIsOutdated();
    return pauses.computeIfAbsent(pool, this::readPause);
  }

  private boolean readPause(PoolName pool) {
    boolean paused = false;
    for (Event event : log) {
      if (event instanceof Event.PauseGate pause && pool.equals(pause.pool())) {
        paused = true;
      } else if (event instanceof Event.ResumeGate resume
          && (resume.pool() == null || pool.equals(resume.pool()))) {
        paused = false;
      }
    }
    return paused;
  }

  boolean knows(HostId host) {
    boolean known = false;
    for (Event event : log) {
      if (event instanceof Event.HostRegistered registered && registered.host().equals(host)) {
        known = true;
      } else if (event instanceof Event.HostLost gone && gone.host().equals(host)) {
        known = false;
      }
    }
    return known;
  }

  /** Hears what a host's worker says; false if no such host is known. */
  boolean told(Event.ConditionTold told) {
    if (knows(told.host())) {
      log.add(told);
    }
    return knows(told.host());
  }

  /** What the machine of a host was last said to be short of. */
  Pressure pressure(PoolName pool) {
    forgetWhatIsOutdated();
    return pressures.computeIfAbsent(pool, this::readPressure);
  }

  private Pressure readPressure(PoolName pool) {
    Pressure last = Pressure.NONE;
    for (Event event : log) {
      if (event instanceof Event.ConditionTold told && told.host().pool().equals(pool)) {
        last = told.pressure();
      } else if (event instanceof Event.HostLost gone && gone.host().pool().equals(pool)) {
        last = Pressure.NONE;
      }
    }
    return last;
  }

  boolean isLost(HostId host) {
    return isHost(host.pool()) && !knows(host);
  }

  boolean isHost(PoolName pool) {
    return hosts().stream().anyMatch(host -> host.pool().equals(pool));
  }

  List<HostId> hosts() {
    forgetWhatIsOutdated();
    if (known.isEmpty()) {
      for (Event event : log) {
        if (event instanceof Event.HostRegistered registered
            && !known.contains(registered.host())) {
          known.add(registered.host());
        }
      }
    }
    return known;
  }
}
