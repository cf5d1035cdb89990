package dev.wavewright.it;

import dev.wavewright.workflows.model.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A project in which one issue is brought into one phase and held there. Set-up, checks and agents
 * are the project's own commands; each waits at a gate, which is a file that this class makes. That
 * an issue is in a phase is what it answers itself.
 *
 * <p>Two repositories: in {@code left} is the watched issue; in {@code right} another issue's agent
 * is at work all the time, and a dependent waits for {@code left}.
 */
final class HeldPhase {
  /** The main line from preparing to merging. */
  static final List<Phase> ALL =
      List.of(
          Phase.PREPARING,
          Phase.IMPLEMENTING,
          Phase.CHECKING,
          Phase.REVIEWING,
          Phase.MERGE_QUEUED,
          Phase.MERGING);

  /** A check waits at the gate that is named after what the checked tree has. */
  private static final List<String> GATES =
      List.of(
          "set-up",
          "left",
          "right",
          "review",
          "check-one",
          "check-two",
          "check-one-two",
          "check-two-three",
          "check-one-two-three");

  private final LiveStack stack;
  private final Phase phase;
  private final TestProject project;
  private final Path gates;
  private final String left;
  private final String right;

  /** Only two issues of one repository can stand in its merge queue, or meet a moved branch. */
  private final boolean together;

  HeldPhase(Installation installation, LiveStack stack, String name, Phase phase) throws Exception {
    this.stack = stack;
    this.phase = phase;
    this.together = phase == Phase.MERGING || phase == Phase.MERGE_QUEUED;
    this.left = name + "-lib";
    this.right = name + "-app";
    this.gates = Files.createDirectories(installation.path("gates/" + name));
    Path wait = gates.resolve("wait.sh");
    Files.writeString(
        wait,
        "touch '%1$s'/\"$1\".reached; while [ ! -e '%1$s'/\"$1\" ]; do sleep 0.1; done\n"
            .formatted(gates));
    String parallel = "parallel: " + (together ? 2 : 1);
    project =
        TestProject.named(installation, name)
            .repository(
                left,
                "test -s README.md\n"
                    + "sh %s \"check$(for f in one two three; do test ! -f $f || printf '%%s' -$f; done)\""
                        .formatted(wait),
                parallel + "\nsetup: [sh, " + wait + ", set-up]")
            .repository(right, "test -s README.md", parallel)
            .issueText(left, 1, script(wait, key(left, 1), "one", "left"))
            .issueText(left, 2, script(wait, key(left, 2), "two", "left"))
            .issueText(right, 1, script(wait, key(right, 1), "own", "right"))
            .issueText(
                right,
                2,
                "Depends on: "
                    + key(left, 1)
                    + "\n\n"
                    + script(wait, key(right, 2), "uses", "right"));
    if (phase == Phase.MERGE_QUEUED) {
      project.issueText(
          left, 3, "Depends on: #2\n\n" + script(wait, key(left, 3), "three", "left"));
    }
    project.capacity("capacity: {in-flight: 3}").write();
    if (phase == Phase.REVIEWING) {
      Path configuration = project.folder().resolve("wavewright.yml");
      Files.writeString(
          configuration,
          Files.readString(configuration)
              .replace(
                  "agents: {default: scripted}",
                  "agents: {default: scripted, review: {agent: scripted}}"));
    }
  }

  /** An agent works until its gate is open and the census has met it. */
  private static String script(Path wait, String key, String file, String gate) {
    String work =
        "```scripted\nwrite %1$s <<END\n%1$s\nEND\nrun sh %2$s %3$s\nrun sh %2$s %4$s\nsay done\n```\n"
            .formatted(file, wait, gate, metGate(key));
    String judged =
        "```scripted-review\nrun sh %s review\nsay {\"decision\": \"approve\", \"findings\": \"fine\"}\n```\n"
            .formatted(wait);
    return work + "\n" + judged;
  }

  private static String metGate(String key) {
    return "met-" + HeldAgents.nameOf(key);
  }

