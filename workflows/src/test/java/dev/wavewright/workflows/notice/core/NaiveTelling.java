package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.GateSight;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what is to be told by keeping all it ever saw: slow, and simple enough to be believed. */
final class NaiveTelling {
  private final Instant since;
  private final Set<String> everEnded = new HashSet<>();
  private final Map<String, String> stopped = new HashMap<>();
  private final Map<String, String> caps = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> alone = new HashSet<>();
  private @Nullable GateSight last;

  NaiveTelling(Instant since) {
    this.since = since;
  }

  /** Returns a line for each thing that is news. */
  List<String> look(Sighting sighting) {
    List<String> news = new ArrayList<>();
    GateSight gate = sighting.gate();
    if (gate != null) {
      queue(gate, sighting, news);
      pools(gate, news);
    }
    Map<String, String> now = new HashMap<>();
    for (Stop stop : sighting.stops()) {
      String what = stop.phase() + " " + stop.reason() + " " + stop.ticket();
      now.put(stop.key().value(), what);
      if (!what.equals(stopped.get(stop.key().value()))) {
        boolean expired = stop.phase() == Phase.NEEDS_INPUT && stop.reason() == WaitReason.EXPIRED;
        news.add((expired ? "expired, asked: " : stop.phase() + ": ") + stop.key());
      }
    }
    stopped.clear();
    stopped.putAll(now);
    sighting
        .expired()
        .forEach(
            each -> {
              if (!each.at().isBefore(since) && everEnded.add(each.id())) {
                news.add("expired, ended: " + each.key());
              }
            });
    sighting
        .waves()
        .forEach(
            each -> {
              if (!each.ended().isBefore(since) && everEnded.add(each.wave() + each.run())) {
                news.add("wave: " + each.run());
              }
            });
    if (gate != null) {
      last = gate;
    }
    return news;
  }

  private void queue(GateSight gate, Sighting sighting, List<String> news) {
    GateSight before = last;
    Set<String> atWork = new HashSet<>();
    gate.running().forEach(each -> atWork.add(each.key().value()));
    Set<String> wereAtWork = new HashSet<>();
    Set<Ticket> waited = new HashSet<>();
    if (before != null) {
      before.running().forEach(each -> wereAtWork.add(each.key().value()));
      before.waiting().forEach(each -> waited.add(each.ticket()));
    }
    for (Waits each : gate.waiting()) {
      boolean old = before == null && each.since().isBefore(since);
      if (!waited.contains(each.ticket()) && !atWork.contains(each.key().value()) && !old) {
        news.add("queued: " + each.ticket());
      }
    }
    for (Runs each : gate.running()) {
      boolean old = before == null && each.since().isBefore(since);
      if (!old && wereAtWork.add(each.key().value())) {
        news.add("started: " + each.key());
      }
    }
    for (Ticket ticket : gate.expired()) {
      if (!waited.contains(ticket)) {
        continue;
      }
      String key = ticket.value().substring(0, ticket.value().lastIndexOf('/'));
      boolean stands = sighting.stops().stream().anyMatch(stop -> stop.key().value().equals(key));
      boolean waits =
          gate.waiting().stream()
              .anyMatch(each -> each.key().value().equals(key) && !each.ticket().equals(ticket));
      if (key.startsWith("task/") && waits && !stands) {
        news.add("expired, queued again: " + key);
      }
    }
  }

  private void pools(GateSight gate, List<String> news) {
    GateSight before = last;
    if (before != null && before.paused() != gate.paused()) {
      news.add("everything paused: " + gate.paused());
    }
    for (Cap cap : gate.caps()) {
      String pool = cap.pool().value();
      boolean known = caps.containsKey(pool);
      if (!cap.paused() || !known) {
        String by =
            cap.paused() ? "null null" : cap.by() + " " + (cap.byHand() ? cap.until() : null);
        Integer number = numbers.get(pool);
        boolean changed =
            known
                ? !Objects.equals(number, cap.cap()) || !by.equals(caps.get(pool))
                : !by.startsWith("null ");
        if (before != null && changed) {
          news.add("cap: " + pool + " " + cap.cap() + " was " + number);
        }
        caps.put(pool, by);
        numbers.put(pool, cap.cap());
      }
      boolean wasAlone = alone.contains(pool);
      boolean isAlone = gate.paused() ? wasAlone : cap.paused();
      if (before != null && isAlone != wasAlone) {
        news.add("paused: " + pool + " " + isAlone);
      }
      if (isAlone) {
        alone.add(pool);
      } else {
        alone.remove(pool);
      }
    }
  }
}
