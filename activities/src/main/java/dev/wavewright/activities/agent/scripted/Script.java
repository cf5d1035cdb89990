package dev.wavewright.activities.agent.scripted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scripted agent does, round by round. The language is described in {@code
 * docs/scripted-agent.md}.
 */
public record Script(List<List<Step>> rounds) {
  private static final Pattern ROUND = Pattern.compile("round ([0-9]{1,4}):");
  private static final Pattern HEREDOC = Pattern.compile("(.+?)\\s+<<([A-Za-z_]+)");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  public Script {
    rounds = List.copyOf(rounds);
  }

  /** One thing to do. */
  public sealed interface Step {
    record Say(String text) implements Step {}

    record Sleep(Duration duration) implements Step {}

    record Busy(Duration duration) implements Step {}

    record Write(String path, String content) implements Step {}

    record Append(String path, String content) implements Step {}

    record Replace(String path, String old, String fresh) implements Step {}

    record Delete(String path) implements Step {}

    record Run(List<String> argv) implements Step {}

    record Commit(String message) implements Step {}

    record Tokens(long count) implements Step {}

    record Print(long bytes) implements Step {}

    record Exit(int code) implements Step {}

    record Hang() implements Step {}

    record HangAtStart() implements Step {}

    record IgnoreTerm() implements Step {}

    record SpawnOrphan() implements Step {}
  }

  /** Says why a script cannot be followed. */
  public static final class InvalidScriptException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidScriptException(String message) {
      super(message);
    }
  }

  /**
   * Returns the content of the first fenced block in {@code text} that is called {@code name}, or
   * empty if there is none.
   */
  public static Optional<String> blockIn(String text, String name) {
    List<String> lines = text.lines().toList();
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).strip().equals("```" + name)) {
        for (int end = start + 1; end < lines.size(); end++) {
          if (lines.get(end).strip().equals("```")) {
            return Optional.of(String.join("\n", lines.subList(start + 1, end)) + "\n");
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Reads a script; a script without {@code round} lines has one round. */
  public static Script parse(String text) throws InvalidScriptException {
    List<List<Step>> rounds = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher round = ROUND.matcher(line);
      if (round.matches()) {
        if (Integer.parseInt(round.group(1)) != rounds.size() + 1) {
          throw new InvalidScriptException("rounds are numbered 1, 2, 3: " + line);
        }
        rounds.add(new ArrayList<>());
        continue;
      }
      if (rounds.isEmpty()) {
        rounds.add(new ArrayList<>());
      }
      String word = line.split("\\s", 2)[0];
      String rest = line.substring(word.length()).strip();
      if (word.equals("write") || word.equals("append")) {
        Matcher heredoc = HEREDOC.matcher(rest);
        if (!heredoc.matches()) {
          throw new InvalidScriptException(word + " PATH <<END is followed by lines and END");
        }
        StringBuilder content = new StringBuilder();
        while (true) {
          if (at == lines.size()) {
            throw new InvalidScriptException("no line " + heredoc.group(2) + " ends: " + line);
          }
          String next = lines.get(at++);
          if (next.strip().equals(heredoc.group(2))) {
            break;
          }
          content.append(next).append('\n');
        }
        rounds
            .getLast()
            .add(
                word.equals("write")
                    ? new Step.Write(heredoc.group(1), content.toString())
                    : new Step.Append(heredoc.group(1), content.toString()));
      } else {
        rounds.getLast().add(step(word, rest));
      }
    }
    if (rounds.isEmpty()) {
      throw new InvalidScriptException("the script is empty");
    }
    return new Script(rounds.stream().map(List::copyOf).toList());
  }

  /** Returns the steps of the n-th round, counted from 1; the last repeats. */
  public List<Step> round(int number) {
    return rounds.get(Math.min(number, rounds.size()) - 1);
  }

  private static Step step(String word, String rest) throws InvalidScriptException {
    return switch (word) {
      case "say" -> new Step.Say(rest);
      case "sleep" -> new Step.Sleep(duration(rest));
      case "busy" -> new Step.Busy(duration(rest));
      case "replace" -> replace(rest);
      case "delete" -> new Step.Delete(rest);
      case "run" -> new Step.Run(words(rest));
      case "commit" -> new Step.Commit(rest);
      case "tokens" -> new Step.Tokens(number(rest));
      case "print" -> new Step.Print(number(rest));
      case "exit" -> new Step.Exit(Math.toIntExact(number(rest)));
      case "hang" -> new Step.Hang();
      case "hang-at-start" -> new Step.HangAtStart();
      case "ignore-term" -> new Step.IgnoreTerm();
      case "spawn-orphan" -> new Step.SpawnOrphan();
      default -> throw new InvalidScriptException("unknown step: " + word);
    };
  }

  private static Step replace(String rest) throws InvalidScriptException {
    int space = rest.indexOf(' ');
    String edit = space < 0 ? "" : rest.substring(space + 1).strip();
    if (edit.length() >= 3) {
      String[] parts = edit.substring(1).split(Pattern.quote(edit.substring(0, 1)), -1);
      if (parts.length == 3 && !parts[0].isEmpty() && parts[2].isEmpty()) {
        return new Step.Replace(rest.substring(0, space), parts[0], parts[1]);
      }
    }
    throw new InvalidScriptException("replace PATH /old/new/ with any separator: " + rest);
  }

  private static long number(String text) throws InvalidScriptException {
    if (!text.matches("[0-9]{1,12}")) {
      throw new InvalidScriptException("not a number: '" + text + "'");
    }
    return Long.parseLong(text);
  }

  private static Duration duration(String text) throws InvalidScriptException {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidScriptException("not a duration such as 500ms, 2s or 1m: '" + text + "'");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }

  /** Splits at blanks; single and double quotes keep blanks, and nothing else is special. */
  private static List<String> words(String text) throws InvalidScriptException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new InvalidScriptException("a quote is not closed: " + text);
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new InvalidScriptException("run what?");
    }
    return words;
  }
}
