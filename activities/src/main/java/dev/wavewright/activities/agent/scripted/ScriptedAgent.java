package dev.wavewright.activities.agent.scripted;

import dev.wavewright.activities.agent.scripted.Script.InvalidScriptException;
import dev.wavewright.activities.agent.scripted.Script.Step;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * An agent without a model, for demonstrations and tests: a real process that does what the block
 * {@code scripted} in its prompt says, and remembers in its home how far it came.
 *
 * <p>Prints one JSON object per event: {@code started}, {@code step}, {@code text}, {@code ended}.
 */
public final class ScriptedAgent {
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  private final Path worktree;
  private final Memory memory;
  private final PrintStream out;
  private long tokens;

  private ScriptedAgent(Path worktree, Memory memory, PrintStream out) {
    this.worktree = worktree;
    this.memory = memory;
    this.out = out;
  }

  /**
   * Runs one round. Arguments: {@code --prompt-file F --session S --purpose work|review
   * [--resume]}.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> options = List.of(arguments);
    String purpose = option(options, "--purpose");
    Memory memory =
        Memory.open(Path.of(System.getenv("HOME")).resolve(".scripted").resolve(purpose));
    ScriptedAgent agent = new ScriptedAgent(Path.of("").toAbsolutePath(), memory, out);
    int code;
    try {
      String prompt = Files.readString(Path.of(option(options, "--prompt-file")));
      Script script = memory.script(prompt, purpose);
      int first = memory.begin(options.contains("--resume"));
      List<Step> steps = script.round(memory.round);
      if (!steps.isEmpty() && steps.getFirst() instanceof Step.HangAtStart && first == 0) {
        agent.hang();
      }
      agent.event("started", "session", option(options, "--session"));
      code = agent.follow(steps, first);
    } catch (InvalidScriptException e) {
      code = agent.fail(UNUSABLE, "no usable script: " + e.getMessage());
    }
    // Not exit: a step may have made this process deaf to a polite end.
    Runtime.getRuntime().halt(code);
  }

  private static String option(List<String> options, String name) {
    int at = options.indexOf(name);
    if (at < 0 || at + 1 == options.size()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return options.get(at + 1);
  }

  private int follow(List<Step> steps, int first) throws IOException, InterruptedException {
    for (int number = first; number < steps.size(); number++) {
      Step step = steps.get(number);
      event("step", "number", number + 1, "of", steps.size(), "does", name(step));
      if (step instanceof Step.Exit exit) {
        memory.finish();
        return exit.code() == 0 ? end() : fail(exit.code(), "the script says exit " + exit.code());
      }
      Optional<String> failure = act(step);
      if (failure.isPresent()) {
        memory.finish();
        return fail(FAILED, name(step) + ": " + failure.get());
      }
      memory.done(number + 1);
    }
    memory.finish();
    return end();
  }

  private int end() {
    event("ended", "exit", 0, "tokens", tokens, "message", "");
    return 0;
  }

  private int fail(int code, String message) {
    event("ended", "exit", code, "tokens", tokens, "message", message);
    return code;
  }

  private Optional<String> act(Step step) throws IOException, InterruptedException {
    return switch (step) {
      case Step.Say say -> {
        event("text", "text", say.text());
        yield Optional.empty();
      }
      case Step.Sleep sleep -> {
        Thread.sleep(sleep.duration().toMillis());
        yield Optional.empty();
      }
      case Step.Busy busy -> busy(busy.duration());
      case Step.Write write -> write(write.path(), write.content());
      case Step.Append append -> {
        Path file = worktree.resolve(append.path());
        String before = Files.exists(file) ? Files.readString(file) : "";
        yield write(append.path(), before + append.content());
      }
      case Step.Replace replace -> replace(replace);
      case Step.Delete delete ->
          Files.deleteIfExists(worktree.resolve(delete.path()))
              ? Optional.empty()
              : Optional.of("there is no " + delete.path());
      case Step.Run run -> run(run.argv());
      case Step.Commit commit -> commit(commit.message());
      case Step.Tokens count -> {
        tokens += count.count();
        yield Optional.empty();
      }
      case Step.Print print -> print(print.bytes());
      case Step.Exit exit -> Optional.of("exit " + exit.code() + " was not handled");
      case Step.Hang ignored -> hang();
      case Step.HangAtStart ignored -> Optional.empty();
      case Step.IgnoreTerm ignored -> ignoreTerm();
      case Step.SpawnOrphan ignored -> spawnOrphan();
    };
  }

  private Optional<String> write(String path, String content) throws IOException {
    Path file = worktree.resolve(path).normalize();
    if (!file.startsWith(worktree)) {
      return Optional.of("outside the worktree: " + path);
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Optional.empty();
  }

  private Optional<String> replace(Step.Replace replace) throws IOException {
    String before = Files.readString(worktree.resolve(replace.path()));
    return before.contains(replace.old())
        ? write(replace.path(), before.replace(replace.old(), replace.fresh()))
        : Optional.of("'" + replace.old() + "' is not in " + replace.path());
  }

  private Optional<String> run(List<String> argv) throws IOException, InterruptedException {
    int code = process(argv).waitFor();
    return code == 0 ? Optional.empty() : Optional.of(argv.getFirst() + " exited with " + code);
  }

  private Optional<String> commit(String message) throws IOException, InterruptedException {
    Optional<String> failure = run(List.of("git", "add", "--all"));
    if (failure.isPresent()) {
      return failure;
    }
    if (process(List.of("git", "diff", "--cached", "--quiet")).waitFor() == 0) {
      // The commit was made before the agent was killed, and is repeated after.
      return Optional.empty();
    }
    return run(
        List.of(
            "git",
            "-c",
            "user.name=Scripted Agent",
            "-c",
            "user.email=scripted@example.invalid",
            "commit",
            "--quiet",
            "--message",
            message));
  }

  private Process process(List<String> argv) throws IOException {
    return new ProcessBuilder(argv)
        .directory(worktree.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Optional<String> print(long bytes) {
    byte[] line = ("x".repeat(1023) + "\n").getBytes(StandardCharsets.US_ASCII);
    for (long left = bytes; left > 0; left -= line.length) {
      out.write(line, 0, (int) Math.min(left, line.length));
    }
    out.println();
    return Optional.empty();
  }

  private static Optional<String> busy(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    long sum = 0;
    while (System.nanoTime() < end) {
      sum = sum * 31 + System.nanoTime();
    }
    return sum == 42 ? Optional.of("improbable") : Optional.empty();
  }

  private Optional<String> hang() throws InterruptedException {
    while (true) {
      Thread.sleep(Duration.ofDays(1));
    }
  }

  private static Optional<String> ignoreTerm() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    Thread.sleep(Duration.ofDays(1));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return Optional.empty();
  }

  private Optional<String> spawnOrphan() throws IOException, InterruptedException {
    // A grandchild in a session of its own whose parent is gone, as agents' tools leave them.
    return run(
        List.of("sh", "-c", "setsid sleep 3600 </dev/null >/dev/null 2>&1 & echo orphan $!"));
  }

  private static String name(Step step) {
    return step.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private void event(String type, Object... fields) {
    StringBuilder line = new StringBuilder("{\"type\":\"").append(type).append('"');
    for (int at = 0; at < fields.length; at += 2) {
      line.append(",\"").append(fields[at]).append("\":");
      Object value = fields[at + 1];
      if (value instanceof Number) {
        line.append(value);
      } else {
        line.append(quoted(value.toString()));
      }
    }
    out.println(line.append('}'));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** How far a session came, kept in the agent's home. */
  private static final class Memory {
    private final Path folder;
    private final Properties state = new Properties();
    private int round;

