package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.core.Ranking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Compares ways to choose the first of several ready issues, by simulating waves without overhead.
 * Prints a Markdown table of makespan over the lower bound max(W/m, longest chain, longest
 * repository): mean and 95th percentile.
 */
public final class RankingBench {
  private static final long SEED = 7;
  private static final int GRAPHS = 200;

  private RankingBench() {}

  private record Family(
      String name,
      int repositories,
      int each,
      int cap,
      List<Integer> edges,
      boolean layered,
      double spread,
      double noise) {}

  private static final List<Family> FAMILIES =
      List.of(
          new Family("layered 6 × 8, m = 6", 6, 8, 6, List.of(0, 0, 1, 2), true, .3, .3),
          new Family("layered 6 × 8, m = 3", 6, 8, 3, List.of(0, 0, 1, 2), true, .5, .3),
          new Family("layered 3 × 8, m = 3", 3, 8, 3, List.of(0, 1, 1, 2), true, .5, .3),
          new Family("random 6 × 8, m = 6", 6, 8, 6, List.of(0, 0, 1, 2), false, .3, .3),
          new Family("random 10 × 10, m = 5", 10, 10, 5, List.of(0, 0, 1), false, .5, .3),
          new Family("random 10 × 10, m = 10", 10, 10, 10, List.of(0, 1, 2), false, .5, .3),
          new Family("random 4 × 6, m = 2", 4, 6, 2, List.of(0, 0, 1), false, 1.0, .6),
          new Family(
              "random 8 × 12, m = 8, unmeasured", 8, 12, 8, List.of(0, 0, 1, 2), false, 1.0, -1));

  private static final List<String> POLICIES =
      List.of(
          "number order",
          "most dependents",
          "longest chain",
          "chain + repository (ours)",
          "the same, told one landing late",
          "heaviest repository among dependents + repository");

  /** One wave; issue numbers are indices, dependencies come before dependents. */
  private static final class Wave {
    final int[] repository;
    final List<TreeSet<Integer>> needs = new ArrayList<>();
    final double[] time;
    final double[] expected;

    Wave(Family family, Random random) {
      int n = family.repositories() * family.each();
      List<Integer> repositories = new ArrayList<>();
      for (int at = 0; at < n; at++) {
        repositories.add(family.layered() ? at / family.each() : at % family.repositories());
      }
      if (!family.layered()) {
        Collections.shuffle(repositories, random);
      }
      repository = repositories.stream().mapToInt(Integer::intValue).toArray();
      time = new double[n];
      expected = new double[n];
      double sigma = Math.sqrt(Math.log(1 + family.spread() * family.spread()));
      for (int at = 0; at < n; at++) {
        TreeSet<Integer> needed = new TreeSet<>();
        int lower = family.layered() ? repository[at] * family.each() : at;
        for (int edge = family.edges().get(random.nextInt(family.edges().size()));
            edge > 0;
            edge--) {
          if (lower > 0) {
            needed.add(random.nextInt(lower));
          }
        }
        needs.add(needed);
        time[at] = Math.exp(-sigma * sigma / 2 + sigma * random.nextGaussian());
        expected[at] =
            family.noise() < 0 ? 1 : time[at] * Math.exp(family.noise() * random.nextGaussian());
      }
    }

    double bound(int cap) {
      double[] chain = new double[time.length];
      double[] sums = new double[time.length];
      for (int at = 0; at < time.length; at++) {
        double longest = 0;
        for (int needed : needs.get(at)) {
          longest = Math.max(longest, chain[needed]);
        }
        chain[at] = longest + time[at];
        sums[repository[at]] += time[at];
      }
      return Math.max(
          Arrays.stream(time).sum() / cap,
          Math.max(Arrays.stream(chain).max().orElse(0), Arrays.stream(sums).max().orElse(0)));
    }
  }

  /** Prints the table. */
  public static void main(String[] arguments) {
    System.out.println("| wave | " + String.join(" | ", POLICIES) + " |");
    System.out.println("|" + " --- |".repeat(POLICIES.size() + 1));
    Random random = new Random(SEED);
    for (Family family : FAMILIES) {
      double[][] ratios = new double[POLICIES.size()][GRAPHS];
      for (int graph = 0; graph < GRAPHS; graph++) {
        Wave wave = new Wave(family, random);
        for (int policy = 0; policy < POLICIES.size(); policy++) {
          ratios[policy][graph] = makespan(wave, family.cap(), policy) / wave.bound(family.cap());
        }
      }
      StringBuilder row = new StringBuilder("| " + family.name());
      for (double[] ratio : ratios) {
        Arrays.sort(ratio);
        double mean = Arrays.stream(ratio).average().orElse(0);
        row.append(String.format(" | %.3f (%.3f)", mean, ratio[(int) (GRAPHS * .95)]));
      }
      System.out.println(row + " |");
    }
  }

