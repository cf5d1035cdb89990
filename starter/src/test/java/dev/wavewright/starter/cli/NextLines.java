package dev.wavewright.starter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * The commands that the command line names in what it prints. Each stands at the beginning of what
 * to do next or after a colon, ends at a comma or a semicolon, and can be pasted into a shell.
 */
final class NextLines {
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|: |&& )(wavewright [^,;|&]*?)(?=$|[,;|]|\\.$| &&)");

  private NextLines() {}

  /** Returns what is wrong with the commands in {@code text}; empty if they can be pasted. */
  static List<String> faults(CommandLine commands, String text) {
    List<String> faults = new ArrayList<>();
    text.lines()
        .filter(
            line ->
                !line.startsWith("{")
                    && !line.startsWith("Usage: ")
                    && !line.startsWith("Did you mean"))
        .forEach(
            line -> {
              Matcher found = COMMAND.matcher(line);
              while (found.find()) {
                fault(commands, found.group(1), faults);
              }
              int next = line.indexOf("next: ");
              if (next >= 0 && line.substring(next).matches(".*[<>].*|.* then wavewright .*")) {
                faults.add("not for a shell: " + line);
              }
            });
    return faults;
  }

  private static void fault(CommandLine commands, String command, List<String> faults) {
    List<String> words = words(command);
    if (command.contains("<") || words.stream().anyMatch(word -> word.matches("[^'].*#.*"))) {
      faults.add("not quoted, or to be filled in: " + command);
    }
    try {
      CommandLine.ParseResult unused =
          commands.parseArgs(words.stream().skip(1).map(NextLines::plain).toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      faults.add(command + ": " + e.getMessage());
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("(?:'[^']*'|[^\\s'])+").matcher(command);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }

  private static String plain(String word) {
    return word.replace("'", "");
  }
}
