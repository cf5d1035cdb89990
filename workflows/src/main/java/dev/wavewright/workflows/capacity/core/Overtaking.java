package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts who was overtaken: one behind it in the queue was granted a lease of a pool it needs,
 * while it waited for another one. A request that waits for its repository's pool is not overtaken:
 * what it waits for is for nobody else, and it holds up no other repository.
 */
final class Overtaking {
  private Overtaking() {}

  private record Admitted(int index, Request request, @Nullable HostId host) {}

  /** Returns how often each request was overtaken by these admissions; those never are left out. */
  static Map<Ticket, Integer> count(Gate before, List<Verdict> verdicts) {
    Map<Ticket, Verdict.Admit> admits = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Admit admit) {
        admits.put(admit.waiting().request().ticket(), admit);
      }
    }
    List<Admitted> admitted = new ArrayList<>();
    List<Waiting> order = before.waiting();
    for (int index = 0; index < order.size(); index++) {
      Verdict.Admit admit = admits.get(order.get(index).request().ticket());
      if (admit != null) {
        admitted.add(new Admitted(index, admit.waiting().request(), admit.host()));
      }
    }
    return count(before, order, admitted);
  }

  private static Map<Ticket, Integer> count(
      Gate before, List<Waiting> order, List<Admitted> admitted) {
    Admission start = Admission.of(before);
    Map<Ticket, Integer> passed = new LinkedHashMap<>();
    int behind = 0;
    for (int index = 0; index < admitted.getLast().index(); index++) {
      Waiting waits = order.get(index);
      if (admitted.get(behind).index() == index) {
        behind++;
        continue;
      }
      if (waits.mayReserve() || !start.contends(waits.request())) {
        continue;
      }
      int times = 0;
      for (int next = behind; next < admitted.size() && times < Waiting.PATIENCE; next++) {
        times += takesFrom(admitted.get(next), waits.request()) ? 1 : 0;
      }
      if (times > 0) {
        passed.put(waits.request().ticket(), times);
      }
    }
    return passed;
  }

  private static boolean takesFrom(Admitted one, Request other) {
    for (PoolName pool : Admission.needed(one.request())) {
      if (other.inFlightPools().contains(pool) || other.sessionPools().contains(pool)) {
        return true;
      }
    }
    HostId host = one.host();
    return host != null
        && other.wantsSession()
        && (other.hosts().isEmpty() || other.hosts().contains(host));
  }
}
