package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of what a project spends.
 *
 * @param day the calendar day of {@code today}, UTC, in days since 1970-01-01
 * @param sinceAccepted since a change was last accepted
 * @param waves the one counted last stands last
 * @param issues the one counted last stands last
 * @param told what was counted, the newest last: told again it changes nothing
 */
public record Book(
    BudgetLimits limits,
    long day,
    Account today,
    Account sinceAccepted,
    List<WaveLine> waves,
    List<IssueLine> issues,
    List<String> told) {
  private static final long SECONDS_A_DAY = 86_400;

  public Book {
    waves = List.copyOf(waves);
    issues = List.copyOf(issues);
    told = List.copyOf(told);
  }

  /** Returns the book of a project that has spent nothing. */
  public static Book initial() {
    return new Book(
        BudgetLimits.NONE, 0, Account.EMPTY, Account.EMPTY, List.of(), List.of(), List.of());
  }

  static long dayOf(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
  }

  /** Returns when the day ends. */
  public Instant nextDay() {
    return Instant.ofEpochSecond((day + 1) * SECONDS_A_DAY);
  }

  /** A wave. */
  public record WaveLine(String wave, Account account) {}

  /**
   * An issue.
   *
   * @param wave null for none
   */
  public record IssueLine(String key, @Nullable String wave, Spend spent) {}
}
