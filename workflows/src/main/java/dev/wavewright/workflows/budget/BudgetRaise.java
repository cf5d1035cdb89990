package dev.wavewright.workflows.budget;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.Budget;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person lets more be spent.
 *
 * @param wave name of the wave; null unless of one
 * @param more from what is allowed or spent by then; null for the configured amount once more
 */
public record BudgetRaise(Of of, @Nullable String wave, @Nullable Budget more, String by) {
  public BudgetRaise {
    Objects.requireNonNull(of, "of");
    Objects.requireNonNull(by, "by");
    if ((of == Of.WAVE) == (wave == null)) {
      throw new IllegalArgumentException("a wave is named for the budget of a wave only");
    }
  }

  /** Which budget. */
  public enum Of {
    DAY,
    /** What is spent since a change was last accepted. */
    BREAKER,
    WAVE;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
