package dev.wavewright.workflows.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.budget.core.Book;
import dev.wavewright.workflows.budget.core.BudgetDecider;
import dev.wavewright.workflows.budget.core.BudgetLimits;
import dev.wavewright.workflows.budget.core.BudgetSnapshot;
import dev.wavewright.workflows.budget.core.Decision;
import dev.wavewright.workflows.budget.core.Event;
import dev.wavewright.workflows.budget.core.Hold;
import dev.wavewright.workflows.budget.core.Scope;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a book against a naive one, which keeps every run that was ever told and adds
 * them up anew each time.
 */
class BudgetScriptsTest {
  private static final int SEEDS = 3_000;
  private static final List<String> WAVES = List.of("w1", "w2", "w3");
  private static final long DAY = 86_400;

  @Test
  @DisplayName("repeats, days, raises and acceptances in any order: held is what a plain sum holds")
  void randomLives() {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Life(seed, counts).play();
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
    assertThat(counts.keySet())
        .contains(
            "day held", "breaker held", "wave held", "repeated", "new day", "accepted", "renewed");
    assertThat(counts.values()).allSatisfy(times -> assertThat(times).isGreaterThan(100));
  }

  /** A run as it was told first. */
  private record Run(String wave, long cost, long day, int accepted) {}

  /** One life. */
  private static final class Life {
    private final Random random;
    private final Map<String, Integer> counts;
    private final Set<String> told = new HashSet<>();
    private final List<Run> runs = new ArrayList<>();
    private final Map<String, Long> allowed = new TreeMap<>();
    private final long[] limits = new long[3];
    private final List<Event> sent = new ArrayList<>();
    private Book book = Book.initial();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private long day = now.getEpochSecond() / DAY;
    private int accepted;

    Life(long seed, Map<String, Integer> counts) {
      random = new Random(seed * 0x9E3779B97F4A7C15L);
      this.counts = counts;
    }

    void play() {
      for (int i = 0; i < 3; i++) {
        limits[i] = 5L + random.nextInt(40);
      }
      decide(
          List.of(
              new Event.Configured(
                  new BudgetLimits(bound(limits[0]), bound(limits[1]), bound(limits[2])))));
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(8) == 0) {
          now = now.plusSeconds(random.nextInt((int) DAY));
        }
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          events.add(event());
        }
        decide(events);
        if (random.nextInt(10) == 0) {
          book = BudgetRows.read(BudgetRows.write("shop", book, 9, List.of(), List.of()));
          count("renewed");
        }
      }
    }

    private static Budget bound(long dollars) {
      return new Budget(dollars, null);
    }

    private Event event() {
      if (!sent.isEmpty() && random.nextInt(5) == 0) {
        count("repeated");
        return sent.get(random.nextInt(sent.size()));
      }
      Event event =
          switch (random.nextInt(8)) {
            case 0 -> new Event.Accepted("c" + random.nextInt(1_000_000), "a/b#1");
            case 1 -> raise();
            default ->
                new Event.Spent(
                    "s/" + random.nextInt(1_000_000),
                    "a/b#" + random.nextInt(5),
                    WAVES.get(random.nextInt(3)),
                    new Spend(1, 1L + random.nextInt(9), 0));
          };
      if (!(event instanceof Event.Raised)) {
        sent.add(event);
      }
      return event;
    }

    private Event raise() {
      Scope scope =
          switch (random.nextInt(3)) {
            case 0 -> Scope.DAY;
            case 1 -> Scope.BREAKER;
            default -> Scope.wave(WAVES.get(random.nextInt(3)));
          };
      return new Event.Raised(
          scope, random.nextBoolean() ? null : bound(1L + random.nextInt(9)), "a");
    }

    private void decide(List<Event> events) {
      long today = now.getEpochSecond() / DAY;
      if (today > day) {
        day = today;
        allowed.remove("day");
        count("new day");
      }
      events.forEach(this::naively);
      Decision decision = BudgetDecider.decide(new BudgetSnapshot(book, now, events));
      book = decision.book();
      Set<String> held = new TreeSet<>();
      for (Hold hold : decision.holds()) {
        String wave = hold.wave();
        if (wave != null) {
          held.add(wave);
          continue;
        }
        if (hold.reason().contains("day budget")) {
          held.add("day");
        }
        if (hold.reason().contains("accepted change")) {
          held.add("breaker");
        }
        assertThat(hold.until() == null).isEqualTo(held.contains("breaker"));
      }
      assertThat(held).isEqualTo(expected());
    }

    private void naively(Event event) {
      switch (event) {
        case Event.Spent spent -> {
          if (told.add(spent.run())) {
            runs.add(
                new Run(String.valueOf(spent.wave()), spent.spent().microDollars(), day, accepted));
          }
        }
        case Event.Accepted change -> {
          if (told.add(change.change())) {
            accepted++;
            allowed.remove("breaker");
            count("accepted");
          }
        }
        case Event.Raised raised -> {
          String what =
              switch (raised.scope().kind()) {
                case DAY -> "day";
                case BREAKER -> "breaker";
                case WAVE -> String.valueOf(raised.scope().wave());
              };
          boolean unknownWave =
              raised.scope().wave() != null
                  && runs.stream().noneMatch(run -> run.wave().equals(what));
          Budget written = raised.more();
          Long more = written == null ? Long.valueOf(limit(what)) : written.microDollars();
          if (!unknownWave && more != null) {
            long most = allowed.getOrDefault(what, limit(what));
            allowed.put(what, Math.max(most, sum(what)) + more);
          }
        }
        case Event.Configured ignored -> {}
      }
    }

    private long limit(String what) {
      return switch (what) {
        case "day" -> limits[1];
        case "breaker" -> limits[2];
        default -> limits[0];
      };
    }

    private long sum(String what) {
      return runs.stream()
          .filter(
              run ->
                  switch (what) {
                    case "day" -> run.day() == day;
                    case "breaker" -> run.accepted() == accepted;
                    default -> run.wave().equals(what);
                  })
          .mapToLong(Run::cost)
          .sum();
    }

    private Set<String> expected() {
      Set<String> held = new TreeSet<>();
      for (String what : List.of("day", "breaker", "w1", "w2", "w3")) {
        if (sum(what) >= allowed.getOrDefault(what, limit(what))) {
          held.add(what);
          count((what.startsWith("w") ? "wave" : what) + " held");
        }
      }
      return held;
    }

    private void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }
  }
}
