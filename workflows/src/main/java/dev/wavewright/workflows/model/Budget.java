package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much may be spent: of money, of tokens, or of both, where either alone is enough to hold.
 *
 * @param microDollars millionths of a dollar, more than 0; null for no such bound
 * @param tokens more than 0; null for no such bound
 */
public record Budget(@Nullable Long microDollars, @Nullable Long tokens) {
  /** From which share on people are warned, in percent. */
  public static final int WARN_AT = 80;

  private static final int FULL = 100;

  public Budget {
    if ((microDollars != null && microDollars <= 0) || (tokens != null && tokens <= 0)) {
      throw new IllegalArgumentException("a budget is more than nothing");
    }
    if (microDollars == null && tokens == null) {
      throw new IllegalArgumentException("a budget bounds money or tokens");
    }
  }

  /** How a budget stands. */
  public enum State {
    OK,
    WARNED,
    HELD;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns how the budget stands once so much is spent. */
  public State state(Spend spent) {
    State money = state(spent.microDollars(), microDollars);
    State counted = state(spent.tokens(), tokens);
    return money.compareTo(counted) >= 0 ? money : counted;
  }

  private static State state(long spent, @Nullable Long most) {
    if (most == null) {
      return State.OK;
    }
    if (spent >= most) {
      return State.HELD;
    }
    return spent >= (double) most * WARN_AT / FULL ? State.WARNED : State.OK;
  }

  /** Returns the budget that allows so much more, from what is allowed or spent by now. */
  public Budget raised(Spend spent, Budget more) {
    return new Budget(
        raised(microDollars, spent.microDollars(), more.microDollars),
        raised(tokens, spent.tokens(), more.tokens));
  }

  private static @Nullable Long raised(@Nullable Long most, long spent, @Nullable Long more) {
    return most == null || more == null
        ? most
        : Long.valueOf(Spend.sum(Math.max(most, spent), more));
  }

  /**
   * Returns the budget in force; null for none.
   *
   * @param configured null for none
   * @param raised what may be spent since a person raised it, or null
   */
  public static @Nullable Budget inForce(@Nullable Budget configured, @Nullable Budget raised) {
    return configured == null ? null : configured.atLeast(raised);
  }

  /** Returns the larger of two, unit by unit; what this one does not bound stays so. */
  public Budget atLeast(@Nullable Budget other) {
    return other == null
        ? this
        : new Budget(larger(microDollars, other.microDollars), larger(tokens, other.tokens));
  }

  private static @Nullable Long larger(@Nullable Long most, @Nullable Long other) {
    return most == null || other == null ? most : Long.valueOf(Math.max(most, other));
  }

  /** Returns the budget for people. */
  public String inWords() {
    List<String> parts = new ArrayList<>();
    if (microDollars != null) {
      parts.add(Amounts.dollars(microDollars));
    }
    if (tokens != null) {
      parts.add(Amounts.tokens(tokens));
    }
    return String.join(" and ", parts);
  }

  /** Returns what is spent of it, for people: the bounds that it has. */
  public String inWords(Spend spent) {
    List<String> parts = new ArrayList<>();
    if (microDollars != null) {
      parts.add(Amounts.dollars(spent.microDollars()) + " of " + Amounts.dollars(microDollars));
    }
    if (tokens != null) {
      parts.add(Amounts.tokens(spent.tokens()) + " of " + Amounts.tokens(tokens));
    }
    return String.join(", ", parts);
  }
}
