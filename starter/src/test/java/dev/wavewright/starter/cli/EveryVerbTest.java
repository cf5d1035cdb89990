package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.starter.stack.LinuxProcesses;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.workflows.budget.BudgetState;
import dev.wavewright.workflows.budget.BudgetWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What holds for every verb, those that come later included. */
class EveryVerbTest extends OnFakeStack {
  private CommandLine tree;

  @BeforeEach
  void growTree() {
    tree = Wavewright.commandLine(new TestCommandLine(folder).context(System.out, System.err));
  }

  private static final String DRY_RUN = "--dry-run";
  private static final String YES = "--yes";

  /** What a verb does to the world. */
  private enum Effect {
    /** Nothing. */
    READS,
    /** Something that another command takes back, or that only adds. */
    CHANGES,
    /** Ends something for good, or may cost money. */
    ENDS
  }

  /** Every verb, with an example of what may be typed after it. A new one belongs here. */
  private static final Map<String, Effect> VERBS = new TreeMap<>();

  static {
    for (String line :
        List.of(
            "READS audit w",
            "READS budget",
            "READS capacity",
            "READS capacity show",
            "READS config print",
            "READS doctor",
            "READS issue diff acme/api#1",
            "READS issue logs acme/api#1",
            "READS issue show acme/api#1",
            "READS merges",
            "READS notices",
            "READS open --print",
            "READS queue",
            "READS status",
            "READS usage",
            "READS usage show",
            "READS wave plan --all",
            "READS wave status w",
            "READS wave watch w",
            "READS worktree list",
            "CHANGES budget apply",
            "CHANGES budget raise --day",
            "CHANGES capacity pause",
            "CHANGES capacity release",
            "CHANGES capacity resume",
            "CHANGES capacity set 2",
            "CHANGES capacity step-down",
            "CHANGES capacity step-up",
            "CHANGES demo",
            "CHANGES init",
            "CHANGES issue retry acme/api#3",
            "CHANGES merges reopen acme/api",
            "CHANGES notices test",
            "CHANGES queue extend acme/api#7/1 2h",
            "CHANGES queue move acme/api#7/1 --rank 1",
            "CHANGES task Text",
            "CHANGES up",
            "CHANGES usage report --account scripted --meter five-hour --used 70",
            "CHANGES wave start --all",
            "CHANGES worker",
            "CHANGES worker drain h1",
            "ENDS down",
            "ENDS issue cancel acme/api#3",
            "ENDS issue skip acme/api#3",
            "ENDS calibrate",
            "ENDS queue cancel acme/api#7/1",
            "ENDS wave cancel w",
            "ENDS worker lost h1")) {
      String[] parts = line.split(" ", 2);
      VERBS.put(parts[1], Effect.valueOf(parts[0]));
    }
  }

  private static Stream<String> examples(Effect effect) {
    return VERBS.entrySet().stream()
        .filter(verb -> verb.getValue() == effect)
        .map(Map.Entry::getKey);
  }

  /** Returns every command that does something by itself, by its words. */
  private static Map<String, CommandLine> verbs(String words, CommandLine command) {
    Map<String, CommandLine> found = new TreeMap<>();
    if (command.getCommand() instanceof Verb) {
      found.put(words.strip(), command);
    }
    command.getSubcommands().forEach((name, sub) -> found.putAll(verbs(words + " " + name, sub)));
    return found;
  }

  private CommandLine verb(String example) {
    CommandLine command = tree;
    for (String word : example.split(" ", -1)) {
      CommandLine sub = command.getSubcommands().get(word);
      if (sub == null) {
        return command;
      }
      command = sub;
    }
    return command;
  }

  private static boolean takes(CommandLine verb, String option) {
    return verb.getCommandSpec().findOption(option) != null;
  }

  private Result typed(String... arguments) {
    return new TestCommandLine(folder).with(client).typed().run(arguments);
  }

  private static String[] words(String example, String... more) {
    return Stream.concat(Arrays.stream(example.split(" ", -1)), Arrays.stream(more))
        .toArray(String[]::new);
  }

  @Test
  @DisplayName("every verb is in this table")
  void complete() {
    List<String> known =
        VERBS.keySet().stream().map(this::verb).map(EveryVerbTest::name).sorted().toList();
    assertThat(known).isEqualTo(List.copyOf(verbs("", tree).keySet()));
  }

