package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Admission;
import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.EndedTicket;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.ExpectedStarts;
import dev.wavewright.workflows.capacity.core.Foretold;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Pause;
import dev.wavewright.workflows.capacity.core.Place;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.Verdict;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows the gate: as a value for programs, as Markdown for the Web UI. */
final class GateViews {
  private static final int MAX_ROWS = 25;
  private static final int MAX_ENDED = 100;

  private GateViews() {}

  /** Returns the gate as it is now, without what is expected: that takes long to find out. */
  static CapacityView view(Gate gate) {
    return view(gate, Foretold.nothing(), Map.of());
  }

  /**
   * Returns the gate with the expected start of what waits.
   *
   * @param now not before anything that the gate has seen
   */
  static CapacityView view(Gate gate, Foretold foretold, Instant now) {
    return view(gate, foretold, foretold.expected(gate, now));
  }

  /** Returns when a request would be granted that came now; null while it cannot be told. */
  static CapacityView.@Nullable ExpectedStart expected(
      Gate gate, Foretold foretold, Event.Ask ask, Instant now) {
    Gate asked = CapacityDecider.decide(new CapacitySnapshot(gate, now, List.of(ask))).gate();
    return expected(foretold.expected(asked, now).get(ask.request().ticket()));
  }

  private static CapacityView.@Nullable ExpectedStart expected(
      ExpectedStarts.@Nullable Interval interval) {
    return interval == null
        ? null
        : new CapacityView.ExpectedStart(interval.earliest(), interval.latest());
  }

  private static CapacityView view(
      Gate gate, Foretold foretold, Map<Ticket, ExpectedStarts.Interval> expected) {
    return new CapacityView(
        Stream.concat(
                gate.granted().stream().flatMap(GateViews::holdings),
                gate.draining().stream().map(GateViews::holding))
            .toList(),
        Admission.judge(gate).stream().flatMap(verdict -> waiting(verdict, expected)).toList(),
        gate.pools().stream().map(pool -> pool(gate, pool)).toList(),
        gate.pause() != null,
        gate.ended().stream()
            .skip(Math.max(0, gate.ended().size() - MAX_ENDED))
            .map(GateViews::ended)
            .toList(),
        new CapacityView.StartRecord(foretold.outcomes().size(), foretold.held()));
  }

