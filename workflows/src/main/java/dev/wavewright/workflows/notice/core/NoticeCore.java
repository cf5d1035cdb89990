package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.notice.core.Notice.Expired.After;
import dev.wavewright.workflows.notice.core.Seen.CapSeen;
import dev.wavewright.workflows.notice.core.Seen.EndSeen;
import dev.wavewright.workflows.notice.core.Seen.StopSeen;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Expiry;
import dev.wavewright.workflows.notice.core.Sighting.GateSight;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is new between what was told and what a look found. What came and went between two
 * looks is not seen; what stays is told once, however late.
 */
public final class NoticeCore {
  /** Ends that are remembered as told; those before them count as told too. */
  static final int MOST_ENDS = 500;

  private static final String PAUSED = "paused";

  private final Seen seen;
  private final Sighting sighting;
  private final List<Notice> notices = new ArrayList<>();

  private NoticeCore(Seen seen, Sighting sighting) {
    this.seen = seen;
    this.sighting = sighting;
  }

  /** What is to be told, and how far the project has been told of then. */
  public record Told(Seen seen, List<Notice> notices) {
    public Told {
      notices = List.copyOf(notices);
    }
  }

  /** Decides what is told; the same look again tells nothing and changes nothing. */
  public static Told decide(Seen seen, Sighting sighting) {
    return new NoticeCore(seen, sighting).decide();
  }

  private Told decide() {
    GateSight gate = sighting.gate();
    List<Ticket> waiting = seen.waiting();
    List<IssueKey> running = seen.running();
    List<CapSeen> caps = seen.caps();
    boolean paused = seen.paused();
    if (gate != null) {
      requeued(gate);
      Set<IssueKey> holds = new TreeSet<>();
      gate.running().forEach(each -> holds.add(each.key()));
      waiting = queued(gate, holds);
      running = List.copyOf(holds);
      started(gate);
    }
    List<StopSeen> stops = stops();
    if (gate != null) {
      pauseOfAll(gate);
      caps = caps(gate);
      paused = gate.paused();
    }
    List<EndSeen> ends = ends();
    Instant endsFrom = seen.endsFrom();
    while (ends.size() > MOST_ENDS) {
      endsFrom = ends.removeFirst().ended().plusMillis(1);
    }
    return new Told(
        new Seen(
            seen.since(),
            seen.begun() || gate != null,
            waiting,
            running,
            stops,
            ends,
            endsFrom,
            caps,
            paused),
        notices);
  }

  private boolean isNew(Instant began) {
    return seen.begun() || !began.isBefore(seen.since());
  }

  /** A task that is queued again by itself leaves nothing but the gate's memory of its ticket. */
  private void requeued(GateSight gate) {
    Set<Ticket> ended = new HashSet<>(gate.expired());
    Set<IssueKey> stopped = new HashSet<>();
    sighting.stops().forEach(stop -> stopped.add(stop.key()));
    for (Ticket ticket : seen.waiting()) {
      if (!ended.contains(ticket)) {
        continue;
      }
      gate.waiting().stream()
          .filter(each -> each.key().isTask() && !stopped.contains(each.key()))
          .filter(each -> isOf(ticket, each.key()) && !each.ticket().equals(ticket))
          .findFirst()
          .ifPresent(
              again ->
                  notices.add(
                      new Notice.Expired(again.key(), again.title(), "", "", After.QUEUED_AGAIN)));
    }
  }

  private static boolean isOf(Ticket ticket, IssueKey key) {
    return ticket.value().startsWith(key.value() + "/");
  }

  /** What is at work and waits for a session of its next round is no news in the queue. */
  private List<Ticket> queued(GateSight gate, Set<IssueKey> holds) {
    Set<Ticket> known = new HashSet<>(seen.waiting());
    List<Waits> news =
        gate.waiting().stream()
            .filter(each -> !holds.contains(each.key()))
            .filter(each -> !known.contains(each.ticket()) && isNew(each.since()))
            .sorted(Comparator.comparingInt(Waits::position).thenComparing(Waits::ticket))
            .toList();
    if (!news.isEmpty()) {
      notices.add(new Notice.Queued(news));
    }
    return gate.waiting().stream().map(Waits::ticket).sorted().toList();
  }

  private void started(GateSight gate) {
    Set<IssueKey> known = new HashSet<>(seen.running());
    Map<IssueKey, Runs> news = new LinkedHashMap<>();
    gate.running().stream()
        .filter(each -> !known.contains(each.key()) && isNew(each.since()))
        .sorted(Comparator.comparing(Runs::key).thenComparing(Runs::since))
        .forEach(
            each -> news.merge(each.key(), each, (one, two) -> one.host() == null ? two : one));
    if (!news.isEmpty()) {
      notices.add(new Notice.Started(List.copyOf(news.values())));
    }
  }