  private static String name(CommandLine verb) {
    String name = verb.getCommandSpec().qualifiedName();
    return name.substring(name.indexOf(' ') + 1);
  }

  @Test
  @DisplayName("whatever changes something has --dry-run, and what ends something for good --yes")
  void options() {
    VERBS.forEach(
        (example, effect) -> {
          CommandLine verb = verb(example);
          assertThat(takes(verb, DRY_RUN))
              .as("%s %s", example, DRY_RUN)
              .isEqualTo(effect != Effect.READS);
          assertThat(takes(verb, YES)).as("%s %s", example, YES).isEqualTo(effect == Effect.ENDS);
          assertThat(takes(verb, "--json")).as(example).isTrue();
        });
  }

  @Test
  @DisplayName("a verb that ends something asks once at a terminal, and does nothing without a yes")
  void asks() throws InterruptedException, IOException {
    prepare();
    for (String example : examples(Effect.ENDS).filter(each -> !each.equals("down")).toList()) {
      Result dry = typed(words(example, DRY_RUN));
      assertThat(dry.exitCode()).as("%s: %s", example, dry.error()).isZero();
      assertThat(dry.error()).as(example).doesNotContain("[y/N]");
      assertThat(dry.output()).as(example).startsWith("would ");

      Result asked = typed(words(example));
      assertThat(asked.exitCode()).as("%s: %s", example, asked.error()).isZero();
      assertThat(asked.error()).as(example).containsOnlyOnce("[y/N]");
      assertThat(asked.output()).as(example).isEqualTo("nothing was done\n");
    }
    assertThat(run("issue", "show", "acme/api#3").output()).contains("parked");
    assertThat(run("queue").output()).contains("acme/api#7/1");
    assertThat(run("capacity", "show", "--pool", "host:h1").output())
        .containsPattern("host:h1 +3 +3");
  }

  @Test
  @DisplayName("with --yes, and where nobody can answer, a verb that ends something does not ask")
  void doesNotAsk() throws InterruptedException, IOException {
    prepare();
    for (String example : List.of("issue skip acme/api#3", "wave cancel w", "worker lost h1")) {
      Result told = typed(words(example, YES));
      assertThat(told.exitCode()).as("%s: %s", example, told.error()).isZero();
      assertThat(told.error()).as(example).doesNotContain("[y/N]");
      assertThat(told.output()).as(example).doesNotContain("nothing was done");
    }
    for (String example : List.of("issue cancel acme/api#4", "queue cancel acme/api#7/1")) {
      Result told = run(words(example));
      assertThat(told.exitCode()).as("%s: %s", example, told.error()).isZero();
      assertThat(told.error()).as(example).doesNotContain("[y/N]");
    }
  }

  @Test
  @DisplayName("no other verb asks, with or without --dry-run")
  void neverAsks() throws InterruptedException, IOException {
    prepare();
    for (String example :
        examples(Effect.CHANGES)
            .filter(each -> !List.of("demo", "up", "worker", "init").contains(each))
            .toList()) {
      for (String[] arguments : List.of(words(example, DRY_RUN), words(example))) {
        Result result = typed(arguments);
        assertThat(result.exitCode()).as("%s: %s", example, result.error()).isZero();
        assertThat(result.error()).as(example).doesNotContain("[y/N]");
      }
    }
  }

  @Test
  @DisplayName("a dry run leaves everything as it was")
  void dryRuns() throws InterruptedException, IOException {
    Files.createDirectory(folder.resolve(".git"));
    prepare();
    String before = run("capacity", "--json").output() + run("queue", "--json").output();
    for (String example :
        examples(Effect.CHANGES)
            .filter(each -> !List.of("demo", "up", "worker").contains(each))
            .toList()) {
      Result dry = run(words(example, DRY_RUN));
      assertThat(dry.exitCode()).as("%s: %s", example, dry.error()).isZero();
      assertThat(dry.output()).as(example).isNotBlank();
    }
    assertThat(run("capacity", "--json").output() + run("queue", "--json").output())
        .isEqualTo(before);
    assertThat(run("issue", "show", "acme/api#3").output()).contains("parked");
    assertThat(run("wave", "status", "all").exitCode()).isEqualTo(6);
    assertThat(run("merges", "acme/api").output()).contains("CLOSED");
  }

