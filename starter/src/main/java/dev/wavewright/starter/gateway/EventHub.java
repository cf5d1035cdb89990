package dev.wavewright.starter.gateway;

import dev.wavewright.starter.events.GateEvent;
import dev.wavewright.starter.events.GateEvents;
import dev.wavewright.starter.events.Look;
import dev.wavewright.starter.stack.GatewayToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the gate for all who listen together, and gives each what changed. While nobody listens
 * it does not look. An id names a look; who comes back with one that is still known gets what it
 * missed, anybody else begins with a snapshot.
 */
final class EventHub implements AutoCloseable {
  static final int MOST_READERS = 32;

  /** Of the events of one look; more are told as one snapshot. */
  static final int MOST_EVENTS = 500;

  private static final int MOST_REMEMBERED = 256;
  private static final int MOST_REMEMBERED_CHARACTERS = 4 * 1024 * 1024;

  /**
   * How often, how long, how much.
   *
   * @param busy between two looks
   * @param quiet between two looks when nothing has changed for ten
   * @param linger looks go on for so long after the last reader left: it may come straight back
   * @param stuck so long may one piece take to be written
   * @param mostPending characters that wait for one reader at most
   */
  record Pace(Duration busy, Duration quiet, Duration linger, Duration stuck, int mostPending) {
    static final Pace USUAL =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            4 * 1024 * 1024);
  }

  private record Batch(long number, String text) {}

  private final Supplier<Look> eyes;
  private final Pace pace;
  private final ThreadFactory threads;
  private final String instance = GatewayToken.random().substring(0, 8);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Set<EventReader> readers = new LinkedHashSet<>();
  private final List<EventReader> newcomers = new ArrayList<>();
  private final Deque<Batch> remembered = new ArrayDeque<>();
  private int rememberedCharacters;
  private long number;
  private @Nullable Look current;
  private boolean looking;
  private boolean closed;
  private boolean away;
  private int unchanged;
  private long emptySince;

  /**
   * @param eyes looks; throws if nobody answers
   */
  EventHub(Supplier<Look> eyes, Pace pace, ThreadFactory threads) {
    this.eyes = eyes;
    this.pace = pace;
    this.threads = threads;
  }

  /**
   * Refuses one more.
   *
   * @throws Problem if too many listen
   */
  void requireRoom() {
    lock.lock();
    try {
      if (closed || readers.size() >= MOST_READERS) {
        throw new Problem(
            503, "too-many-readers", MOST_READERS + " listen already; close one, then come back");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets one listen; it must {@link #leave}. One too many is let go at once.
   *
   * @param lastId the id it heard last, or empty
   */
  EventReader listen(String lastId) {
    lock.lock();
    try {
      if (closed || readers.size() >= MOST_READERS) {
        EventReader turnedAway = new EventReader(lastId, 0);
        turnedAway.letGo();
        return turnedAway;
      }
      EventReader reader = new EventReader(lastId, pace.mostPending());
      if (away) {
        reader.push(EventText.unreachable(Instant.now()));
      }
      readers.add(reader);
      Look look = current;
      if (look == null) {
        newcomers.add(reader);
      } else {
        welcome(reader, look);
      }
      if (!looking) {
        looking = true;
        threads.newThread(this::lookOn).start();
      }
      return reader;
    } finally {
      lock.unlock();
    }
  }

  void leave(EventReader reader) {
    lock.lock();
    try {
      reader.letGo();
      newcomers.remove(reader);
      if (readers.remove(reader) && readers.isEmpty()) {
        emptySince = System.nanoTime();
        wake.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void lookOn() {
    boolean more = true;
    while (more) {
      @Nullable Look look = look();
      lock.lock();
      try {
        if (look == null) {
          goneAway();
        } else {
          take(look);
        }
        readers.forEach(reader -> reader.letGoIfStuck(pace.stuck()));
        more = goOn();
      } catch (InterruptedException e) {
        stop();
        more = false;
      } finally {
        lock.unlock();
      }
    }
  }

  private @Nullable Look look() {
    try {
      return eyes.get();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private void goneAway() {
    unchanged = 0;
    if (!away) {
      away = true;
      String text = EventText.unreachable(Instant.now());
      readers.forEach(reader -> reader.push(text));
    }
  }

  private void take(Look look) {
    if (away) {
      away = false;
      String text = EventText.reachable(look.at());
      readers.forEach(reader -> reader.push(text));
    }
    Look before = current;
    current = look;
    if (before == null) {
      number++;
    } else {
      tell(GateEvents.between(before, look), look);
    }
    newcomers.forEach(reader -> welcome(reader, look));
    newcomers.clear();
  }

  private void tell(List<GateEvent> events, Look look) {
    unchanged = events.isEmpty() ? unchanged + 1 : 0;
    if (events.isEmpty()) {
      return;
    }
    number++;
    String text =
        events.size() > MOST_EVENTS
            ? EventText.snapshot(look, id(number))
            : EventText.events(events, id(number));
    remembered.add(new Batch(number, text));
    rememberedCharacters += text.length();
    while (remembered.size() > MOST_REMEMBERED
        || rememberedCharacters > MOST_REMEMBERED_CHARACTERS) {
      rememberedCharacters -= remembered.remove().text().length();
    }
    readers.stream()
        .filter(reader -> !newcomers.contains(reader))
        .forEach(reader -> reader.push(text));
  }

  private void welcome(EventReader reader, Look look) {
    long known = known(reader.lastId());
    if (known < 0) {
      reader.push(EventText.snapshot(look, id(number)));
      return;
    }
    String missed =
        remembered.stream()
            .filter(batch -> batch.number() > known)
            .map(Batch::text)
            .collect(Collectors.joining());
    reader.push(missed.isEmpty() ? EventText.HEARTBEAT : missed);
  }

  private String id(long look) {
    return instance + "-" + look;
  }

  /** Returns the number of a look after which all is remembered; -1 if the id names none. */
  private long known(String id) {
    long oldest = remembered.isEmpty() ? number : remembered.getFirst().number() - 1;
    for (long look = number; look >= oldest; look--) {
      if (id.equals(id(look))) {
        return look;
      }
    }
    return -1;
  }

  /** Waits until it is time for another look; false if there is to be none. */
  private boolean goOn() throws InterruptedException {
    long left = (unchanged < 10 ? pace.busy() : pace.quiet()).toNanos();
    while (left > 0 && !closed) {
      long until = readers.isEmpty() ? Math.min(left, lingersFor()) : left;
      if (until <= 0) {
        break;
      }
      left -= until - wake.awaitNanos(until);
    }
    if (closed || (readers.isEmpty() && lingersFor() <= 0)) {
      stop();
      return false;
    }
    return true;
  }

  private long lingersFor() {
    return emptySince + pace.linger().toNanos() - System.nanoTime();
  }

  /** What happens from now on is not seen, so no id that was given out may be taken for known. */
  private void stop() {
    looking = false;
    current = null;
    away = false;
    unchanged = 0;
    remembered.clear();
    rememberedCharacters = 0;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      readers.forEach(EventReader::letGo);
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
