package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code doctor} found. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();
  private int refusals;
  private boolean away;

  /** How a trial ended. */
  enum Verdict {
    OK,
    WARN,
    FAIL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One trial.
   *
   * @param fix what to do; empty when nothing is to be done
   */
  record Finding(String what, String verdict, String detail, String fix) {}

  void add(String what, Verdict verdict, String detail, String fix) {
    found.add(new Finding(what, verdict.word(), Secrets.mask(detail), fix));
  }

  /** Adds a failure whose cause is a credential: there is none, or it does not suffice. */
  void refused(String what, String detail, String fix) {
    refusals++;
    add(what, Verdict.FAIL, detail, fix);
  }

  /** Adds a failure that may pass by itself: nobody answers, or asks to come again later. */
  void away(String what, String detail) {
    away = true;
    add(what, Verdict.FAIL, detail, "try again later: wavewright doctor");
  }

  /** Tells whether somebody did not answer, or asked to come again later. */
  boolean isAnybodyAway() {
    return away;
  }

  /** Tells whether there are failures, and the cause of each is a credential. */
  boolean onlyCredentialsFail() {
    long failures = found.stream().filter(each -> each.verdict().equals("fail")).count();
    return failures > 0 && failures == refusals;
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
