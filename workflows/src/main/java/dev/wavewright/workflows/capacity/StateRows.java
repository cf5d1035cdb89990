package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityState.ConditionRow;
import dev.wavewright.workflows.capacity.CapacityState.DrainingRow;
import dev.wavewright.workflows.capacity.CapacityState.EndedRow;
import dev.wavewright.workflows.capacity.CapacityState.GrantedRow;
import dev.wavewright.workflows.capacity.CapacityState.LeaseRow;
import dev.wavewright.workflows.capacity.CapacityState.LeverRow;
import dev.wavewright.workflows.capacity.CapacityState.LimitRow;
import dev.wavewright.workflows.capacity.CapacityState.MeasuredRow;
import dev.wavewright.workflows.capacity.CapacityState.MessageRow;
import dev.wavewright.workflows.capacity.CapacityState.PauseRow;
import dev.wavewright.workflows.capacity.CapacityState.PoolRow;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.EndedTicket;
import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Measured;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Pause;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Waiting;
import dev.wavewright.workflows.model.PoolName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps the core's state to the record that crosses continue-as-new, and back, losing nothing. */
final class StateRows {
  private final PoolIndexes pools;
  private final QueueRows queue;

  private StateRows(List<PoolName> names, List<String> waves, boolean since1970) {
    pools = new PoolIndexes(names);
    queue = new QueueRows(pools, waves, since1970);
  }

  static CapacityState write(Gate gate, int continueAsNewAfter, Instant nextSweep) {
    List<PoolName> names = new ArrayList<>();
    List<String> waves = new ArrayList<>();
    StateRows rows = new StateRows(names, waves, false);
    return new CapacityState(
        CapacityState.VERSION,
        continueAsNewAfter,
        nextSweep.toEpochMilli(),
        gate.epoch(),
        gate.lastNumber(),
        gate.lastMessage(),
        row(gate.pause()),
        names,
        gate.pools().stream().map(rows::row).toList(),
        gate.waiting().stream().map(rows.queue::row).toList(),
        gate.granted().stream().map(rows::row).toList(),
        gate.draining().stream().map(rows::row).toList(),
        gate.outbox().stream().map(StateRows::row).toList(),
        gate.ended().stream().map(StateRows::row).toList(),
        gate.cancelledEarly(),
        gate.lost().stream().map(rows::row).toList(),
        QueueRows.places(gate.waiting()),
        QueueRows.digits(gate.waiting(), Waiting::overtaken),
        waves,
        QueueRows.digits(gate.waiting(), waits -> waits.age() == null ? 0 : waits.age().levels()),
        gate.measured().stream().map(rows::row).toList(),
        null);
  }

  static Gate read(CapacityState state) {
    StateRows rows =
        new StateRows(
            state.names(), state.waves(), state.version() == CapacityState.WITH_TIMES_SINCE_1970);
    return new Gate(
        state.epoch(),
        state.lastNumber(),
        state.lastMessage(),
        value(state.pause()),
        state.pools().stream().map(rows::value).toList(),
        rows.queue.waiting(state),
        state.granted().stream().map(rows::value).toList(),
        state.draining().stream().map(rows::value).toList(),
        state.outbox().stream().map(StateRows::value).toList(),
        state.ended().stream().map(StateRows::value).toList(),
        state.cancelledEarly(),
        state.lost().stream().map(rows::value).toList(),
        state.measured().stream().map(rows::value).toList());
  }

  private MeasuredRow row(Measured measured) {
    Measured.Work work = measured.work();
    return new MeasuredRow(
        pools.index(work.repository()),
        pools.index(work.agent()),
        work.purpose(),
        work.lease(),
        measured.millis());
  }

  private Measured value(MeasuredRow row) {
    return new Measured(
        new Measured.Work(
            pools.name(row.repository()), pools.name(row.agent()), row.purpose(), row.lease()),
        row.millis());
  }

  private static @Nullable PauseRow row(@Nullable Pause pause) {
    return pause == null
        ? null
        : new PauseRow(pause.by(), pause.reason(), pause.since().toEpochMilli());
  }

