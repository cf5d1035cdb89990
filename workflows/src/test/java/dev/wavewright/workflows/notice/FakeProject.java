package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.notice.core.Letter;
import dev.wavewright.workflows.notice.core.Sighting;
import dev.wavewright.workflows.notice.core.Sighting.GateSight;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A project to look at, and sinks that keep what they are told. */
final class FakeProject implements NoticeActivities {
  private static final Duration NEXT_LOOK = Duration.ofMillis(20);
  private static final Instant BEGAN = Instant.parse("2999-01-01T00:00:00Z");

  private final Map<IssueKey, Waits> waiting = new LinkedHashMap<>();
  private final Map<IssueKey, Stop> stops = new LinkedHashMap<>();
  private final Map<String, List<Letter>> got = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Set<String> down = new HashSet<>();
  private final Set<String> refusing = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final CountDownLatch over = new CountDownLatch(1);

  static IssueKey key(int number) {
    return new IssueKey("acme/api#" + number);
  }

  synchronized void queue(int number) {
    IssueKey key = key(number);
    waiting.put(
        key, new Waits(Ticket.of(key, 1), key, "title", waiting.size() + 1, "", BEGAN, null, null));
  }

  synchronized void park(int number, int ticket) {
    IssueKey key = key(number);
    waiting.remove(key);
    stops.put(
        key,
        new Stop(
            key,
            "title",
            Phase.PARKED,
            WaitReason.CHECK_FAILED,
            Ticket.of(key, ticket),
            "it failed",
            "wavewright issue retry '" + key + "'",
            "mark" + ticket));
  }

  synchronized void goOn(int number) {
    stops.remove(key(number));
  }

  /** From now on the sink of this name fails, or does not. */
  synchronized void down(String sink, boolean now) {
    if (now) {
      down.add(sink);
    } else {
      down.remove(sink);
    }
  }

  synchronized void refuse(String sink, boolean now) {
    if (now) {
      refusing.add(sink);
    } else {
      refusing.remove(sink);
    }
  }

  /** From now on the sink of this name never answers. */
  synchronized void silence(String sink) {
    silent.add(sink);
  }

  synchronized List<Letter> got(String sink) {
    return List.copyOf(got.getOrDefault(sink, List.of()));
  }

  List<String> texts(String sink) {
    return got(sink).stream().map(each -> each.text().lines().findFirst().orElse("")).toList();
  }

  synchronized int attempts(String sink) {
    return attempts.getOrDefault(sink, 0);
  }

  /** Lets go whoever waits for a silent sink. */
  void end() {
    over.countDown();
  }

  @Override
  public synchronized News awaitNews(Look look) {
    Sighting sighting =
        new Sighting(
            Instant.EPOCH,
            new GateSight(
                new ArrayList<>(waiting.values()),
                List.of(),
                List.of(),
                List.of(),
                false,
                null,
                null),
            new ArrayList<>(stops.values()),
            List.of(),
            List.of());
    return look.news(sighting)
        .orElseThrow(
            () ->
                ApplicationFailure.newBuilder()
                    .setType(NOTHING_NEW)
                    .setMessage("nothing new")
                    .setNextRetryDelay(NEXT_LOOK)
                    .setCategory(ApplicationErrorCategory.BENIGN)
                    .build());
  }

  @Override
  public SendResult send(Sending sending) {
    NoticeSink sink = sending.sink();
    boolean waits;
    synchronized (this) {
      attempts.merge(sink.id(), 1, Integer::sum);
      waits = silent.contains(sink.id());
    }
    if (waits) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return SendResult.failed("no answer", null);
    }
    synchronized (this) {
      if (down.contains(sink.id())) {
        return SendResult.failed("it answers 503", null);
      }
      if (refusing.contains(sink.id())) {
        return SendResult.refused("it answers 404");
      }
      if (sending.send()) {
        got.computeIfAbsent(sink.id(), each -> new ArrayList<>()).add(sending.letter());
      }
      return SendResult.delivered("it answers 200");
    }
  }
}