  private static CapacityView.Ended ended(EndedTicket ended) {
    return new CapacityView.Ended(
        ended.ticket(), ended.ending().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static Stream<CapacityView.Holding> holdings(Granted granted) {
    Request request = granted.request();
    return granted.leases().stream()
        .map(
            lease ->
                new CapacityView.Holding(
                    request.ticket(),
                    request.key(),
                    request.holder(),
                    lease.kind(),
                    lease.token(),
                    lease.pools(),
                    switch (lease.kind()) {
                      case IN_FLIGHT -> null;
                      case SESSION -> granted.host();
                    },
                    granted.since(),
                    false));
  }

  private static CapacityView.Holding holding(Draining draining) {
    Lease lease = draining.lease();
    return new CapacityView.Holding(
        draining.ticket(),
        draining.key(),
        draining.holder(),
        lease.kind(),
        lease.token(),
        lease.pools(),
        draining.host(),
        draining.since(),
        true);
  }

  private static Stream<CapacityView.Waiting> waiting(
      Verdict verdict, Map<Ticket, ExpectedStarts.Interval> expected) {
    return switch (verdict) {
      case Verdict.Hold hold ->
          Stream.of(waiting(hold, expected.get(hold.waiting().request().ticket())));
      case Verdict.Admit admit -> Stream.empty();
    };
  }

  private static CapacityView.Waiting waiting(
      Verdict.Hold hold, ExpectedStarts.@Nullable Interval expected) {
    Request request = hold.waiting().request();
    Place place = hold.waiting().place();
    return new CapacityView.Waiting(
        request.ticket(),
        request.key(),
        request.holder(),
        hold.position(),
        hold.waiting().priority(),
        request.rank(),
        hold.why(),
        hold.pool(),
        hold.reason(),
        hold.waiting().since(),
        hold.waiting().expiresAt(),
        request.title(),
        hold.waiting().remaining(),
        place == null ? null : place.by(),
        expected(expected));
  }

  private static CapacityView.PoolView pool(Gate gate, Pool pool) {
    Pause pause = gate.pause() == null ? pool.pause() : gate.pause();
    int effective = pause == null ? pool.cap() : 0;
    Pool.Lever lever = pool.lever();
    Pool.Limit limit = pool.limit();
    Pool.Condition condition = pool.condition();
    @Nullable String by = null;
    @Nullable String reason = null;
    @Nullable Instant until = null;
    if (pause != null) {
      by = pause.by();
      reason = pause.reason().isBlank() ? "paused" : "paused: " + pause.reason();
    } else if (lever != null && effective != pool.allowed()) {
      by = lever.by();
      reason = lever.set() ? beaten(pool, lever.reason()) : lever.reason();
      until = lever.until();
    } else if (limit != null && effective != pool.configured()) {
      by = limit.by();
      reason = limit.reason();
      until = limit.until();
    } else if (lever != null && effective != pool.configured()) {
      by = lever.by();
      reason = lever.reason();
      until = lever.until();
    }
    return new CapacityView.PoolView(
        pool.name(),
        pool.configured(),
        effective,
        gate.held(pool.name()),
        waitingFor(gate, pool.name()),
        by,
        reason,
        pool.cap(),
        pause != null,
        until,
        lever != null,
        condition == null
            ? null
            : new CapacityView.Condition(
                condition.pressure(), condition.reason(), condition.about(), condition.since()));
  }

  static HostCondition condition(Gate gate, HostId host) {
    Pool.Condition told = gate.pool(host.pool()).map(Pool::condition).orElse(null);
    return told == null
        ? new HostCondition(host, Pressure.NONE, "", "")
        : new HostCondition(host, told.pressure(), told.reason(), told.about());
  }

  /** Says of what a person set that the usage monitor would allow less. */
  private static String beaten(Pool pool, String reason) {
    Pool.Limit limit = pool.limit();
    if (limit == null || limit.cap() >= pool.cap()) {
      return reason;
    }
    return (reason.isBlank() ? "" : reason + "; ")
        + "beats "
        + limit.by()
        + ", which allows "
        + limit.cap()
        + ": "
        + limit.reason();
  }

  private static int waitingFor(Gate gate, PoolName pool) {
    return (int)
        gate.waiting().stream()
            .map(waiting -> waiting.request())
            .filter(
                request ->
                    request.inFlightPools().contains(pool)
                        || request.sessionPools().contains(pool)
                        || request.hosts().stream().anyMatch(host -> host.pool().equals(pool)))
            .count();
  }

  /** Returns a page of bounded size: what is beyond a table's first rows is only counted. */
  static String markdown(CapacityView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "**"
            + view.holding().size()
            + " leases held, "
            + view.waiting().size()
            + " requests waiting"
            + (view.paused() ? ", everything paused" : "")
            + "**");
    table(
        lines,
        "| pool | held | cap | waiting | lowered by |\n| --- | --- | --- | --- | --- |",
        view.pools().stream().map(GateViews::row).toList());
    table(
        lines,
        "| holding | lease | token | since |\n| --- | --- | --- | --- |",
        view.holding().stream().map(GateViews::row).toList());
    table(
        lines,
        "| # | waiting | why | since |\n| --- | --- | --- | --- |",
        view.waiting().stream().map(GateViews::row).toList());
    return String.join("\n", lines);
  }

  private static void table(List<String> lines, String head, List<String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(head);
    rows.stream().limit(MAX_ROWS).forEach(lines::add);
    if (rows.size() > MAX_ROWS) {
      lines.add("");
      lines.add("… and " + (rows.size() - MAX_ROWS) + " more");
    }
  }

  private static String row(CapacityView.PoolView pool) {
    String cap =
        pool.effective() == pool.configured()
            ? PoolShare.inWords(pool.effective())
            : PoolShare.inWords(pool.effective()) + " of " + PoolShare.inWords(pool.configured());
    String by = pool.loweredBy() == null ? "" : pool.loweredBy() + ": " + pool.reason();
    CapacityView.Condition told = pool.condition();
    if (told != null && told.pressure() != Pressure.NONE) {
      by += (by.isEmpty() ? "" : "; ") + "under pressure: " + told.reason();
    }
    return cells(pool.name(), pool.held(), cap, pool.waiting(), by);
  }

  private static String row(CapacityView.Holding holding) {
    String kind =
        holding.draining() ? "session, draining" : holding.kind().name().toLowerCase(Locale.ROOT);
    return cells(holding.ticket(), kind, holding.token(), holding.since());
  }

  private static String row(CapacityView.Waiting waiting) {
    return cells(waiting.position(), waiting.ticket(), waiting.reason(), waiting.since());
  }

  private static String cells(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell.toString().replace('|', '/')).append(" |");
    }
    return row.toString();
  }
}