  @Test
  @DisplayName("down asks before it ends a stack in memory, with which the work is gone")
  void downInMemory() throws IOException {
    Process part = new ProcessBuilder("sleep", "600").start();
    try {
      recordStack(part);
      Result dry = typed("down", DRY_RUN);
      assertThat(dry.output()).isEqualTo("would stop worker (" + part.pid() + ")\n");
      Result asked = typed("down");
      assertThat(asked.exitCode()).as(asked.error()).isZero();
      assertThat(asked.error()).containsOnlyOnce("[y/N]");
      assertThat(asked.output()).isEqualTo("nothing was done\n");
      assertThat(part.isAlive()).isTrue();
    } finally {
      part.destroyForcibly();
    }
  }

  /** Writes down a stack in memory of which one part lives. */
  private void recordStack(Process part) {
    new StackFile(StackFolders.of(Map.of("HOME", folder.toString())))
        .write(
            new StackRecord(
                StackRecord.FORMAT,
                StackRecord.Phase.RUNNING,
                FakeWorkflows.THEN,
                1,
                new StackRecord.TemporalEndpoint(
                    StackRecord.TemporalMode.IN_MEMORY, "127.0.0.1:7233", 0, null, null),
                8080,
                null,
                List.of(
                    new RunningProcess(
                        "worker",
                        StackRecord.Role.WORKER,
                        part.pid(),
                        new LinuxProcesses().identity(part.pid()).orElseThrow(),
                        "log",
                        0))));
  }

  @Test
  @DisplayName("with --json every verb that fails prints one object with code, message and fix")
  void errors() throws IOException {
    for (String example : VERBS.keySet()) {
      Result refused = run(words(example, "--no-such-option", "--json"));
      assertThat(refused.exitCode()).as(example).isEqualTo(2);
      JsonNode error = error(example, refused);
      assertThat(error.get("code").asText()).isEqualTo("usage");
      assertThat(error.get("fix").asText())
          .isEqualTo("wavewright " + name(verb(example)) + " --help");
    }
    List<String> unreachable = new ArrayList<>(VERBS.keySet());
    unreachable.removeAll(
        List.of(
            "calibrate",
            "config print",
            "demo",
            "doctor",
            "down",
            "init",
            "open --print",
            "up",
            "worker"));
    for (String example : unreachable) {
      Result failed = new TestCommandLine(folder).run(words(example, "--json"));
      assertThat(failed.exitCode()).as(example).isEqualTo(4);
      JsonNode error = error(example, failed);
      assertThat(error.get("code").asText()).isEqualTo("unreachable");
      assertThat(error.get("exitCode").asInt()).isEqualTo(4);
      assertThat(error.get("message").asText()).isEqualTo("no stack runs here");
      assertThat(error.get("fix").asText()).isEqualTo("wavewright up");
      assertThat(failed.error()).contains("no stack runs here").contains("next: wavewright up");
    }
  }

  private static JsonNode error(String example, Result failed) throws IOException {
    assertThat(failed.output().lines()).as("%s: %s", example, failed.output()).hasSize(1);
    JsonNode object = new ObjectMapper().readTree(failed.output());
    assertThat(object.get("schema").asText()).isEqualTo("wavewright/error/v1");
    assertThat(object.get("error").get("message").asText()).isNotBlank();
    return object.get("error");
  }

  /** A wave, a parked issue, one at work, a waiting ticket, and a closed merge queue. */
  private void prepare() throws InterruptedException, IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        agents: {default: scripted}
        limits: {budget-usd: {day: 5}}
        """);
    run("wave", "start", "--issues", "acme/api#1,acme/api#2", "--name", "w");
    startIssue("acme/api#3", "please park");
    startIssue("acme/api#4", "Door");
    startIssue("acme/api#7", "queued");
    startMergeQueue();
    BudgetWorkflow book =
        client.newWorkflowStub(
            BudgetWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(BudgetWorkflow.id("shop"))
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    WorkflowClient.start(book::run, BudgetState.initial("shop"));
    assertThat(run("budget", "apply").exitCode()).isZero();
    assertThat(
            Awaiting.holds(
                Duration.ofMinutes(5), () -> run("queue").output().contains("acme/api#7/1")))
        .isTrue();
  }
}
