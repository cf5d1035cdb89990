package dev.wavewright.workflows.model;

/**
 * What runs of agents used.
 *
 * @param tokens of every kind: read in and given out, also those read from a cache or written to it
 * @param microDollars millionths of a dollar, as the agent told them or by the configured prices
 * @param unpriced those of the tokens that are in no dollars: the agent told none and no price is
 *     configured
 */
public record Spend(long tokens, long microDollars, long unpriced) {
  public static final Spend NONE = new Spend(0, 0, 0);

  public Spend {
    if (tokens < 0 || microDollars < 0 || unpriced < 0 || unpriced > tokens) {
      throw new IllegalArgumentException(
          "spent is at least nothing: " + tokens + ", " + microDollars + ", " + unpriced);
    }
  }

  /** Tells whether nothing is spent. */
  public boolean none() {
    return tokens == 0 && microDollars == 0;
  }

  /** Returns both together; what is too large for a number stays the largest. */
  public Spend plus(Spend more) {
    return new Spend(
        sum(tokens, more.tokens),
        sum(microDollars, more.microDollars),
        sum(unpriced, more.unpriced));
  }

  static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /** Returns it for people: dollars, then tokens, then those that no price is known for. */
  public String inWords() {
    if (none()) {
      return "nothing";
    }
    String counted = Amounts.tokens(tokens);
    if (unpriced == 0) {
      return tokens == 0
          ? Amounts.dollars(microDollars)
          : Amounts.dollars(microDollars) + ", " + counted;
    }
    return unpriced == tokens && microDollars == 0
        ? counted + " without a price"
        : Amounts.dollars(microDollars)
            + ", "
            + counted
            + ", "
            + Amounts.tokens(unpriced)
            + " of them without a price";
  }
}
