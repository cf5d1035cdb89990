package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.notice.core.NoticeData.Item;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Count;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts notices into words for people and fields for programs. */
public final class NoticeText {
  /** Issues that a notice names in words. */
  private static final int MOST_NAMED = 5;

  /** Issues that a notice lists for programs. */
  private static final int MOST_LISTED = 50;

  private static final int LONGEST = 300;

  private NoticeText() {}

  /**
   * Writes a notice.
   *
   * @param at when it is told
   */
  public static Draft draft(Notice notice, Instant at) {
    return new Draft(notice.kind(), words(notice, at), data(notice));
  }

  private static String words(Notice notice, Instant at) {
    return switch (notice) {
      case Notice.Queued(List<Waits> waiting) -> queued(waiting, at);
      case Notice.Started(List<Runs> running) -> started(running);
      case Notice.Stopped(Stop stop) -> stopped(stop);
      case Notice.Expired expired -> expired(expired);
      case Notice.CapChanged(Cap cap, Integer before) -> cap(cap, before);
      case Notice.Paused(Cap pool, boolean paused, String by, String reason) ->
          (pool == null ? "everything" : pool.pool().toString())
              + (paused ? " is paused" + who(by, reason) : " goes on: the pause has ended");
      case Notice.WaveFinished(WaveEnd wave) -> finished(wave);
    };
  }

  private static String queued(List<Waits> waiting, Instant at) {
    if (waiting.size() == 1) {
      Waits only = waiting.getFirst();
      return name(only.key(), only.title())
          + " is queued, position "
          + only.position()
          + ", expected start "
          + expected(only, at)
          + (only.reason().isBlank() ? "" : ": " + line(only.reason()));
    }
    return waiting.size()
        + " are queued: "
        + named(
            waiting.stream().map(each -> each.key() + " at position " + each.position()).toList());
  }

  private static String expected(Waits waits, Instant at) {
    Instant earliest = waits.earliest();
    Instant latest = waits.latest();
    if (earliest == null || latest == null) {
      return "unknown";
    }
    long from = minutes(at, earliest, false);
    long to = minutes(at, latest, true);
    return from >= to ? "in about " + to + " min" : "in " + from + " to " + to + " min";
  }

  private static long minutes(Instant at, Instant then, boolean up) {
    long seconds = Math.max(0, Duration.between(at, then).toSeconds());
    return up ? Math.ceilDiv(seconds, 60L) : seconds / 60;
  }

  private static String started(List<Runs> running) {
    if (running.size() == 1) {
      Runs only = running.getFirst();
      return name(only.key(), only.title())
          + " has started"
          + (only.host() == null ? "" : " on " + only.host());
    }
    return running.size()
        + " have started: "
        + named(running.stream().map(each -> each.key().toString()).toList());
  }

  private static String stopped(Stop stop) {
    String what =
        switch (stop.phase()) {
          case QUOTA_WAITING -> " waits for its account";
          case NEEDS_INPUT -> " needs input";
          default -> " is parked";
        };
    return name(stop.key(), stop.title())
        + what
        + (stop.reason() == null ? "" : ", " + stop.reason().word())
        + (stop.detail().isBlank() ? "" : ": " + line(stop.detail()))
        + next(stop.unblock());
  }

  private static String expired(Notice.Expired expired) {
    String name =
        (expired.key().isTask() ? "task expired " : "issue expired ")
            + (expired.detail().isBlank() ? "in the queue" : line(expired.detail()))
            + ": "
            + name(expired.key(), expired.title());
    return name
        + switch (expired.after()) {
          case ASKED -> next(expired.unblock());
          case QUEUED_AGAIN -> "; it is queued again";
          case ENDED -> "; it has ended";
        };
  }

  private static String cap(Cap cap, @Nullable Integer before) {
    return "cap of "
        + cap.pool()
        + " is "
        + number(cap.cap())
        + (before == null || before == cap.cap() ? "" : ", was " + number(before))
        + (cap.by() == null && cap.cap() == cap.configured()
            ? ": as configured"
            : cap.paused() ? "" : who(cap.by(), cap.reason()))
        + (cap.until() == null ? "" : ", until " + cap.until());
  }

