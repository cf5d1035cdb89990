package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one command writes. Results go to standard output, as text or with {@code --json} as one
 * object; notes, warnings and errors go to standard error.
 */
public final class CommandOutput {
  private final CliContext context;
  private final OutputOptions options;
  private final String command;
  private final List<String> warnings = new ArrayList<>();
  private boolean failureTold;

  /**
   * @param command the command in the schema's name, for example {@code wave-status}
   */
  CommandOutput(CliContext context, OutputOptions options, String command) {
    this.context = context;
    this.options = options;
    this.command = command;
  }

  public boolean json() {
    return options.json;
  }

  /** Tells whether lines may be drawn over: a terminal, not CI, not quiet, not dumb. */
  public boolean animated() {
    return context.errorIsTerminal()
        && context.outputIsTerminal()
        && !options.quiet
        && !options.json
        && !inContinuousIntegration()
        && !dumb();
  }

  /** Prints {@code data} in the envelope; does nothing without {@code --json}. */
  public void data(Object data) {
    data(data, null);
  }

  /**
   * Prints what is known although the command is about to fail, and why it fails, as one object.
   *
   * @param failure thrown next, or null if the command has done its work
   */
  void data(Object data, @Nullable CliProblem failure) {
    if (options.json) {
      Map<String, Object> envelope = Json.envelope(command, data);
      if (failure != null) {
        envelope.put("error", JsonError.of(failure));
        failureTold = true;
      }
      envelope.put("warnings", List.copyOf(warnings));
      print(context.output(), Json.line(envelope));
    }
  }

  /** Prints a line of the result; does nothing with {@code --json}. */
  public void line(String text) {
    if (!options.json) {
      print(context.output(), text);
    }
  }

  /** Prints a remark to standard error unless {@code --quiet}. */
  public void note(String text) {
    if (!options.quiet) {
      print(context.error(), text);
    }
  }

  /** Adds a warning to the JSON envelope, and says it on standard error. */
  public void warning(String text) {
    if (!warnings.contains(text)) {
      warnings.add(text);
      print(context.error(), paint(Paint.YELLOW, "warning: ", context.errorIsTerminal()) + text);
    }
  }

  /** Prints an error with its cause and the next command; with {@code --json} as an object, too. */
  void problem(CliProblem problem) {
    if (options.json && !failureTold) {
      print(context.output(), JsonError.line(problem, warnings));
    }
    print(
        context.error(),
        paint(Paint.RED, "error: ", context.errorIsTerminal()) + Printable.lines(problem.what()));
    if (!problem.why().isBlank()) {
      Printable.lines(problem.why())
          .lines()
          .forEach(line -> print(context.error(), "  why:  " + line));
    }
    if (problem.next() != null) {
      print(context.error(), "  next: " + problem.next());
    }
    if (options.debug) {
      problem.printStackTrace(context.error());
    }
  }

  /** Draws over the lines drawn before; only if {@link #animated}. */
  void redraw(int linesBefore, List<String> lines) {
    // A line that wrapped, as one with wide letters may, would count as two for the next frame.
    StringBuilder frame = new StringBuilder("\u001b[?7l");
    if (linesBefore > 0) {
      frame.append("\u001b[").append(linesBefore).append("A");
    }
    lines.forEach(line -> frame.append("\r\u001b[2K").append(line).append('\n'));
    frame.append("\u001b[J\u001b[?7h");
    context.output().print(frame);
    context.output().flush();
  }

  /** Returns {@code text} in a colour if standard output shows colours. */
  public String paint(Paint paint, String text) {
    return paint(paint, text, context.outputIsTerminal());
  }

  private String paint(Paint paint, String text, boolean terminal) {
    boolean colours = terminal && !options.json && !noColour() && !dumb();
    return colours ? "\u001b[" + paint.code() + "m" + text + "\u001b[0m" : text;
  }

  private boolean inContinuousIntegration() {
    String value = context.environment().getOrDefault("CI", "");
    return !value.isEmpty() && !value.toLowerCase(Locale.ROOT).equals("false");
  }

  /** Whatever its value is, as no-color.org has it. */
  private boolean noColour() {
    return !context.environment().getOrDefault("NO_COLOR", "").isEmpty();
  }

  private boolean dumb() {
    return "dumb".equals(context.environment().get("TERM"));
  }

  private static void print(PrintStream stream, String text) {
    stream.println(text);
    stream.flush();
  }

  /** The colours in use; each has one meaning. */
  public enum Paint {
    GREEN(32),
    RED(31),
    YELLOW(33),
    BLUE(36),
    DIM(2),
    BOLD(1);

    private final int code;

    Paint(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
