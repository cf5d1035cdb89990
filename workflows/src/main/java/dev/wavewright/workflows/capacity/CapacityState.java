package dev.wavewright.workflows.capacity;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Ticket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the gate knows, as it crosses continue-as-new. Rows are arrays, since two thousand of
 * them must stay under half a megabyte: a new column is appended, never inserted, and one that is
 * absent reads as null, 0 or false. Times are milliseconds since 1970, durations milliseconds; in
 * the rows of requests, times count from the moment at which the request was accepted or granted.
 *
 * @param version of this form; 2, and 1 is still read: there all times are since 1970
 * @param continueAsNewAfter history events after which a run continues as new
 * @param nextSweep when holders are looked after next; 0 for at once
 * @param names pool names, to which the rows refer by index
 * @param overtaken one digit to the base 36 for each that waits: how often it was overtaken; null
 *     for never
 * @param waves whose requests age together, to which the rows refer by index
 * @param aged one digit for each that waits: how many levels it has gained; null for none
 * @param foretold how expected starts came out; null for nothing
 */
public record CapacityState(
    int version,
    int continueAsNewAfter,
    long nextSweep,
    long epoch,
    long lastNumber,
    long lastMessage,
    @Nullable PauseRow pause,
    List<PoolName> names,
    List<PoolRow> pools,
    List<WaitingRow> waiting,
    List<GrantedRow> granted,
    List<DrainingRow> draining,
    List<MessageRow> outbox,
    List<EndedRow> ended,
    List<Ticket> cancelledEarly,
    List<DrainingRow> lost,
    List<PlaceRow> places,
    @Nullable String overtaken,
    List<String> waves,
    @Nullable String aged,
    List<MeasuredRow> measured,
    @Nullable ForetoldRow foretold) {
  static final int VERSION = 2;
  static final int WITH_TIMES_SINCE_1970 = 1;
  private static final int CONTINUE_AS_NEW_AFTER = 2_000;

  public CapacityState {
    names = present(names);
    pools = present(pools);
    waiting = present(waiting);
    granted = present(granted);
    draining = present(draining);
    outbox = present(outbox);
    ended = present(ended);
    cancelledEarly = present(cancelledEarly);
    lost = present(lost);
    places = present(places);
    waves = present(waves);
    measured = present(measured);
  }

  /** Returns this state with what was told of starts. */
  CapacityState with(ForetoldRow told) {
    return new CapacityState(
        version,
        continueAsNewAfter,
        nextSweep,
        epoch,
        lastNumber,
        lastMessage,
        pause,
        names,
        pools,
        waiting,
        granted,
        draining,
        outbox,
        ended,
        cancelledEarly,
        lost,
        places,
        overtaken,
        waves,
        aged,
        measured,
        told);
  }

  /** Returns the state of a gate that nobody has used. */
  public static CapacityState initial() {
    return initial(CONTINUE_AS_NEW_AFTER);
  }

  /**
   * Returns the state of a gate that nobody has used.
   *
   * @param continueAsNewAfter history events after which a run continues as new
   */
  public static CapacityState initial(int continueAsNewAfter) {
    return new CapacityState(
        VERSION,
        continueAsNewAfter,
        0,
        0,
        0,
        0,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        List.of(),
        null);
  }

  /** A list that an older state does not have is empty. */
  private static <T> List<T> present(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** Why nothing is admitted. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record PauseRow(String by, String reason, long since) {}

  /** A cap put in force by hand. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record LeverRow(int cap, boolean set, String by, String reason, @Nullable Long until) {}

  /** What the usage monitor allows. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record LimitRow(int cap, String by, String reason, @Nullable Long until) {}

  /** What a host's worker says of its machine. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record ConditionRow(Pressure pressure, String reason, String about, long since) {}

  /** A pool. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record PoolRow(
      int name,
      int configured,
      boolean host,
      @Nullable LeverRow lever,
      @Nullable PauseRow pause,
      boolean lost,
      @Nullable LimitRow limit,
      @Nullable ConditionRow condition) {}

  /**
   * A request.
   *
   * @param key null when the ticket is the key, a slash and a number
   * @param holder null when it is the key's own workflow
   * @param session pools of the session lease; null when none is asked for
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record RequestRow(
      Ticket ticket,
      @Nullable IssueKey key,
      @Nullable String holder,
      String run,
      String purpose,
      List<Integer> inFlight,
      @Nullable List<Integer> session,
      List<HostId> hosts,
      int priority,
      long rank,
      long arrival,
      String title) {}

  /**
   * A request that waits.
   *
   * @param ends of its longest wait; in version 1 what is left of it while its clock stands
   * @param stopped since when its clock stands; in version 1 the end of its longest wait
   * @param agesEvery seconds; 0 for not
   * @param wave it ages with, counted from 1; 0 for none
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record WaitingRow(
      RequestRow request,
      long since,
      @Nullable Long ends,
      @Nullable Long stopped,
      long agesEvery,
      int wave,
      long agesFrom) {}

  /**
   * Where a person put a request that waits; few are, so most rows of what waits do without.
   *
   * @param waiting index of the request among those that wait
   * @param beside null when it is the request's own ticket
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record PlaceRow(
      int waiting,
      int priority,
      long rank,
      long arrival,
      @Nullable Ticket beside,
      int offset,
      String by) {}

  /** A lease. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record LeaseRow(LeaseKind kind, LeaseToken token, List<Integer> pools) {}

  /** A granted request with the leases it still holds. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record GrantedRow(
      RequestRow request,
      List<LeaseRow> leases,
      @Nullable HostId host,
      long since,
      boolean delivered) {}

  /** A session lease whose process may outlive its request. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record DrainingRow(
      Ticket ticket, IssueKey key, String holder, LeaseRow lease, HostId host, long since) {}

  /**
   * A message whose delivery has not come in.
   *
   * @param ending null for a grant
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record MessageRow(
      long id,
      String holder,
      String run,
      Ticket ticket,
      @Nullable Long notBefore,
      @Nullable String ending,
      @Nullable String text) {}

  /**
   * How long leases of one kind of work were held.
   *
   * @param repository its pool
   * @param agent its pool
   * @param millis oldest first
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record MeasuredRow(
      int repository, int agent, String purpose, LeaseKind lease, List<Long> millis) {
    public MeasuredRow {
      millis = List.copyOf(millis);
    }
  }

  /** What was told of starts, and how it came out. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record ForetoldRow(List<PromiseRow> open, List<KeptRow> outcomes, long playedAt) {
    public ForetoldRow {
      open = List.copyOf(open);
      outcomes = List.copyOf(outcomes);
    }
  }

  /** A request whose start is followed; all but {@code asked} in milliseconds from then. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record PromiseRow(
      Ticket ticket, long asked, long earliest, long latest, long toldEarliest, long toldLatest) {}

  /** How one came out. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record KeptRow(int early, int late, boolean held) {}

  /** A request that ended. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record EndedRow(Ticket ticket, String run, String ending) {}
}