  /** Lets an agent that the census has seen go on, as far as its other gate is open. */
  void met(String issue) {
    try {
      open(metGate(issue));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestProject project() {
    return project;
  }

  /** Returns the issue whose agent is at work whatever phase the watched issue is in. */
  String bystander() {
    return key(right, 1);
  }

  /** Returns the merge queue of the watched issue's repository. */
  String mergeQueue() {
    return "merge/local/" + left;
  }

  /** Returns the names of the two repositories. */
  List<String> repositories() {
    return List.of(left, right);
  }

  /** Returns every issue of the project. */
  List<String> issues() {
    List<String> keys =
        new ArrayList<>(List.of(key(left, 1), key(left, 2), key(right, 1), key(right, 2)));
    if (phase == Phase.MERGE_QUEUED) {
      keys.add(key(left, 3));
    }
    return keys.stream().sorted().toList();
  }

  private static String key(String repository, int number) {
    return "local/" + repository + "#" + number;
  }

  /** Opens every gate that does not hold the phase; before the wave is started. */
  void openTheWay() throws IOException {
    List<String> closed =
        switch (phase) {
          case PREPARING -> List.of("set-up", "right");
          case IMPLEMENTING -> List.of("left", "right");
          case CHECKING -> List.of("check-one", "check-two", "right");
          case REVIEWING -> List.of("review", "right");
          case MERGE_QUEUED ->
              List.of("check-one", "check-two", "check-one-two", "check-two-three", "right");
          case MERGING -> List.of("check-one", "check-two", "check-one-two", "right");
          default -> throw new IllegalArgumentException(phase.word());
        };
    for (String gate : GATES) {
      if (!closed.contains(gate)) {
        open(gate);
      }
    }
  }

  /** Waits until an issue is held in the phase, and returns it. */
  String reach() throws Exception {
    switch (phase) {
      case PREPARING -> reached("set-up");
      case IMPLEMENTING -> reached("left");
      case CHECKING ->
          Await.until("a check", () -> isReached("check-one") || isReached("check-two"));
      case REVIEWING -> reached("review");
      case MERGE_QUEUED -> {
        // Both stand on the same tip. The second lands and lets the third begin; the first then
        // has to be checked again on the new tip, and behind that check the third one queues.
        reached("check-one");
        reached("check-two");
        open("check-two");
        Await.until("the landing of " + key(left, 2), () -> in(key(left, 2), Phase.DONE));
        open("check-one");
        reached("check-one-two");
        Await.until("the landing check", () -> in(key(left, 1), Phase.MERGING));
        open("check-two-three");
        Await.until("an issue behind it", () -> in(key(left, 3), Phase.MERGE_QUEUED));
      }
      case MERGING -> {
        // One of both lands, and the other is checked again on the new tip.
        reached("check-one");
        reached("check-two");
        open("check-one");
        open("check-two");
        reached("check-one-two");
      }
      default -> throw new IllegalArgumentException(phase.word());
    }
    Await.until("an issue in " + phase, () -> !held().isEmpty());
    return held().getFirst();
  }

  /**
   * Waits until nothing changes any more: everybody who can be at work is, and what has landed
   * holds nothing.
   */
  void settle(ProcessCensus census) throws Exception {
    Await.until(
        "a standstill",
        () -> {
          List<String> holders = stack.holding().stream().map(each -> each.key().value()).toList();
          for (String issue : issues()) {
            Phase now = stack.phase(issue);
            boolean still =
                switch (now) {
                  case DONE -> !holders.contains(issue);
                  case IMPLEMENTING -> census.agent(issue).isPresent();
                  case QUEUED -> !together;
                  case WAITING_DEPENDENCIES ->
                      stack.phase(key(left, issue.equals(key(right, 2)) ? 1 : 2)) != Phase.DONE;
                  default -> now == phase || now == Phase.MERGE_QUEUED || now == Phase.MERGING;
                };
            if (!still) {
              return false;
            }
          }
          return true;
        });
  }

  private List<String> held() {
    return Stream.of(key(left, 1), key(left, 2), key(left, 3))
        .filter(issues()::contains)
        .filter(issue -> in(issue, phase))
        .toList();
  }

  private boolean in(String issue, Phase wanted) {
    return stack.phase(issue) == wanted;
  }

  /** Lets everything go on to its end. */
  void release() throws IOException {
    for (String gate : GATES) {
      open(gate);
    }
  }

  private void open(String gate) throws IOException {
    Path file = gates.resolve(gate);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
  }

  private boolean isReached(String gate) {
    return Files.exists(gates.resolve(gate + ".reached"));
  }

  private void reached(String gate) throws Exception {
    Await.until("somebody at the gate " + gate, () -> isReached(gate));
  }
}