  private static @Nullable Pause value(@Nullable PauseRow row) {
    return row == null
        ? null
        : new Pause(row.by(), row.reason(), Instant.ofEpochMilli(row.since()));
  }

  private PoolRow row(Pool pool) {
    Pool.Lever lever = pool.lever();
    Pool.Limit limit = pool.limit();
    Pool.Condition condition = pool.condition();
    return new PoolRow(
        pools.index(pool.name()),
        pool.configured(),
        pool.host(),
        lever == null
            ? null
            : new LeverRow(
                lever.cap(), lever.set(), lever.by(), lever.reason(), millis(lever.until())),
        row(pool.pause()),
        pool.lost(),
        limit == null
            ? null
            : new LimitRow(limit.cap(), limit.by(), limit.reason(), millis(limit.until())),
        condition == null
            ? null
            : new ConditionRow(
                condition.pressure(),
                condition.reason(),
                condition.about(),
                condition.since().toEpochMilli()));
  }

  private Pool value(PoolRow row) {
    LeverRow lever = row.lever();
    LimitRow limit = row.limit();
    ConditionRow condition = row.condition();
    return new Pool(
        pools.name(row.name()),
        row.configured(),
        row.host(),
        row.lost(),
        lever == null
            ? null
            : new Pool.Lever(
                lever.cap(), lever.set(), lever.by(), lever.reason(), instant(lever.until())),
        limit == null
            ? null
            : new Pool.Limit(limit.cap(), limit.by(), limit.reason(), instant(limit.until())),
        value(row.pause()),
        condition == null
            ? null
            : new Pool.Condition(
                condition.pressure(),
                condition.reason(),
                condition.about(),
                Instant.ofEpochMilli(condition.since())));
  }

  private LeaseRow row(Lease lease) {
    return new LeaseRow(lease.kind(), lease.token(), pools.indexes(lease.pools()));
  }

  private Lease value(LeaseRow row) {
    return new Lease(row.kind(), row.token(), pools.named(row.pools()));
  }

  private GrantedRow row(Granted granted) {
    return new GrantedRow(
        queue.row(granted.request(), granted.since()),
        granted.leases().stream().map(this::row).toList(),
        granted.host(),
        granted.since().toEpochMilli(),
        granted.delivered());
  }

  private Granted value(GrantedRow row) {
    return new Granted(
        queue.value(row.request(), row.since()),
        row.leases().stream().map(this::value).toList(),
        row.host(),
        Instant.ofEpochMilli(row.since()),
        row.delivered());
  }

  private DrainingRow row(Draining draining) {
    return new DrainingRow(
        draining.ticket(),
        draining.key(),
        draining.holder(),
        row(draining.lease()),
        draining.host(),
        draining.since().toEpochMilli());
  }

  private Draining value(DrainingRow row) {
    return new Draining(
        row.ticket(),
        row.key(),
        row.holder(),
        value(row.lease()),
        row.host(),
        Instant.ofEpochMilli(row.since()));
  }

  private static MessageRow row(Message message) {
    return switch (message) {
      case Message.Grant grant ->
          new MessageRow(
              grant.id(),
              grant.holder(),
              grant.run(),
              grant.ticket(),
              millis(grant.notBefore()),
              null,
              null);
      case Message.Refusal refusal ->
          new MessageRow(
              refusal.id(),
              refusal.holder(),
              refusal.run(),
              refusal.ticket(),
              millis(refusal.notBefore()),
              refusal.ending().name(),
              refusal.text());
    };
  }

  private static Message value(MessageRow row) {
    String ending = row.ending();
    String text = row.text();
    return ending == null
        ? new Message.Grant(
            row.id(), row.holder(), row.run(), row.ticket(), instant(row.notBefore()))
        : new Message.Refusal(
            row.id(),
            row.holder(),
            row.run(),
            row.ticket(),
            instant(row.notBefore()),
            Ending.valueOf(ending),
            text == null ? "" : text);
  }

  private static EndedRow row(EndedTicket ended) {
    return new EndedRow(ended.ticket(), ended.run(), ended.ending().name());
  }

  private static EndedTicket value(EndedRow row) {
    return new EndedTicket(row.ticket(), row.run(), Ending.valueOf(row.ending()));
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
