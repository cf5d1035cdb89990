package dev.wavewright.workflows.usage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run begins with.
 *
 * @param order null until the first comes
 * @param continueAsNewAfter history events after which a run continues as new
 */
public record UsageCommandState(
    String account, @Nullable UsageCommandOrder order, int continueAsNewAfter) {
  private static final int CONTINUE_AS_NEW_AFTER = 2_000;

  public UsageCommandState {
    Objects.requireNonNull(account, "account");
  }

  /** Returns the state of an account whose command is not known yet. */
  public static UsageCommandState initial(String account) {
    return new UsageCommandState(account, null, CONTINUE_AS_NEW_AFTER);
  }
}
