package dev.wavewright.workflows.usage.core;

import dev.wavewright.workflows.usage.core.Meter.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of one decision. The limit is never above what the most restrictive meter
 * allows; it may be below while it goes up step by step.
 */
final class Monitor {
  private final Instant now;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Map<MeterName, Meter> meters = new TreeMap<>();
  private Steps steps;
  private int limit;
  private String reason;
  private Instant since;
  private @Nullable MeterName governor;
  private int good;
  private int probes;
  private @Nullable Instant nextProbe;

  Monitor(Usage usage, Instant now) {
    this.now = now;
    usage.meters().forEach(meter -> meters.put(meter.name(), meter));
    steps = usage.steps();
    limit = usage.limit();
    reason = usage.reason();
    since = usage.since();
    governor = usage.governor();
    good = usage.good();
    probes = usage.probes();
    nextProbe = usage.nextProbe();
  }

  Usage toUsage() {
    return new Usage(
        steps,
        List.copyOf(meters.values()),
        limit,
        reason,
        since,
        governor,
        good,
        probes,
        nextProbe);
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** What this meter alone allows. */
  private int allowed(Meter meter) {
    return switch (meter.state()) {
      case COUNTS -> steps.allowed(meter.percent());
      case PROBED -> Math.max(1, steps.allowed(meter.percent()));
      case OVER -> Steps.NO_LIMIT;
    };
  }

  /** What all meters allow: the most restrictive governs. */
  private int allowed() {
    return meters.values().stream().mapToInt(this::allowed).min().orElse(Steps.NO_LIMIT);
  }

  private Optional<Meter> mostRestrictive() {
    return meters.values().stream()
        .filter(meter -> !meter.over())
        .min(
            Comparator.<Meter>comparingInt(this::allowed)
                .thenComparing(Comparator.comparingDouble(Meter::percent).reversed())
                .thenComparing(Meter::name));
  }

  private boolean any(Predicate<Meter> which) {
    return meters.values().stream().anyMatch(which);
  }

  private void limitTo(int next, String why) {
    limit = next;
    reason = why;
    since = now;
    good = 0;
  }

  /** A meter that held the limit down and has begun anew lets go of it. */
  void endWindows() {
    boolean held = false;
    String ended = "";
    for (Meter meter : List.copyOf(meters.values())) {
      Instant reset = meter.resetsAt();
      if (meter.over() || reset == null || now.isBefore(reset.plus(UsageDecider.AFTER_RESET))) {
        continue;
      }
      if (allowed(meter) <= limit || meter.name().equals(governor)) {
        held = true;
        ended = meter.name().toString();
      }
      meters.put(meter.name(), meter.in(State.OVER));
    }
    int next = allowed();
    if (held && next > limit) {
      String why = ended + " has begun anew: " + Words.limit(next);
      outcomes.add(new Outcome.Resumed(limit, next, why));
      limitTo(next, why);
      probes = 0;
    }
  }

  void probeIfDue() {
    if (nextProbe == null || now.isBefore(nextProbe)) {
      return;
    }
    nextProbe = null;
    probes++;
    for (Meter meter : List.copyOf(meters.values())) {
      if (allowed(meter) == 0) {
        meters.put(meter.name(), meter.in(State.PROBED));
      }
    }
    String why = "probe " + probes + ": one at a time until a reading tells more";
    outcomes.add(new Outcome.Probing(probes, why));
    limitTo(Math.min(1, allowed()), why);
  }

  /** Nothing that is paused can bring a reading: one at a time has to try, unless a reset comes. */
  void planProbe() {
    boolean resetComes = any(meter -> allowed(meter) == 0 && meter.resetsAt() != null);
    if (limit != 0 || resetComes) {
      nextProbe = null;
    } else if (nextProbe == null) {
      int which = Math.min(probes, UsageDecider.PROBE_AFTER.size() - 1);
      nextProbe = now.plus(UsageDecider.PROBE_AFTER.get(which));
    }
  }

  void takeIn(Steps configured) {
    if (configured.equals(steps)) {
      return;
    }
    steps = configured;
    int next = allowed();
    if (next != limit) {
      String why = "other steps are configured: " + Words.limit(next);
      outcomes.add(new Outcome.Reconfigured(limit, next, why));
      governor = mostRestrictive().map(Meter::name).orElse(null);
      limitTo(next, why);
    }
  }

  void takeIn(Reading reading) {
    MeterName name = reading.name();
    Double percent = reading.percent();
    if (percent == null) {
      String why = name + " is unknown to " + reading.source() + ": " + stays();
      outcomes.add(new Outcome.Unknown(name, why));
      return;
    }
    Optional<String> refusal = refusal(reading);
    if (refusal.isPresent()) {
      outcomes.add(new Outcome.Ignored(name, name + " " + refusal.get() + ": " + stays()));
      return;
    }
    Meter meter =
        new Meter(name, percent, reading.resetsAt(), reading.source(), reading.at(), State.COUNTS);
    meters.put(name, meter);
    judge(meter);
    if (allowed() > 0 && !any(each -> each.state() == State.PROBED)) {
      probes = 0;
    }
  }

  private String stays() {
    return "the limit stays, " + Words.limit(limit);
  }

  private Optional<String> refusal(Reading reading) {
    Instant at = reading.at();
    Instant reset = reading.resetsAt();
    Meter known = meters.get(reading.name());
    if (at.isAfter(now.plus(UsageDecider.CLOCKS_DIFFER))) {
      return Optional.of("was read in the future");
    }
    if (at.isBefore(now.minus(UsageDecider.STALE_AFTER))) {
      return Optional.of("was read too long ago");
    }
    if (reset != null && !reset.isAfter(now)) {
      return Optional.of("is of a window that has ended");
    }
    if (known == null) {
      return meters.size() >= UsageDecider.MOST_METERS
          ? Optional.of("is one meter too many")
          : Optional.empty();
    }
    if (at.equals(known.at())) {
      return Optional.of("is a repetition");
    }
    if (at.isBefore(known.at())) {
      return Optional.of("is older than what is known");
    }
    return known.over() && known.resetsAt() != null && !at.isAfter(known.resetsAt())
        ? Optional.of("is of a window that has ended")
        : Optional.empty();
  }

  private void judge(Meter meter) {
    int next = allowed();
    String read = meter.name() + " at " + Words.percent(meter.percent());
    if (next < limit) {
      String why = read + ": " + Words.limit(next);
      outcomes.add(new Outcome.Lowered(limit, next, why));
      governor = mostRestrictive().map(Meter::name).orElse(null);
      limitTo(next, why);
    } else if (next == limit) {
      good = 0;
      outcomes.add(new Outcome.Kept(meter.name(), read + ": " + stays()));
    } else {
      good++;
      if (!raiseIfDue()) {
        String why =
            read + " is good, " + good + " of " + UsageDecider.GOOD_READINGS + ": " + stays();
        outcomes.add(new Outcome.Kept(meter.name(), why));
      }
    }
  }

  /** Goes up by one step after enough good readings and long enough; tells whether it did. */
  boolean raiseIfDue() {
    if (!raises() || now.isBefore(since.plus(UsageDecider.DWELL))) {
      return false;
    }
    int next = Math.min(steps.above(limit), allowed());
    String why = good + " good readings: " + Words.limit(next);
    outcomes.add(new Outcome.Raised(limit, next, why));
    limitTo(next, why);
    return true;
  }

  private boolean raises() {
    return good >= UsageDecider.GOOD_READINGS && limit < allowed();
  }

  /** The next moment at which time alone changes something. */
  @Nullable Instant wakeAt() {
    Stream<Instant> resets =
        meters.values().stream()
            .filter(meter -> !meter.over())
            .flatMap(meter -> Stream.ofNullable(meter.resetsAt()))
            .map(reset -> reset.plus(UsageDecider.AFTER_RESET));
    Stream<Instant> dwell = raises() ? Stream.of(since.plus(UsageDecider.DWELL)) : Stream.empty();
    return Stream.of(resets, dwell, Stream.ofNullable(nextProbe))
        .flatMap(times -> times)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
