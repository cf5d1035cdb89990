package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Caps, pauses and hosts of the {@link NaiveGate}, read from all that ever came in. */
class NaivePools {
  final List<Event> log = new ArrayList<>();
  private final Map<PoolName, Integer> caps = new TreeMap<>();
  private final Map<PoolName, Boolean> pauses = new TreeMap<>();
  private final List<HostId> known = new ArrayList<>();
  private int readAt = -1;

  int cap(PoolName pool) {
    forgetWhatIsOutdated();
    return caps.computeIfAbsent(pool, name -> levels(name, (configured, lever) -> lever));
  }

  private void forgetWhatIsOutdated() {
    if (readAt != log.size()) {
      caps.clear();
      pauses.clear();
      known.clear();
      readAt = log.size();
    }
  }

  int configured(PoolName pool) {
    return levels(pool, (configured, lever) -> configured);
  }

  private int levels(PoolName pool, BiFunction<Integer, Integer, Integer> which) {
    int configured = 0;
    boolean host = false;
    boolean gone = false;
    Integer lever = null;
    boolean set = false;
    for (Event event : log) {
      int now = lever == null ? configured : set ? lever : Math.min(lever, configured);
      if (event instanceof Event.Ask ask && !host) {
        for (Event.Configured told : ask.configured()) {
          configured = told.pool().equals(pool) ? told.cap() : configured;
        }
      } else if (event instanceof Event.HostRegistered registered
          && registered.host().pool().equals(pool)) {
        host = true;
        gone = false;
        configured = registered.sessions();
      } else if (event instanceof Event.HostLost loss && loss.host().pool().equals(pool)) {
        gone = true;
        configured = 0;
        lever = null;
        set = false;
      } else if (event instanceof Event.SetCap told && !gone && told.pool().equals(pool)) {
        lever = told.cap();
        set = true;
      } else if (event instanceof Event.StepDown down && down.pool().equals(pool)) {
        for (int step : new int[] {3, 2, 1, 0}) {
          if (step < now) {
            set = lever != null && set;
            lever = step;
            break;
          }
        }
      } else if (event instanceof Event.StepUp up && up.pool().equals(pool) && lever != null) {
        for (int step : new int[] {1, 2, 3, configured}) {
          if (step > now && now < configured) {
            lever = step >= configured ? null : Integer.valueOf(step);
            break;
          }
        }
      }
    }
    int effective = lever == null ? configured : set ? lever : Math.min(lever, configured);
    return which.apply(configured, effective);
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
