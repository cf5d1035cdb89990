package dev.wavewright.activities.tracker;

import java.util.List;
import java.util.stream.Collectors;

/** A tracker that cannot be read as it is; nothing but an edit by a person changes that. */
public final class TrackerProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  public TrackerProblems(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * One thing that is wrong.
   *
   * @param file relative to the tracker's folder
   * @param line counts from 1
   * @param fix what to do about it
   */
  public record Problem(String file, int line, String what, String fix) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + what + "; " + fix;
    }
  }

  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    String text =
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("\n"));
    return problems.size() > SHOWN ? text + "\n… and " + (problems.size() - SHOWN) + " more" : text;
  }
}
