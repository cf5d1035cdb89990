package dev.wavewright.workflows.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.LeaseToken;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MutantsTest {
  private static final Mutants MUTANTS = Mutants.inPackages("dev.wavewright.workflows.");
  private static final String FILE = "dev/wavewright/workflows/model/LeaseToken.java";

  /** Fails when tokens do not order by epoch first. */
  public static final class TokenOrder implements Runnable {
    @Override
    public void run() {
      assertThat(new LeaseToken(2, 1)).isGreaterThan(new LeaseToken(1, 2));
    }
  }

  @Test
  @DisplayName("a fault that the trial looks for is caught, and only in its own run")
  void caught() {
    Mutant fault =
        new Mutant(
            "tokens order by number alone",
            FILE,
            "Comparator.comparingLong(LeaseToken::epoch).thenComparingLong(LeaseToken::number)",
            "Comparator.comparingLong(LeaseToken::number)");

    assertThat(MUTANTS.caughtBy(fault, TokenOrder.class)).get().isInstanceOf(AssertionError.class);
    new TokenOrder().run();
  }

  @Test
  @DisplayName("a fault that the trial does not look for goes unnoticed")
  void unnoticed() {
    Mutant fault =
        new Mutant(
            "the text has a colon", FILE, "epoch + \".\" + number;", "epoch + \":\" + number;");

    assertThat(MUTANTS.caughtBy(fault, TokenOrder.class)).isEmpty();
  }

  @Test
  @DisplayName("a change whose old text does not occur exactly once is refused")
  void notOnce() {
    assertThatThrownBy(
            () -> MUTANTS.caughtBy(new Mutant("m", FILE, "epoch", "x"), TokenOrder.class))
        .hasMessageContaining("more than one");
    assertThatThrownBy(
            () -> MUTANTS.caughtBy(new Mutant("m", FILE, "no such", "x"), TokenOrder.class))
        .hasMessageContaining("no 'no such'");
  }
}
