package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.NoticeActivities.News;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import dev.wavewright.workflows.notice.NoticeState.BoxState;
import dev.wavewright.workflows.notice.NoticeStatus.SinkStatus;
import dev.wavewright.workflows.notice.core.Box;
import dev.wavewright.workflows.notice.core.Draft;
import dev.wavewright.workflows.notice.core.Letter;
import dev.wavewright.workflows.notice.core.Outbox;
import dev.wavewright.workflows.notice.core.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one run of notices knows; turns it into what the core decides on, and back. */
final class NoticeBook {
  private final int eventsPerRun;
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private NoticeConfiguration configuration;
  private Seen seen;
  private long told;
  private @Nullable Instant looked;

  NoticeBook(NoticeState state, Instant now) {
    configuration = state.configuration();
    eventsPerRun = state.eventsPerRun();
    Seen carried = state.seen();
    seen = carried == null ? Seen.initial(now) : carried;
    told = state.told();
    state.boxes().forEach(each -> boxes.put(each.sink(), each.box()));
    configure(configuration);
  }

  /** Takes a configuration in; a sink that is gone loses what waited for it. */
  void configure(NoticeConfiguration another) {
    configuration = another;
    Map<String, Box> kept = new LinkedHashMap<>();
    for (NoticeSink sink : another.sinks()) {
      kept.put(sink.id(), box(sink.id()));
    }
    boxes.clear();
    boxes.putAll(kept);
  }

  NoticeConfiguration configuration() {
    return configuration;
  }

  NoticeActivities.Look look() {
    return new NoticeActivities.Look(configuration, seen);
  }

  void add(News news, Instant now) {
    seen = news.seen();
    looked = now;
    for (Draft draft : news.notices()) {
      told++;
      Letter letter = Letter.of(id(), now, draft);
      for (NoticeSink sink : configuration.sinks()) {
        if (sink.takes(draft.kind())) {
          boxes.put(sink.id(), Outbox.offer(box(sink.id()), letter));
        }
      }
    }
  }

  /** Begun anew, a project's notices count from one again: when they began tells them apart. */
  private String id() {
    return configuration.project()
        + "-"
        + Long.toString(seen.since().toEpochMilli(), Character.MAX_RADIX)
        + "-"
        + told;
  }

  Optional<Letter> due(NoticeSink sink, Instant now) {
    return Outbox.due(box(sink.id()), now);
  }

  /** Returns the first moment at which a sink that is not busy is served; null if none is. */
  @Nullable Instant wakeAt(Predicate<String> busy) {
    @Nullable Instant first = null;
    for (Map.Entry<String, Box> each : boxes.entrySet()) {
      Instant wake = Outbox.wakeAt(each.getValue()).orElse(null);
      if (wake != null && !busy.test(each.getKey()) && (first == null || wake.isBefore(first))) {
        first = wake;
      }
    }
    return first;
  }

  /** Takes in what became of a sink's first notice; of a sink that is gone nobody keeps it. */
  void ended(String sink, Letter letter, SendResult result, Instant now) {
    Box box = boxes.get(sink);
    if (box == null) {
      return;
    }
    Duration rest = result.rest();
    Box after;
    if (result.delivered()) {
      after = Outbox.delivered(box, letter.id(), now);
    } else if (result.again()) {
      after = Outbox.failed(box, letter.id(), result.answer(), rest, now);
    } else {
      after = Outbox.refused(box, letter.id(), result.answer(), now);
    }
    boxes.put(sink, after);
  }

  private Box box(String sink) {
    Box box = boxes.get(sink);
    return box == null ? Box.empty() : box;
  }

  NoticeState state() {
    return new NoticeState(
        NoticeState.VERSION,
        configuration,
        eventsPerRun,
        seen,
        boxes.entrySet().stream()
            .map(each -> new BoxState(each.getKey(), each.getValue()))
            .toList(),
        told);
  }

  NoticeStatus status() {
    List<SinkStatus> sinks =
        configuration.sinks().stream().map(sink -> status(sink, box(sink.id()))).toList();
    return new NoticeStatus(configuration.project(), seen.since(), looked, told, sinks);
  }

  private static SinkStatus status(NoticeSink sink, Box box) {
    return new SinkStatus(
        sink.id(),
        sink,
        box.delivered(),
        box.pending().size(),
        box.lost(),
        box.deliveredAt(),
        box.failure(),
        box.failedAt(),
        box.pending().isEmpty() ? null : box.nextTry());
  }
}
