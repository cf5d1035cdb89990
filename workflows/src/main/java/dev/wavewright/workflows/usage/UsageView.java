package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an account.
 *
 * @param limit issues in flight at most as the monitor has it; null for no limit. A cap that a
 *     person set at the gate beats it
 * @param reason of the limit, for people
 * @param since when the limit was last changed; null if never
 * @param until when more is expected to be allowed, or null if nobody can tell
 * @param governor the meter that lowered the limit last, or null
 * @param meters by name
 * @param steps in force
 * @param recent what readings did and what time did, oldest first
 */
public record UsageView(
    String account,
    @Nullable Integer limit,
    String reason,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String governor,
    List<MeterView> meters,
    List<UsageStep> steps,
    List<Note> recent) {
  public UsageView {
    meters = List.copyOf(meters);
    steps = List.copyOf(steps);
    recent = List.copyOf(recent);
  }

  /**
   * The newest reading of a meter.
   *
   * @param window length of what it counts over, or null
   * @param resetsAt when it begins anew, or null if it is not known
   * @param state {@code counts}, {@code probed} (one at a time may try) or {@code over} (its window
   *     has ended)
   */
  public record MeterView(
      String name,
      @Nullable Duration window,
      double percent,
      @Nullable Instant resetsAt,
      String source,
      Instant at,
      String state) {}

  /** Something that happened. */
  public record Note(Instant at, String text) {}
}
