package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencesTest {
  private static final IssueKey ISSUE = new IssueKey("acme/api#7");

  @TempDir Path folder;

  @Test
  @DisplayName(
      "C4: an older token of the same issue and kind is refused, the newest may come again")
  void refusesOlderTokens() {
    Fences fences = new Fences(folder);
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 5))).isTrue();
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 5))).isTrue();
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 4))).isFalse();
    assertThat(fences.admit(ISSUE, LeaseKind.IN_FLIGHT, new LeaseToken(1, 4))).isTrue();
    assertThat(fences.admit(new IssueKey("acme/api#8"), LeaseKind.SESSION, new LeaseToken(1, 1)))
        .isTrue();
  }

  @Test
  @DisplayName("C4: a closed token is refused although it never came, the next one is not")
  void closesTokens() {
    Fences fences = new Fences(folder);
    fences.close(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 5));
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 5))).isFalse();
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 6))).isTrue();
    fences.close(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 2));
    assertThat(fences.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 6))).isTrue();
  }

  @Test
  @DisplayName("C4: a token of a later epoch wins although the server's history was rolled back")
  void laterEpochWins() {
    assertThat(new Fences(folder).admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 900))).isTrue();
    Fences afterRestart = new Fences(folder);
    assertThat(afterRestart.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(2, 3))).isTrue();
    assertThat(afterRestart.admit(ISSUE, LeaseKind.SESSION, new LeaseToken(1, 901))).isFalse();
  }
}
