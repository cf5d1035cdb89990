package dev.wavewright.starter.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One who listens. What is for it waits in a bounded line; when that is full, or one piece cannot
 * be written for too long, it is let go. Nobody but its own thread waits for its connection.
 */
final class EventReader {
  private static final int MOST_PIECES = 64;
  private static final int NEXT_TO_NOTHING = 4096;

  private final int mostPending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Deque<String> pending = new ArrayDeque<>();
  private final String lastId;
  private int pendingCharacters;
  private boolean gone;
  private @Nullable Thread writer;
  private long writesSince;

  /**
   * @param lastId the id it heard last, or empty
   * @param mostPending characters that wait for it at most; a piece for which nearly nothing waits
   *     may be longer
   */
  EventReader(String lastId, int mostPending) {
    this.lastId = lastId;
    this.mostPending = mostPending;
  }

  String lastId() {
    return lastId;
  }

  /** Has a piece written to it; one that is too far behind is let go instead. */
  void push(String piece) {
    lock.lock();
    try {
      boolean fits =
          pending.size() < MOST_PIECES
              && (pendingCharacters < NEXT_TO_NOTHING
                  || pendingCharacters + piece.length() <= mostPending);
      if (!fits) {
        letGo();
      } else if (!gone) {
        pending.add(piece);
        pendingCharacters += piece.length();
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends it: it gets nothing any more. An interrupt closes the connection to which its thread
   * writes, so that a write that nobody reads ends, too.
   */
  void letGo() {
    lock.lock();
    try {
      gone = true;
      pending.clear();
      pendingCharacters = 0;
      news.signalAll();
      Thread busy = writer;
      if (busy != null) {
        busy.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets it go if one piece has been being written for so long. */
  void letGoIfStuck(Duration patience) {
    lock.lock();
    try {
      if (writer != null && System.nanoTime() - writesSince > patience.toNanos()) {
        letGo();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes what comes until it is let go.
   *
   * @param heartbeat after so long without a piece a comment is written, which finds a dead reader
   * @throws IOException when the connection ends
   */
  void write(OutputStream out, Duration heartbeat) throws IOException, InterruptedException {
    out.write(EventText.HELLO.getBytes(StandardCharsets.UTF_8));
    out.flush();
    while (true) {
      String piece = next(heartbeat);
      if (piece == null) {
        return;
      }
      try {
        out.write(piece.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } finally {
        written();
      }
    }
  }

  /** Returns the next piece, a comment if none comes, or null when it is over. */
  private @Nullable String next(Duration heartbeat) throws InterruptedException {
    lock.lock();
    try {
      long left = heartbeat.toNanos();
      while (pending.isEmpty() && !gone && left > 0) {
        left = news.awaitNanos(left);
      }
      if (gone) {
        return null;
      }
      writer = Thread.currentThread();
      writesSince = System.nanoTime();
      String piece = pending.poll();
      if (piece == null) {
        return EventText.HEARTBEAT;
      }
      pendingCharacters -= piece.length();
      return piece;
    } finally {
      lock.unlock();
    }
  }

  private void written() {
    lock.lock();
    try {
      writer = null;
    } finally {
      lock.unlock();
    }
  }
}
