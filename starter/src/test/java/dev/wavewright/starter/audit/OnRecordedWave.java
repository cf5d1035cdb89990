package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A recorded wave, and ways to change what history says of it. */
abstract class OnRecordedWave {
  static final String ONE_3 = "acme/one#3";
  static final String ONE_4 = "acme/one#4";
  static final String TWO_3 = "acme/two#3";
  static final String TWO_4 = "acme/two#4";

  final Recorded recorded = new Recorded();

  @TempDir Path folder;

  Path state;
  Path processes;

  @BeforeEach
  void folders() throws IOException {
    state = Files.createDirectories(folder.resolve("state"));
    processes = Files.createDirectories(folder.resolve("proc"));
    Files.createDirectories(state.resolve("audited/sessions"));
  }

  AuditReport audit() {
    return recorded.audit(state, processes);
  }

  Recorded.Branch branch(String name) {
    return Objects.requireNonNull(recorded.branches.get(name), name);
  }

  void gate(UnaryOperator<List<HistoryEvent>> change) {
    recorded.change(Recorded.GATE, change);
  }

  /** Puts an event before the first grant to an issue of this wave. */
  void beforeTheGrantTo(String key, HistoryEvent event) {
    gate(
        events -> {
          events.add(Recorded.first(events, Recorded.sent("granted", key)), event);
          return events;
        });
  }

  static void found(AuditReport report, String rule, String key, String message) {
    assertThat(report.clean()).isFalse();
    assertThat(report.violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.rule()).isEqualTo(rule);
              assertThat(violation.key()).isEqualTo(key);
              assertThat(violation.message()).contains(message);
              assertThat(violation.evidence()).isNotBlank();
            });
  }
}