    private Memory(Path folder) {
      this.folder = folder;
    }

    static Memory open(Path folder) throws IOException {
      Files.createDirectories(folder);
      Memory memory = new Memory(folder);
      Path file = folder.resolve("state.properties");
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          memory.state.load(in);
        }
      }
      return memory;
    }

    /** Returns the prompt's script, or the one of an earlier prompt of this session. */
    Script script(String prompt, String purpose) throws IOException, InvalidScriptException {
      boolean review = purpose.equals("review");
      Optional<String> given = Script.blockIn(prompt, review ? "scripted-review" : "scripted");
      Path kept = folder.resolve("script");
      if (given.isPresent()) {
        Files.writeString(kept, given.get());
        return Script.parse(given.get());
      }
      if (Files.exists(kept)) {
        return Script.parse(Files.readString(kept));
      }
      if (review) {
        return Script.parse("say {\"decision\":\"approve\",\"findings\":\"\"}");
      }
      throw new InvalidScriptException("the prompt has no block ```scripted");
    }

    /**
     * Begins the next round, or one that was cut off again: at its first step not done when it is
     * resumed, otherwise from its first.
     *
     * @return how many steps are done
     */
    int begin(boolean resume) throws IOException {
      round = Integer.parseInt(state.getProperty("round", "0"));
      boolean finished = Boolean.parseBoolean(state.getProperty("finished", "true"));
      int done = 0;
      if (finished) {
        round++;
      } else if (resume) {
        done = Integer.parseInt(state.getProperty("done", "0"));
      }
      save(done, false);
      return done;
    }

    void done(int steps) throws IOException {
      save(steps, false);
    }

    void finish() throws IOException {
      save(0, true);
    }

    private void save(int done, boolean finished) throws IOException {
      state.setProperty("round", Integer.toString(round));
      state.setProperty("done", Integer.toString(done));
      state.setProperty("finished", Boolean.toString(finished));
      Path fresh = folder.resolve("state.new");
      try (OutputStream stream =
          Files.newOutputStream(
              fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
        state.store(stream, null);
      }
      Files.move(
          fresh,
          folder.resolve("state.properties"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