  private static String finished(WaveEnd wave) {
    String counts =
        wave.counts().stream()
            .map(each -> each.issues() + " " + each.phase())
            .collect(Collectors.joining(", "));
    String left =
        wave.left().isEmpty()
            ? ""
            : "; not done: " + named(wave.left().stream().map(IssueKey::toString).toList());
    return "wave "
        + wave.wave().name()
        + (wave.how().isEmpty() ? " has finished" : " was ended, " + wave.how())
        + (counts.isEmpty() ? "" : ": " + counts)
        + left
        + " (it took "
        + Durations.format(Duration.between(wave.started(), wave.ended()))
        + ")";
  }

  private static String number(int cap) {
    return cap == Integer.MAX_VALUE ? "no cap" : Integer.toString(cap);
  }

  private static String who(@Nullable String by, @Nullable String reason) {
    return (by == null ? "" : " by " + line(by))
        + (reason == null || reason.isBlank() ? "" : ": " + line(reason));
  }

  private static String next(String unblock) {
    return unblock.isBlank() ? "" : "\nnext: " + line(unblock);
  }

  private static String name(IssueKey key, String title) {
    return title.isBlank() ? key.toString() : key + " '" + line(title) + "'";
  }

  private static String named(List<String> all) {
    String named = all.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = all.size() - MOST_NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }

  /** Returns text of others as one line of bounded length that cannot pretend to be ours. */
  private static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.codePointCount(0, line.length()) > LONGEST
        ? line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…"
        : line;
  }

  private static NoticeData data(Notice notice) {
    return switch (notice) {
      case Notice.Queued(List<Waits> waiting) ->
          NoticeData.of(
              waiting.size(),
              waiting.stream()
                  .limit(MOST_LISTED)
                  .map(
                      each ->
                          new Item(
                              each.key(),
                              line(each.title()),
                              Phase.QUEUED,
                              each.ticket(),
                              each.position(),
                              each.earliest(),
                              each.latest(),
                              null,
                              null,
                              line(each.reason()),
                              ""))
                  .toList());
      case Notice.Started(List<Runs> running) ->
          NoticeData.of(
              running.size(),
              running.stream()
                  .limit(MOST_LISTED)
                  .map(
                      each ->
                          new Item(
                              each.key(),
                              line(each.title()),
                              null,
                              null,
                              0,
                              null,
                              null,
                              each.host(),
                              null,
                              "",
                              ""))
                  .toList());
      case Notice.Stopped(Stop stop) ->
          NoticeData.of(
              1,
              List.of(
                  new Item(
                      stop.key(),
                      line(stop.title()),
                      stop.phase(),
                      stop.ticket(),
                      0,
                      null,
                      null,
                      null,
                      stop.reason(),
                      line(stop.detail()),
                      line(stop.unblock()))));
      case Notice.Expired expired ->
          NoticeData.of(
              1,
              List.of(
                  new Item(
                      expired.key(),
                      line(expired.title()),
                      phase(expired.after()),
                      null,
                      0,
                      null,
                      null,
                      null,
                      null,
                      line(expired.detail()),
                      line(expired.unblock()))));
      case Notice.CapChanged(Cap cap, Integer before) ->
          new NoticeData(
              0,
              List.of(),
              null,
              List.of(),
              cap.pool(),
              capped(cap.cap()),
              before == null ? null : capped(before),
              null,
              cap.paused() ? null : cap.by(),
              cap.paused() ? null : cap.reason(),
              cap.until());
      case Notice.Paused(Cap pool, boolean paused, String by, String reason) ->
          new NoticeData(
              0,
              List.of(),
              null,
              List.of(),
              pool == null ? null : pool.pool(),
              null,
              null,
              paused,
              by,
              reason,
              pool == null || !paused ? null : pool.until());
      case Notice.WaveFinished(WaveEnd wave) ->
          new NoticeData(
              wave.counts().stream().mapToInt(Count::issues).sum(),
              wave.left().stream().limit(MOST_LISTED).map(NoticeText::left).toList(),
              wave.wave().toString(),
              wave.counts(),
              null,
              null,
              null,
              null,
              null,
              wave.how().isEmpty() ? null : wave.how(),
              null);
    };
  }

  private static Item left(IssueKey key) {
    return new Item(key, "", null, null, 0, null, null, null, null, "", "");
  }

  private static Phase phase(Notice.Expired.After after) {
    return switch (after) {
      case ASKED -> Phase.NEEDS_INPUT;
      case QUEUED_AGAIN -> Phase.QUEUED;
      case ENDED -> Phase.EXPIRED;
    };
  }

  private static @Nullable Integer capped(int cap) {
    return cap == Integer.MAX_VALUE ? null : Integer.valueOf(cap);
  }
}
