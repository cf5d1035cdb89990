package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;

/**
 * A fencing token: rises with every grant, also over restarts whose history was rolled back.
 *
 * @param epoch raised at every start of an embedded server; 0 with an external one
 * @param number rises within an epoch
 */
public record LeaseToken(long epoch, long number) implements Comparable<LeaseToken> {
  private static final Comparator<LeaseToken> ORDER =
      Comparator.comparingLong(LeaseToken::epoch).thenComparingLong(LeaseToken::number);

  public LeaseToken {
    if (epoch < 0 || number < 0) {
      throw new IllegalArgumentException("a token part is negative: " + epoch + "." + number);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static LeaseToken parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not a token (epoch.number): '" + text + "'");
    }
    return new LeaseToken(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  @Override
  public int compareTo(LeaseToken other) {
    return ORDER.compare(this, other);
  }

  @JsonValue
  @Override
  public String toString() {
    return epoch + "." + number;
  }
}
