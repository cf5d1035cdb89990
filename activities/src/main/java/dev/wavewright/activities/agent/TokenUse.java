package dev.wavewright.activities.agent;

/**
 * Tokens as an agent counts them; each token is in one of the four.
 *
 * @param input read in anew
 * @param output given out, thinking included
 * @param cacheRead read from a cache
 * @param cacheWrite written to a cache
 */
public record TokenUse(long input, long output, long cacheRead, long cacheWrite) {
  public static final TokenUse NONE = new TokenUse(0, 0, 0, 0);

  public long total() {
    return input + output + cacheRead + cacheWrite;
  }

  TokenUse plus(TokenUse more) {
    return new TokenUse(
        input + more.input,
        output + more.output,
        cacheRead + more.cacheRead,
        cacheWrite + more.cacheWrite);
  }

  /** Returns what has come since {@code before}; a count that fell tells nothing. */
  TokenUse since(TokenUse before) {
    return new TokenUse(
        Math.max(0, input - before.input),
        Math.max(0, output - before.output),
        Math.max(0, cacheRead - before.cacheRead),
        Math.max(0, cacheWrite - before.cacheWrite));
  }

  TokenUse most(TokenUse other) {
    return total() >= other.total() ? this : other;
  }
}