  private static double makespan(Wave wave, int cap, int policy) {
    TreeSet<Integer> waiting = new TreeSet<>();
    TreeSet<Integer> unlanded = new TreeSet<>();
    for (int at = 0; at < wave.time.length; at++) {
      waiting.add(at);
      unlanded.add(at);
    }
    Map<Integer, Double> running = new LinkedHashMap<>();
    ToLongFunction<Integer> told = ranks(wave, policy, waiting, unlanded);
    double now = 0;
    while (!waiting.isEmpty() || !running.isEmpty()) {
      boolean free = true;
      while (free && running.size() < cap) {
        ToLongFunction<Integer> rank = policy == 4 ? told : ranks(wave, policy, waiting, unlanded);
        Integer first =
            waiting.stream()
                .filter(at -> wave.needs.get(at).stream().noneMatch(unlanded::contains))
                .filter(
                    at ->
                        running.keySet().stream()
                            .noneMatch(other -> wave.repository[other] == wave.repository[at]))
                .min(Comparator.comparingLong(rank).thenComparing(at -> at))
                .orElse(null);
        free = first != null;
        if (first != null) {
          waiting.remove(first);
          running.put(first, now + wave.time[first]);
        }
      }
      told = ranks(wave, policy, waiting, unlanded);
      Map.Entry<Integer, Double> next =
          running.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      now = next.getValue();
      running.remove(next.getKey());
      unlanded.remove(next.getKey());
    }
    return now;
  }

  private static ToLongFunction<Integer> ranks(
      Wave wave, int policy, SortedSet<Integer> waiting, SortedSet<Integer> unlanded) {
    return switch (policy) {
      case 0 -> at -> at;
      case 1 -> at -> -descendants(wave, at).size();
      case 2 -> chains(wave, unlanded);
      case 3 -> product(wave, waiting);
      case 4 -> product(wave, unlanded);
      default -> at -> heaviest(wave, at) - left(wave, at, waiting);
    };
  }

  /** The ranking that the product uses, through its own code. */
  private static ToLongFunction<Integer> product(Wave wave, SortedSet<Integer> counted) {
    Map<IssueKey, Long> ranks = Ranking.ranks(nodes(wave, counted, false), Map.of());
    return at -> Objects.requireNonNullElse(ranks.get(key(at)), 0L);
  }

  private static ToLongFunction<Integer> chains(Wave wave, SortedSet<Integer> counted) {
    Map<IssueKey, Long> ranks = Ranking.ranks(nodes(wave, counted, true), Map.of());
    return at ->
        Objects.requireNonNullElse(ranks.get(key(at)), 0L) + (long) (1000 * wave.expected[at]);
  }

  /** With {@code apart}, each issue is its own repository, so that only chains count. */
  private static List<Ranking.Node> nodes(Wave wave, SortedSet<Integer> counted, boolean apart) {
    List<Ranking.Node> nodes = new ArrayList<>();
    for (int at : counted) {
      int repository = apart ? 1000 + at : wave.repository[at];
      nodes.add(
          new Ranking.Node(
              key(at),
              new RepositoryName("acme/r" + repository),
              Priority.DEFAULT,
              wave.needs.get(at).stream().map(RankingBench::key).toList(),
              Duration.ofMillis((long) (1000 * wave.expected[at]))));
    }
    return nodes;
  }

  private static IssueKey key(int at) {
    return Projects.key(0, at + 1);
  }

  private static SortedSet<Integer> descendants(Wave wave, int of) {
    TreeSet<Integer> found = new TreeSet<>();
    for (int at = of + 1; at < wave.time.length; at++) {
      for (int needed : wave.needs.get(at)) {
        if (needed == of || found.contains(needed)) {
          found.add(at);
        }
      }
    }
    return found;
  }

  private static long heaviest(Wave wave, int of) {
    double[] sums = new double[wave.time.length];
    for (int at : descendants(wave, of)) {
      sums[wave.repository[at]] += wave.expected[at];
    }
    return -(long) (1000 * (wave.expected[of] + Arrays.stream(sums).max().orElse(0)));
  }

  private static long left(Wave wave, int of, SortedSet<Integer> waiting) {
    return (long)
        (1000
            * waiting.stream()
                .filter(at -> wave.repository[at] == wave.repository[of])
                .mapToDouble(at -> wave.expected[at])
                .sum());
  }
}
