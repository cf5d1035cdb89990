package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a monitor knows, as it crosses continue-as-new. A field that is absent reads as null, 0
 * or empty, so an older state stays readable.
 *
 * @param version of this form; 1
 * @param continueAsNewAfter history events after which a run continues as new
 * @param limit null for none
 * @param governor the meter that lowered the limit last, or null
 * @param told what the gate was told last, or null
 * @param recent what happened last, oldest first
 */
public record UsageState(
    int version,
    String account,
    int continueAsNewAfter,
    List<UsageStep> steps,
    List<MeterRow> meters,
    @Nullable Integer limit,
    String reason,
    Instant since,
    @Nullable MeterKey governor,
    int good,
    int probes,
    @Nullable Instant nextProbe,
    @Nullable Told told,
    List<UsageView.Note> recent) {
  static final int VERSION = 1;
  private static final int CONTINUE_AS_NEW_AFTER = 2_000;

  public UsageState {
    steps = List.copyOf(steps);
    meters = List.copyOf(meters);
    recent = List.copyOf(recent);
  }

  /** Returns the state of an account of which nothing has been read. */
  public static UsageState initial(String account) {
    return initial(account, CONTINUE_AS_NEW_AFTER);
  }

  static UsageState initial(String account, int continueAsNewAfter) {
    return UsageRows.initial(account, continueAsNewAfter);
  }

  /** A meter's name, and the length of its window or null. */
  public record MeterKey(String name, @Nullable Duration window) {}

  /** The newest reading of a meter. */
  public record MeterRow(
      MeterKey key,
      double percent,
      @Nullable Instant resetsAt,
      String source,
      Instant at,
      String state) {}

  /** What the gate was told: null for no limit. */
  public record Told(@Nullable Integer limit, String reason, @Nullable Instant until) {}
}
