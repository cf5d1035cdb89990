package dev.wavewright.workflows.testing;

/**
 * A deliberate fault in a source file.
 *
 * @param name what the fault does, as a sentence
 * @param file the file below {@code src/main/java}
 * @param before text that occurs exactly once in the file
 * @param after what stands there instead
 */
public record Mutant(String name, String file, String before, String after) {
  /** Returns the fault as a line of a Markdown table; line breaks are shown as {@code ⏎}. */
  String row() {
    return "| %s | `%s` | %s | %s |"
        .formatted(name, file.substring(file.lastIndexOf('/') + 1), cell(before), cell(after));
  }

  private static String cell(String text) {
    String line = text.strip().replaceAll("\\s*\\n\\s*", " ⏎ ").replace("|", "\\|");
    return line.isEmpty() ? "(nothing)" : "`" + line + "`";
  }

  @Override
  public String toString() {
    return name;
  }
}
