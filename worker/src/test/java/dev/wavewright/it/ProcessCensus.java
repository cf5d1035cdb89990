package dev.wavewright.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts processes by what the kernel says of them, many times a second: by the issue in their
 * environment and the program they run, not by anything that Wavewright wrote down.
 */
final class ProcessCensus implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final String AGENT = "ScriptedAgent";

  /** Of a process's fields after its name, that of the time it was started. */
  private static final int START = 19;

  private final Duration period;
  private final Consumer<String> met;
  private final String state;
  private final Map<String, Integer> most = new ConcurrentSkipListMap<>();
  private final Thread sampler;
  private final AtomicInteger samples = new AtomicInteger();
  private final AtomicInteger mostInAll = new AtomicInteger();
  private final Queue<Member> twins = new ConcurrentLinkedQueue<>();

  /**
   * A process that belongs to an issue.
   *
   * @param agent whether it is an agent itself, not a wrapper, a tool or a check
   */
  record Member(
      long pid, long parent, String started, String issue, boolean agent, String command) {}

  /** Counts ten times a second. */
  ProcessCensus(Installation installation) {
    this(installation, PERIOD, issue -> {});
  }

  /**
   * @param installation only processes that work below this installation's state are counted
   * @param met is told each issue of which an agent is seen for the first time: an agent that waits
   *     for this is counted however seldom a busy machine lets the census look
   */
  ProcessCensus(Installation installation, Duration period, Consumer<String> met) {
    this.period = period;
    this.met = met;
    this.state = installation.path("state").toString();
    this.sampler = Thread.ofPlatform().daemon().name("census").start(this::sample);
  }

  private void sample() {
    Set<String> known = new TreeSet<>();
    while (!Thread.currentThread().isInterrupted()) {
      // One may have ended, and its successor begun, while the list was read: only what still lives
      // when all of it has been read lived at one time.
      List<Member> agents = agents(now()).stream().filter(ProcessCensus::lives).toList();
      Map<String, Integer> byIssue = new TreeMap<>();
      agents.forEach(agent -> byIssue.merge(agent.issue(), 1, Integer::sum));
      byIssue.forEach(
          (issue, count) -> {
            most.merge(issue, count, Math::max);
            if (known.add(issue)) {
              met.accept(issue);
            }
            if (count > 1) {
              twins.addAll(agents.stream().filter(agent -> agent.issue().equals(issue)).toList());
            }
          });
      mostInAll.accumulateAndGet(agents.size(), Math::max);
      samples.incrementAndGet();
      try {
        Thread.sleep(period);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Between fork and exec a tool of an agent still looks like the agent itself: what has an agent
   * for its parent is none.
   */
  private static List<Member> agents(List<Member> members) {
    Set<Long> pids =
        members.stream().filter(Member::agent).map(Member::pid).collect(Collectors.toSet());
    return members.stream()
        .filter(member -> member.agent() && !pids.contains(member.parent()))
        .toList();
  }

  /** Returns every live process of any issue of this installation. */
  List<Member> now() {
    List<Member> members = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        if (process.getFileName().toString().matches("[0-9]+")) {
          read(process).ifPresent(members::add);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("/proc cannot be read", e);
    }
    return members;
  }

  private Optional<Member> read(Path process) {
    try {
      List<String> environment = entries(process.resolve("environ"));
      Optional<String> issue =
          environment.stream()
              .filter(entry -> entry.startsWith("WAVEWRIGHT_ISSUE="))
              .map(entry -> entry.substring("WAVEWRIGHT_ISSUE=".length()))
              .findFirst();
      if (issue.isEmpty()
          || environment.stream()
              .noneMatch(
                  entry ->
                      entry.startsWith("WAVEWRIGHT_WORKTREE=") && entry.contains("=" + state))) {
        return Optional.empty();
      }
      String[] fields = fields(process);
      if (fields[0].equals("Z")) {
        return Optional.empty();
      }
      List<String> argv = entries(process.resolve("cmdline"));
      boolean agent =
          !argv.isEmpty()
              && argv.getFirst().endsWith("java")
              && argv.stream().anyMatch(word -> word.contains(AGENT));
      return Optional.of(
          new Member(
              Long.parseLong(process.getFileName().toString()),
              Long.parseLong(fields[1]),
              fields[START],
              issue.get(),
              agent,
              String.join(" ", argv)));
    } catch (IOException e) {
      // Gone meanwhile, or somebody else's.
      return Optional.empty();
    }
  }

  private static String[] fields(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static boolean lives(Member member) {
    try {
      String[] fields = fields(Path.of("/proc", Long.toString(member.pid())));
      return !fields[0].equals("Z") && fields[START].equals(member.started());
    } catch (IOException gone) {
      return false;
    }
  }

  private static List<String> entries(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Stream.of(text.split("\0", -1)).filter(entry -> !entry.isEmpty()).toList();
  }

  /** Returns the pid of an issue's one live agent, if there is one now. */
  Optional<Long> agent(String issue) {
    return agents(now()).stream()
        .filter(agent -> agent.issue().equals(issue))
        .map(Member::pid)
        .findFirst();
  }

  /** Returns, for each issue, the most agents that were ever seen alive at once. */
  Map<String, Integer> most() {
    return new TreeMap<>(most);
  }

  /** Returns the most agents of any issues that were ever seen alive at once. */
  int mostInAll() {
    return mostInAll.get();
  }

  /** Returns what was seen where one issue had more than one agent. */
  List<Member> twins() {
    return List.copyOf(twins);
  }

  int samples() {
    return samples.get();
  }

  @Override
  public void close() throws InterruptedException {
    sampler.interrupt();
    sampler.join();
  }
}
