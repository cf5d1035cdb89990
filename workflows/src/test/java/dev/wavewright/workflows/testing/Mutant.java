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
  @Override
  public String toString() {
    return name;
  }
}
