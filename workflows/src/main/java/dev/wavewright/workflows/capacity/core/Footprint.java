package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.Ticket;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the encoded size of the state: an upper estimate in bytes, of the flat form in which it
 * crosses continue-as-new. What would pass the bound is refused at the door.
 */
final class Footprint {
  static final int MAX_WAITING = 2_000;
  static final int MAX_POOLS = 400;
  static final int MAX_LOST = 50;
  static final int MAX_PLACED = 200;
  private static final int MAX_LIVE_BYTES = 412 * 1024;
  private static final int MAX_REQUEST_BYTES = 2_048;
  static final int MAX_ENDED_BYTES = 56 * 1024;
  static final int MAX_EARLY_BYTES = 28 * 1024;
  static final int MAX_MEASURED_BYTES = 16 * 1024;
  static final int MAX_MESSAGE = 160;
  static final int MAX_TITLE = 40;
  private static final int NUMBERS = 64;

  private final Set<String> waves = new HashSet<>();
  private int bytes;

  static Footprint of(Gate gate) {
    Footprint footprint = new Footprint();
    for (Waiting waiting : gate.waiting()) {
      Place place = waiting.place();
      footprint.bytes += bytes(waiting.request()) + (place == null ? 0 : bytes(place));
      footprint.bytes += footprint.wave(waiting.age() == null ? null : waiting.age().with());
    }
    gate.granted().forEach(granted -> footprint.bytes += bytes(granted.request()) + NUMBERS);
    gate.pools().forEach(pool -> footprint.bytes += bytes(pool));
    return footprint;
  }

  /** Takes a request in, or returns why it cannot be taken. */
  @Nullable String takeIn(Ledger ledger, Event.Ask ask) {
    if (ledger.waitingCount() >= MAX_WAITING) {
      return MAX_WAITING + " requests wait already; ask again later";
    }
    Event.Ages ages = ask.ages();
    int size = bytes(ask.request());
    if (size + (ages == null || ages.with() == null ? 0 : bytes(ages.with())) > MAX_REQUEST_BYTES) {
      return "the request is too long";
    }
    int newPools = 0;
    for (Event.Configured configured : ask.configured()) {
      if (!ledger.knows(configured.pool())) {
        size += bytes(Pool.unknown(configured.pool()));
        newPools++;
      }
    }
    if (bytes + size > MAX_LIVE_BYTES) {
      return "too much waits already; ask again later";
    }
    if (ledger.poolCount() + newPools > MAX_POOLS) {
      return "too many pools";
    }
    bytes += size + wave(ages == null ? null : ages.with());
    return null;
  }

  /** Returns what the name of a wave adds, which is kept once. */
  private int wave(@Nullable String name) {
    return name != null && waves.add(name) ? bytes(name) : 0;
  }

  /** Takes in that a person places a request; false if there is no room for it. */
  boolean place(int placed, @Nullable Place before, @Nullable Place after) {
    int more = after == null ? 0 : bytes(after);
    int less = before == null ? 0 : bytes(before);
    if (more > less
        && (bytes + more - less > MAX_LIVE_BYTES || (before == null && placed >= MAX_PLACED))) {
      return false;
    }
    bytes += more - less;
    return true;
  }

  private static int bytes(Place place) {
    return NUMBERS + bytes(place.beside()) + bytes(place.by());
  }

  private static int bytes(Request request) {
    int pools = request.inFlightPools().size() + request.sessionPools().size();
    int hosts = 0;
    for (HostId host : request.hosts()) {
      hosts += bytes(host.value());
    }
    return NUMBERS
        + 4 * pools
        + hosts
        + bytes(request.ticket())
        + (request.ticket().value().startsWith(request.key() + "/")
            ? 0
            : bytes(request.key().value()))
        + (isOwn(request) ? 5 : bytes(request.holder()))
        + (RunIds.shortenedLength(request.run()) == request.run().length()
            ? bytes(request.run())
            : 3 + RunIds.shortenedLength(request.run()))
        + bytes(request.purpose())
        // What is kept is plain already, and this is asked of all that is kept.
        + (request.title().length() <= MAX_TITLE
            ? bytes(request.title())
            : bytes(plain(request.title(), MAX_TITLE)));
  }

  static int bytes(EndedTicket ended) {
    return 3 + bytes(ended.ticket()) + bytes(ended.run()) + bytes(ended.ending().name());
  }

  static int bytes(Measured measured) {
    return 20 + bytes(measured.work().purpose()) + 9 * measured.millis().size();
  }

  static int bytes(Ticket ticket) {
    return bytes(ticket.value());
  }

  private static boolean isOwn(Request request) {
    return request.holder().equals(request.key().workflowId());
  }

  private static int bytes(Pool pool) {
    Pool.Limit limit = pool.limit();
    int limited = limit == null ? 0 : NUMBERS + bytes(limit.by()) + bytes(limit.reason());
    Pool.Condition told = pool.condition();
    int said = told == null ? 0 : NUMBERS + bytes(told.reason()) + bytes(told.about());
    return NUMBERS + bytes(pool.name().value()) + limited + said;
  }

  /** Returns the length of a text as a JSON string with its quotes and comma. */
  private static int bytes(String text) {
    int bytes = 3;
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      bytes += unit < ' ' ? 6 : unit == '"' || unit == '\\' ? 2 : unit < 128 ? 1 : 3;
    }
    return bytes;
  }

  /** Returns a name for people. */
  static String plain(String name) {
    return plain(name, MAX_TITLE);
  }

  /** Returns a text for people: short, on one line, without control or direction marks. */
  static String plain(String text, int limit) {
    StringBuilder kept = new StringBuilder(limit + 1);
    for (int index = 0; index < text.length() && kept.length() < limit; ) {
      int point = text.codePointAt(index);
      kept.appendCodePoint(isPlain(point) ? point : ' ');
      index += Character.charCount(point);
    }
    return kept.toString().strip();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