  /** What waits for a person is told also if it has waited since before anybody was told. */
  private List<StopSeen> stops() {
    List<StopSeen> now = new ArrayList<>();
    for (Stop stop : sighting.stops().stream().sorted(Comparator.comparing(Stop::key)).toList()) {
      boolean known =
          seen.stops().stream()
              .anyMatch(
                  each ->
                      each.key().equals(stop.key())
                          && each.phase() == stop.phase()
                          && each.reason() == stop.reason()
                          && Objects.equals(each.ticket(), stop.ticket()));
      now.add(new StopSeen(stop.key(), stop.phase(), stop.reason(), stop.ticket(), stop.mark()));
      if (known) {
        continue;
      }
      if (stop.phase() == Phase.NEEDS_INPUT && stop.reason() == WaitReason.EXPIRED) {
        notices.add(
            new Notice.Expired(
                stop.key(), stop.title(), stop.detail(), stop.unblock(), After.ASKED));
      } else {
        notices.add(new Notice.Stopped(stop));
      }
    }
    return now;
  }

  private void pauseOfAll(GateSight gate) {
    if (seen.begun() && seen.paused() != gate.paused()) {
      notices.add(
          new Notice.Paused(
              null,
              gate.paused(),
              gate.paused() ? gate.pausedBy() : null,
              gate.paused() ? why(gate.pauseReason()) : null));
    }
  }

  /** A pause hides who put a cap in force, so what changed under it is told when it has ended. */
  private List<CapSeen> caps(GateSight gate) {
    Map<PoolName, CapSeen> known = new LinkedHashMap<>();
    seen.caps().forEach(each -> known.put(each.pool(), each));
    List<CapSeen> now = new ArrayList<>();
    for (Cap cap : gate.caps().stream().sorted(Comparator.comparing(Cap::pool)).toList()) {
      CapSeen before = known.get(cap.pool());
      boolean wasAlone = before != null && before.paused();
      boolean alone = gate.paused() ? wasAlone : cap.paused();
      CapSeen after = after(cap, before, alone);
      now.add(after);
      if (!seen.begun()) {
        continue;
      }
      if (isNews(before, after)) {
        notices.add(new Notice.CapChanged(cap, before == null ? null : before.cap()));
      }
      if (alone != wasAlone) {
        notices.add(
            new Notice.Paused(
                cap, alone, alone ? cap.by() : null, alone ? why(cap.reason()) : null));
      }
    }
    return now;
  }

  private static CapSeen after(Cap cap, @Nullable CapSeen before, boolean alone) {
    if (!cap.paused()) {
      return new CapSeen(cap.pool(), cap.cap(), cap.by(), cap.byHand() ? cap.until() : null, alone);
    }
    return before == null
        ? new CapSeen(cap.pool(), cap.cap(), null, null, alone)
        : new CapSeen(cap.pool(), before.cap(), before.by(), before.until(), alone);
  }

  private static boolean isNews(@Nullable CapSeen before, CapSeen after) {
    return before == null
        ? after.by() != null
        : before.cap() != after.cap()
            || !Objects.equals(before.by(), after.by())
            || !Objects.equals(before.until(), after.until());
  }

  /** The gate says {@code paused: why}. */
  private static @Nullable String why(@Nullable String reason) {
    if (reason == null || reason.equals(PAUSED)) {
      return null;
    }
    return reason.startsWith(PAUSED + ": ") ? reason.substring(PAUSED.length() + 2) : reason;
  }

  private List<EndSeen> ends() {
    List<EndSeen> told = new ArrayList<>(seen.ends());
    Set<String> known = new HashSet<>();
    told.forEach(each -> known.add(each.id()));
    sighting.expired().stream()
        .sorted(Comparator.comparing(Expiry::at).thenComparing(Expiry::id))
        .filter(each -> !each.at().isBefore(seen.endsFrom()) && known.add(each.id()))
        .forEach(
            each -> {
              told.add(new EndSeen(each.id(), each.at()));
              notices.add(
                  new Notice.Expired(each.key(), each.title(), each.detail(), "", After.ENDED));
            });
    sighting.waves().stream()
        .sorted(Comparator.comparing(WaveEnd::ended).thenComparing(WaveEnd::id))
        .filter(each -> !each.ended().isBefore(seen.endsFrom()) && known.add(each.id()))
        .forEach(
            each -> {
              told.add(new EndSeen(each.id(), each.ended()));
              notices.add(new Notice.WaveFinished(each));
            });
    told.sort(Comparator.comparing(EndSeen::ended).thenComparing(EndSeen::id));
    return told;
  }
}
