package dev.wavewright.starter.gate;

import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Condition;
import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code capacity}: every pool, and whether a new task would be taken.
 *
 * @param position the place in the queue that a new task would have; 0 if it would start at once
 * @param expectedStart of a new task; null while it cannot be told
 * @param reason what keeps a new task from a plain yes
 * @param needs the pools that the answer looks at; a session of any host comes on top
 */
public record CapacityData(
    List<Pool> pools,
    boolean paused,
    Delegate delegate,
    int position,
    @Nullable ExpectedStart expectedStart,
    String reason,
    List<PoolName> needs) {
  public CapacityData {
    pools = List.copyOf(pools);
    needs = List.copyOf(needs);
  }

  /**
   * Returns the pools and the answer to a question, without an expected start.
   *
   * @param only the one pool to show; empty for all
   */
  public static CapacityData of(CapacityView view, Optional<PoolName> only, Question question) {
    return of(view, only, question, Delegation.answer(view, question));
  }

  /**
   * Returns the pools and the answer to a question.
   *
   * @param only the one pool to show; empty for all
   */
  public static CapacityData of(
      CapacityView view, Optional<PoolName> only, Question question, Advice advice) {
    return new CapacityData(
        pools(view).stream()
            .filter(pool -> only.isEmpty() || only.get().equals(pool.name()))
            .toList(),
        view.paused(),
        advice.delegate(),
        advice.position(),
        advice.expectedStart(),
        advice.reason(),
        question.needs());
  }

  public static List<Pool> pools(CapacityView view) {
    return view.pools().stream().map(Pool::of).toList();
  }

  /**
   * One pool.
   *
   * @param configured null where nothing is capped
   * @param effective the cap in force; null for none
   * @param until when the cap in force ends by itself; null for not
   * @param condition what a host's worker says of its machine; null for other pools
   */
  public record Pool(
      PoolName name,
      @Nullable Integer configured,
      @Nullable Integer effective,
      int held,
      int waiting,
      @Nullable String loweredBy,
      @Nullable String reason,
      @Nullable Instant until,
      @Nullable Condition condition) {
    public static Pool of(PoolView pool) {
      return new Pool(
          pool.name(),
          capped(pool.configured()),
          capped(pool.effective()),
          pool.held(),
          pool.waiting(),
          pool.loweredBy(),
          pool.reason(),
          pool.until(),
          pool.condition());
    }

    private static @Nullable Integer capped(int cap) {
      return cap == PoolShare.UNLIMITED ? null : Integer.valueOf(cap);
    }
  }
}
