package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityState.ForetoldRow;
import dev.wavewright.workflows.capacity.CapacityState.KeptRow;
import dev.wavewright.workflows.capacity.CapacityState.PromiseRow;
import dev.wavewright.workflows.capacity.core.Foretold;
import dev.wavewright.workflows.capacity.core.Foretold.Kept;
import dev.wavewright.workflows.capacity.core.Foretold.Promise;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Maps what was told of starts to the rows that cross Temporal, and back, losing nothing. */
final class ForetoldRows {
  private ForetoldRows() {}

  static ForetoldRow row(Foretold foretold) {
    return new ForetoldRow(
        foretold.open().stream().map(ForetoldRows::row).toList(),
        foretold.outcomes().stream()
            .map(kept -> new KeptRow(kept.early(), kept.late(), kept.held()))
            .toList(),
        foretold.playedAt().toEpochMilli());
  }

  /** An older state has none. */
  static Foretold value(@Nullable ForetoldRow row) {
    return row == null
        ? Foretold.nothing()
        : new Foretold(
            row.open().stream().map(ForetoldRows::value).toList(),
            row.outcomes().stream()
                .map(kept -> new Kept(kept.early(), kept.late(), kept.held()))
                .toList(),
            Instant.ofEpochMilli(row.playedAt()));
  }

  private static PromiseRow row(Promise promise) {
    return new PromiseRow(
        promise.ticket(),
        promise.asked().toEpochMilli(),
        promise.earliest(),
        promise.latest(),
        promise.toldEarliest(),
        promise.toldLatest());
  }

  private static Promise value(PromiseRow row) {
    return new Promise(
        row.ticket(),
        Instant.ofEpochMilli(row.asked()),
        row.earliest(),
        row.latest(),
        row.toldEarliest(),
        row.toldLatest());
  }
}
