package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerdictDigestTest {
  private static final RepositoryName OTHER = new RepositoryName("acme/lib");

  private static RepositorySettings repository(List<String> setup, List<String> check) {
    return new RepositorySettings(
        new RepositoryName("acme/api"),
        "/srv/api",
        "main",
        "agent/main",
        1,
        setup,
        List.of(),
        check,
        Duration.ofMinutes(1));
  }

  private static String digest(String tree, List<String> setup, List<String> check, char commit) {
    TreeMap<RepositoryName, CommitId> dependencies = new TreeMap<>();
    dependencies.put(OTHER, new CommitId(String.valueOf(commit).repeat(40)));
    return VerdictDigest.of(tree, repository(setup, check), new TreeMap<>(), dependencies);
  }

  @Test
  @DisplayName("M1b: a verdict is shared by equal trees, checks and environments only")
  void everyPartCounts() {
    String verdict = digest("t1", List.of(), List.of("make", "test"), 'a');
    assertThat(digest("t1", List.of(), List.of("make", "test"), 'a')).isEqualTo(verdict);
    Set<String> others =
        new TreeSet<>(
            List.of(
                digest("t2", List.of(), List.of("make", "test"), 'a'),
                digest("t1", List.of("make"), List.of("test"), 'a'),
                digest("t1", List.of(), List.of("make test"), 'a'),
                digest("t1", List.of(), List.of("make", "test"), 'b')));
    assertThat(others).hasSize(4).doesNotContain(verdict);
  }
}
