package dev.wavewright.workflows.notice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.NoticeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int SEEDS = 600;
  private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");

  private final Map<String, Integer> met = new TreeMap<>();

  private static Letter letter(int number, Instant at) {
    return new Letter("n" + number, at, NoticeKind.PARKED, "notice " + number, NoticeData.none());
  }

  /** Keeps whole letters, counts nothing ahead, and looks through all of them every time. */
  private static final class NaiveSink {
    final Deque<Letter> waiting = new ArrayDeque<>();
    final List<Letter> missed = new ArrayList<>();
    int streak;
    Instant rest = Instant.EPOCH;
    int untold;

    void offer(Letter letter) {
      makeUpFor();
      if (untold > 0 || waiting.size() == 200) {
        missed.add(letter);
        untold++;
      } else {
        waiting.addLast(letter);
      }
    }

    private void makeUpFor() {
      if (untold > 0 && waiting.size() <= 198) {
        waiting.addLast(
            new Letter("digest", THEN, NoticeKind.DROPPED, "" + untold, NoticeData.none()));
        untold = 0;
      }
    }

    void taken() {
      waiting.removeFirst();
      streak = 0;
      rest = Instant.EPOCH;
      if (waiting.isEmpty()) {
        makeUpFor();
      }
    }

    private void lose(Letter letter) {
      if (letter.kind() == NoticeKind.DROPPED) {
        untold += Integer.parseInt(letter.text());
      } else {
        missed.add(letter);
        untold++;
      }
    }

    void refused() {
      lose(waiting.removeFirst());
      streak = 0;
      rest = Instant.EPOCH;
    }

    void failed(Instant now, @Nullable Duration asked, Deque<Instant> ages) {
      streak++;
      long seconds = 1;
      for (int i = 1; i < streak && seconds < 300; i++) {
        seconds *= 2;
      }
      seconds = Math.min(seconds, 300);
      if (asked != null) {
        seconds = Math.max(seconds, Math.min(asked.toSeconds(), 3_600));
      }
      rest = now.plusSeconds(seconds);
      while (!ages.isEmpty() && !now.isBefore(ages.getFirst().plus(Duration.ofHours(6)))) {
        ages.removeFirst();
        lose(waiting.removeFirst());
      }
    }
  }

  @Test
  @DisplayName(
      "a sink gets its notices in order and is told of every one it missed, in every script")
  void scripts() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        play(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertThat(met).containsKeys("delivered", "digest", "too old", "refused", "full", "rested");
  }

  private void play(Random random) {
    Instant now = THEN;
    Box box = Box.empty();
    NaiveSink naive = new NaiveSink();
    int offered = 0;
    int rate = 1 + random.nextInt(4);
    int health = random.nextInt(4);
    List<String> got = new ArrayList<>();
    int told = 0;
    for (int step = 0; step < 900; step++) {
      now = now.plusSeconds(random.nextInt(20) == 0 ? random.nextInt(9_000) : random.nextInt(30));
      for (int i = random.nextInt(rate); i > 0; i--) {
        Letter letter = letter(++offered, now);
        box = Outbox.offer(box, letter);
        naive.offer(letter);
      }
      Optional<Letter> due = Outbox.due(box, now);
      boolean expected = !naive.waiting.isEmpty() && !now.isBefore(naive.rest);
      assertThat(due.isPresent()).as("something is due").isEqualTo(expected);
      if (due.isPresent()) {
        Letter letter = due.get();
        Letter first = naive.waiting.getFirst();
        assertThat(letter.kind()).isEqualTo(first.kind());
        int chance = random.nextInt(10);
        if (chance < 3 * health) {
          told += letter.isDigest() ? letter.data().total() : 0;
          if (!letter.isDigest()) {
            got.add(letter.id());
          }
          met.merge(letter.isDigest() ? "digest" : "delivered", 1, Integer::sum);
          box = Outbox.delivered(box, letter.id(), now);
          naive.taken();
        } else if (chance == 9) {
          met.merge("refused", 1, Integer::sum);
          box = Outbox.refused(box, letter.id(), "no", now);
          naive.refused();
        } else {
          Duration rest = random.nextInt(5) == 0 ? Duration.ofSeconds(random.nextInt(9_000)) : null;
          met.merge(rest == null ? "failed" : "rested", 1, Integer::sum);
          Deque<Instant> ages = new ArrayDeque<>();
          box.pending().forEach(each -> ages.addLast(each.at()));
          int before = box.pending().size();
          box = Outbox.failed(box, letter.id(), "down", rest, now);
          naive.failed(now, rest, ages);
          met.merge(box.pending().size() < before ? "too old" : "young", 1, Integer::sum);
        }
      }
      assertThat(box.pending().size()).isEqualTo(naive.waiting.size()).isLessThanOrEqualTo(200);
      assertThat(box.dropped()).isEqualTo(naive.untold);
      assertThat(box.lost()).isEqualTo(naive.missed.size());
      met.merge(box.pending().size() == 200 ? "full" : "room", 1, Integer::sum);
    }
    int digests =
        box.pending().stream().filter(Letter::isDigest).mapToInt(each -> each.data().total()).sum();
    long letters = box.pending().stream().filter(each -> !each.isDigest()).count();
    assertThat(got)
        .as("in order and once")
        .isSortedAccordingTo((a, b) -> number(a) - number(b))
        .doesNotHaveDuplicates();
    assertThat(got.size() + letters + box.lost()).as("none is forgotten").isEqualTo(offered);
    assertThat(told + digests + box.dropped())
        .as("none is missed in silence")
        .isEqualTo((int) box.lost());
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  @Test
  @DisplayName("a sink that fails is tried after 1, 2, 4 … seconds, every 5 minutes at last")
  void backOff() {
    Box box = Outbox.offer(Box.empty(), letter(1, THEN));
    Instant now = THEN;
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      box = Outbox.failed(box, "n1", "down", null, now);
      Instant next = Outbox.wakeAt(box).orElseThrow();
      pauses.add(Duration.between(now, next).toSeconds());
      assertThat(Outbox.due(box, next.minusMillis(1))).isEmpty();
      assertThat(Outbox.due(box, next)).isPresent();
      now = next;
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    assertThat(box.failure()).isEqualTo("down");
  }

  @Test
  @DisplayName("a sink that asks for a rest gets it, one hour at most")
  void rest() {
    Box box = Outbox.offer(Box.empty(), letter(1, THEN));
    assertThat(Outbox.wakeAt(Outbox.failed(box, "n1", "busy", Duration.ofSeconds(90), THEN)))
        .contains(THEN.plusSeconds(90));
    assertThat(Outbox.wakeAt(Outbox.failed(box, "n1", "busy", Duration.ofDays(9), THEN)))
        .contains(THEN.plusSeconds(3_600));
  }

  @Test
  @DisplayName("long notices fill a box sooner: what waits for a sink stays small")
  void longOnes() {
    Box box = Box.empty();
    for (int number = 1; number <= 100; number++) {
      Letter letter =
          new Letter("n" + number, THEN, NoticeKind.PARKED, "x".repeat(2_000), NoticeData.none());
      box = Outbox.offer(box, letter);
    }
    assertThat(box.pending()).hasSizeBetween(10, 30).noneMatch(Letter::isDigest);
    assertThat(box.dropped()).isEqualTo(100 - box.pending().size());
  }
}
