package dev.wavewright.workflows.notice.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves one sink: in order, one after the other, at least once, and never more than it keeps.
 *
 * <p>What does not fit, and what cannot be delivered for {@link #LONGEST}, is counted; as soon as
 * the sink takes something again, or something new comes, it is told how many it missed.
 */
public final class Outbox {
  /** Notices that wait for one sink at most. */
  public static final int MOST = 200;

  /** All that waits for one sink, in bytes as {@link Letter#size} estimates them. */
  static final int MOST_BYTES = 80_000;

  /** So long a notice is tried. */
  public static final Duration LONGEST = Duration.ofHours(6);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** A longer rest than this is not granted to a sink that asks for one. */
  static final Duration LONGEST_REST = Duration.ofHours(1);

  private static final int LONGEST_FAILURE = 300;

  private Outbox() {}

  /** Puts a notice into the box; what does not fit is counted. */
  public static Box offer(Box box, Letter letter) {
    Box told = fits(box, letter) ? withDigest(box, letter.at()) : box;
    if (told.dropped() > 0 || told.pending().size() >= MOST || !fits(told, letter)) {
      return dropped(told, List.of(letter));
    }
    return pending(told, plus(told.pending(), letter));
  }

  /** The boxes of all sinks go into one message when a run continues as new. */
  private static boolean fits(Box box, Letter letter) {
    int bytes = box.pending().stream().mapToInt(Letter::size).sum();
    return box.pending().isEmpty() || bytes + letter.size() <= MOST_BYTES;
  }

  /** Returns what is to be sent now; empty if nothing is. */
  public static Optional<Letter> due(Box box, Instant now) {
    Instant next = box.nextTry();
    return box.pending().isEmpty() || (next != null && now.isBefore(next))
        ? Optional.empty()
        : Optional.of(box.pending().getFirst());
  }

  /** Returns when something is to be sent; empty if nothing waits. */
  public static Optional<Instant> wakeAt(Box box) {
    Instant next = box.nextTry();
    return box.pending().isEmpty()
        ? Optional.empty()
        : Optional.of(next == null ? Instant.EPOCH : next);
  }

  /** The sink took its first notice. */
  public static Box delivered(Box box, String id, Instant now) {
    if (!isFirst(box, id)) {
      return box;
    }
    Box served =
        new Box(
            box.pending().subList(1, box.pending().size()),
            box.dropped(),
            box.droppedId(),
            0,
            null,
            box.delivered() + 1,
            box.lost(),
            now,
            box.failure(),
            box.failedAt());
    return served.pending().isEmpty() ? withDigest(served, now) : served;
  }

  /** The sink says that it will never take its first notice. */
  public static Box refused(Box box, String id, String why, Instant now) {
    return isFirst(box, id) ? withoutFirst(failed(box, 0, null, why, now), 1) : box;
  }

  /**
   * The sink did not take its first notice now.
   *
   * @param rest what it asks for, or null
   */
  public static Box failed(Box box, String id, String why, @Nullable Duration rest, Instant now) {
    if (!isFirst(box, id)) {
      return box;
    }
    int failures = Math.min(box.failures() + 1, 1_000);
    Duration pause = pause(failures);
    if (rest != null) {
      Duration granted = rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
      pause = granted.compareTo(pause) > 0 ? granted : pause;
    }
    int old = 0;
    while (old < box.pending().size() && !now.isBefore(box.pending().get(old).at().plus(LONGEST))) {
      old++;
    }
    return withoutFirst(failed(box, failures, now.plus(pause), why, now), old);
  }

  private static Duration pause(int failures) {
    int doublings = Math.min(failures - 1, 20);
    Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private static boolean isFirst(Box box, String id) {
    return !box.pending().isEmpty() && box.pending().getFirst().id().equals(id);
  }

  /** The digest has the id of the last that it stands for, which is never sent itself. */
  private static Box withDigest(Box box, Instant at) {
    if (box.dropped() == 0 || box.pending().size() >= MOST - 1) {
      return box;
    }
    Letter digest = Letter.digest(box.droppedId(), at, box.dropped());
    return new Box(
        plus(box.pending(), digest),
        0,
        "",
        box.failures(),
        box.nextTry(),
        box.delivered(),
        box.lost(),
        box.deliveredAt(),
        box.failure(),
        box.failedAt());
  }

  private static Box withoutFirst(Box box, int count) {
    List<Letter> gone = box.pending().subList(0, count);
    return dropped(pending(box, box.pending().subList(count, box.pending().size())), gone);
  }

  /** A digest that is dropped leaves what it stood for. */
  private static Box dropped(Box box, List<Letter> letters) {
    int dropped = box.dropped();
    long lost = box.lost();
    String id = box.droppedId();
    for (Letter letter : letters) {
      boolean digest = letter.isDigest();
      dropped += digest ? letter.data().total() : 1;
      lost += digest ? 0 : 1;
      id = letter.id();
    }
    return new Box(
        box.pending(),
        dropped,
        id,
        box.failures(),
        box.nextTry(),
        box.delivered(),
        lost,
        box.deliveredAt(),
        box.failure(),
        box.failedAt());
  }

  private static Box failed(
      Box box, int failures, @Nullable Instant next, String why, Instant now) {
    return new Box(
        box.pending(),
        box.dropped(),
        box.droppedId(),
        failures,
        next,
        box.delivered(),
        box.lost(),
        box.deliveredAt(),
        why.length() > LONGEST_FAILURE ? why.substring(0, LONGEST_FAILURE) + "…" : why,
        now);
  }

  private static Box pending(Box box, List<Letter> pending) {
    return new Box(
        pending,
        box.dropped(),
        box.droppedId(),
        box.failures(),
        box.nextTry(),
        box.delivered(),
        box.lost(),
        box.deliveredAt(),
        box.failure(),
        box.failedAt());
  }

  private static List<Letter> plus(List<Letter> letters, Letter another) {
    List<Letter> longer = new ArrayList<>(letters);
    longer.add(another);
    return longer;
  }
}
